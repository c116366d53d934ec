"""A house with one account at a running simulator, and answers that go to its bank; what is between
them can be made to fail at any call."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests import stores
from tests.simulator.disputes.desk import Desk as Bank
from tests.simulator.http.small import START
from tillwatch.features.disputes.sending import asking, kept
from tillwatch.features.disputes.sending.asking import Wish
from tillwatch.features.disputes.sending.carrying import Carrier
from tillwatch.features.disputes.sending.kept import File, Sending, What
from tillwatch.features.disputes.sending.running import Way
from tillwatch.intake import connections
from tillwatch.intake.house import House
from tillwatch.kernel.bell import Bell
from tillwatch.kernel.clock import SetClock
from tillwatch.people.tokens import Person
from tillwatch.processors import port
from tillwatch.processors.registry import Registry
from tillwatch.processors.stripe import Stripe
from tillwatch.rows import Dispute
from tillwatch.store.engine import open_store
from tillwatch.store.secrets import open_vault
from tillwatch.wiring.disputes import sending

ADA = Person(
    id="acc_1",
    kind="local",
    name="Ada",
    role="owner",
    created=START,
    expires=None,
    last_used=None,
)
PAPER = b"%PDF-1.7\n1 0 obj\n<< /Type /Pages /Count 1 >>\nendobj\n%%EOF\n"
WORDS = {"uncategorized_text": "The parcel was delivered and signed for.", "customer_name": "Bo"}


class Crash(BaseException):
    """The process is gone."""


@dataclass
class Faults:
    """`at`: the number of the call, from 1, that fails; `after`: its answer is lost, else it is
    never made. `problem`: how; the end of the process by default."""

    at: int = 0
    after: bool = False
    problem: BaseException = field(default_factory=Crash)
    calls: list[str] = field(default_factory=list)


class Between:
    """Fills `defending.Writer` with a real one behind it."""

    def __init__(self, writer: Any, faults: Faults) -> None:
        self._writer = writer
        self._faults = faults

    def __getattr__(self, name: str) -> Any:
        async def call(*given: Any, **named: Any) -> Any:
            faults = self._faults
            faults.calls.append(name)
            now = len(faults.calls) == faults.at
            if now and not faults.after:
                raise faults.problem
            answer = await getattr(self._writer, name)(*given, **named)
            if now:
                raise faults.problem
            return answer

        return call


@dataclass
class Office:
    house: House
    connection_id: str
    bank: Any
    """None in a process that only sends."""

    def row(self, dispute: dict[str, Any]) -> Dispute:
        processor = self.house.processors.get("stripe")
        told = self.bank.now(dispute)
        for row in processor.translate("dispute", told, deleted=False):
            if isinstance(row, Dispute):
                return row
        raise AssertionError(told)

    async def want(
        self,
        dispute: dict[str, Any],
        kind: str = kept.ANSWER,
        evidence: dict[str, Any] | None = None,
        papers: Sequence[bytes] = (PAPER,),
        subscription: str | None = None,
    ) -> Sending:
        row = self.row(dispute)
        fields = ("uncategorized_file", "receipt", "service_documentation")
        files = [
            File(field=name, name=f"{name}.pdf", digest=f"{len(body):064d}", body=body)
            for name, body in zip(fields, papers, strict=False)
        ]
        what = What(
            evidence=WORDS if evidence is None else evidence,
            files={one.field: one.name for one in files},
            charge=row.attempt,
        )
        if kind != kept.ANSWER:
            what, files = What(charge=row.attempt, subscription=subscription), []
        wish = Wish(
            connection_id=self.connection_id, dispute=row, kind=kind, what=what, files=files
        )
        return await asking.want(self.house.store, self.house.clock, wish, ADA)

    async def look(self, faults: Faults | None = None) -> None:
        """One look of a worker that has just started."""

        @asynccontextmanager
        async def way(connection_id: str) -> AsyncIterator[Way | None]:
            async with sending.way(self.house, connection_id) as real:
                if real is None or faults is None:
                    yield real
                else:
                    writer: Any = Between(real.writer, faults)
                    yield Way(writer, real.dispute, real.merge)

        await Carrier(self.house.store, self.house.clock, way, lambda: None).look()

    async def confirmed(self, one: Sending) -> Sending:
        return await asking.confirm(self.house.store, self.house.clock, one.id, one.digest, ADA)

    async def now(self, one: Sending) -> Sending:
        async with self.house.store.reading() as tx:
            return await kept.one(tx, one.id)

    async def sent(self, dispute: dict[str, Any], **more: Any) -> Sending:
        """From the wish to the bank, without trouble."""
        one = await self.want(dispute, **more)
        await self.look()
        await self.confirmed(one)
        await self.look()
        return await self.now(one)


@asynccontextmanager
async def opened(folder: Path, api: str, now: float) -> AsyncIterator[House]:
    """A house in `folder`, its clock standing."""
    clock = SetClock(now)
    given = stores.given(folder, stripe_api_base=api)
    store = await open_store(given)
    house = House(
        settings=given,
        store=store,
        vault=open_vault(given.secret_key_file),
        processors=Registry([Stripe(api, api, 1.0, 0, clock, sleep=at_once)]),
        clock=clock,
        bell=Bell(),
    )
    try:
        yield house
    finally:
        await connections.close_readers(house)
        await store.close()


@asynccontextmanager
async def office(folder: Path, bank: Bank, key: str = "secret") -> AsyncIterator[Office]:
    async with opened(folder, bank.simulator.url, bank.world.clock.now()) as house:
        made = await connections.connect(
            house, processor="stripe", name="Shop", key=bank.simulator.key(key)
        )
        yield Office(house, made.id, bank)


async def at_once(seconds: float) -> None:
    """No pause between tries."""


def lost() -> BaseException:
    return port.Unreachable("Nobody answered.")

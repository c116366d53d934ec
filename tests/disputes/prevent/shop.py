"""A house with one account at a running simulator, and rules that act there; what is between them
can be made to fail at any call."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.disputes.sending import Between, Faults, office
from tests.simulator.disputes.desk import Desk as Bank
from tillwatch.faces.cases import sources
from tillwatch.features.disputes.prevent.acting import kept
from tillwatch.features.disputes.prevent.acting.carrying import Carrier
from tillwatch.features.disputes.prevent.acting.kept import Action
from tillwatch.features.disputes.prevent.acting.spotting import Spotter
from tillwatch.features.disputes.prevent.acting.way import Notice, Ports, Way
from tillwatch.features.disputes.prevent.rules import kept as rules
from tillwatch.features.disputes.prevent.rules.shapes import (
    Cap,
    Definition,
    Rule,
    Then,
    When,
    checked,
)
from tillwatch.intake import connections
from tillwatch.intake.apply import Apply
from tillwatch.intake.house import House
from tillwatch.kernel import ids
from tillwatch.wiring.disputes import preventing

WARNED = "radar.early_fraud_warning"


@dataclass
class Shop:
    house: House
    id: str
    bank: Bank
    told: list[Notice] = field(default_factory=list)
    posted: list[tuple[str, bytes, dict[str, str]]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    """Of the address that is called; 200 when none is left."""

    async def sold(self, amount: int = 9_900, **more: Any) -> str:
        """The charge of a payment that is here, too."""
        sale = self.bank.do("sale", amount=amount, currency="usd", **more)
        self.bank.wait(30)
        await self.read("payment_intent", sale["id"])
        await self.read("charge", sale["latest_charge"])
        return str(sale["latest_charge"])

    async def warned(self, charge: str) -> str:
        warning = self.bank.do("early-fraud-warning", charge_id=charge)
        await self.read(WARNED, warning["id"])
        return str(warning["id"])

    async def disputed(self, charge: str, **case: Any) -> str:
        dispute = self.bank.do("dispute", charge_id=charge, **case)
        await self.read("dispute", dispute["id"])
        return str(dispute["id"])

    async def read(self, kind: str, id_: str) -> None:
        """From the processor into our copy."""
        self.house.clock.at = max(self.house.clock.now(), self.bank.world.clock.now())  # type: ignore[attr-defined]
        known = await connections.one(self.house.store, self.id)
        reader = await connections.reader(self.house, known)
        assert reader is not None
        processor = self.house.processors.get(known.processor)
        readings = await reader.one(kind, id_)
        await Apply(self.house).readings(self.id, processor, readings, live=True)

    async def rule(self, when: When, *then: Then, cap: int = 100_000, enabled: bool = True) -> Rule:
        now = int(self.house.clock.now())
        rule = Rule(
            id=ids.new("rule"),
            name="Small warnings",
            description="",
            definition=checked(
                Definition(when=when, then=then, budget=(Cap(currency="usd", amount=cap),))
            ),
            livemode=False,
            enabled=enabled,
            since=0 if enabled else None,
            created=now,
            changed=now,
        )
        async with self.house.store.writing() as tx:
            await rules.add(tx, rule, None)
        return rule

    def carrier(self, faults: Faults | None = None) -> Carrier:
        real = preventing.ports(self.house)

        @asynccontextmanager
        async def way(connection_id: str) -> AsyncIterator[Way | None]:
            async with preventing.way(self.house, connection_id) as given:
                if given is None or faults is None:
                    yield given
                else:
                    writer: Any = Between(given.writer, faults)
                    yield Way(writer, given.attempt, given.dispute, given.merge)

        async def tell(notice: Notice) -> None:
            self.told.append(notice)
            await real.tell(notice)

        async def post(url: str, body: bytes, headers: dict[str, str]) -> int:
            self.posted.append((url, body, headers))
            return self.answers.pop(0) if self.answers else 200

        ports = Ports(way=way, tell=tell, post=post)
        return Carrier(self.house.store, self.house.vault, self.house.clock, ports)

    def spotter(self) -> Spotter:
        return Spotter(self.house.store, self.house.clock, lambda: sources(self.house))

    async def look(self, faults: Faults | None = None) -> None:
        """One look of a worker that has just started."""
        await preventing.look(self.house, self.spotter(), self.carrier(faults))

    async def actions(self) -> Sequence[Action]:
        """Newest first."""
        return await kept.listed(self.house.store, kept.Asked(connections=[self.id], limit=100))

    def refunds(self, charge: str) -> list[dict[str, Any]]:
        """As the processor has them."""
        answer = self.bank.simulator.get(f"/v1/refunds?charge={charge}").json()
        found: list[dict[str, Any]] = answer["data"]
        return found


@asynccontextmanager
async def opened(folder: Path, bank: Bank) -> AsyncIterator[Shop]:
    async with office(folder, bank) as made:
        yield Shop(made.house, made.connection_id, bank)

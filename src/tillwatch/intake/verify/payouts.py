"""What each payout holds, asked again, a question a payout, behind the lists.

The complete answer is an object of its own (`payout_entries`), held against ours as any other; the
entries in it are compared by their own list.
"""

from typing import Final

from sqlalchemy import Connection as SqlConnection
from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from tillwatch.intake import follow
from tillwatch.intake.connections import Connection
from tillwatch.intake.house import House
from tillwatch.intake.verify.doubts import Doubts
from tillwatch.intake.verify.held import Held
from tillwatch.intake.verify.progress import Tally
from tillwatch.intake.verify.verdict import Skipped, Verdict
from tillwatch.kernel import together
from tillwatch.processors.port import (
    CursorDied,
    NotOffered,
    PermissionMissing,
    Reader,
    ReadFailed,
    Unreachable,
)
from tillwatch.rows import Payout
from tillwatch.store.tables import LEDGER, objects

KIND: Final = "payout_entries"
AT_ONCE: Final = 8
"""Where a limiter gives each its turn; without one they would only take it from each other."""
PART: Final = 200
FAULT: Final = 500


class Payouts:
    """One comparison of what one connection's payouts hold."""

    def __init__(
        self,
        house: House,
        connection: Connection,
        reader: Reader,
        held: Held,
        doubts: Doubts,
        verdict: Verdict,
        tally: Tally,
    ) -> None:
        self._house = house
        self._asked = _asked(connection)
        rates = house.processors.get(connection.processor).rates(connection.mode or "test")
        self._at_once = AT_ONCE if rates else 1
        self._reader = reader
        self._held = held
        self._doubts = doubts
        self._verdict = verdict
        self._tally = tally
        self._told = 0
        self._untold: ReadFailed | None = None
        self._left_out = False

    async def count(self) -> None:
        """Tell the tally how many questions there will be."""
        async with self._house.store.reading() as store:
            self._tally.singly(await store.run_sync(self._count))

    async def everything(self) -> None:
        """Ask for every payout whose entries can be known. A key or server that tells of none is
        named in the verdict."""
        last: str | None = ""
        while last is not None and not self._left_out:
            async with self._house.store.reading() as store:
                ids = await store.run_sync(self._part, last)
            queue = ids[::-1]
            await together.all_of(self._take(queue) for _ in range(self._at_once))
            last = ids[-1] if len(ids) == PART else None
        if self._untold is not None and (self._left_out or not self._told):
            self._verdict.skipped.append(
                Skipped(resource=KIND, status=self._untold.answer, reason=self._untold.message)
            )

    async def _take(self, queue: list[str]) -> None:
        while queue and not self._left_out:
            payout_id = queue.pop()
            try:
                await self._compare(payout_id)
                self._told += 1
            except (
                NotOffered,
                CursorDied,
            ) as problem:  # of this one the processor does not tell yet
                self._untold = self._untold or problem
            except (PermissionMissing, Unreachable) as problem:
                if isinstance(problem, Unreachable) and problem.answer < FAULT:
                    raise
                self._untold, self._left_out = problem, True
            self._tally.read_one()

    async def _compare(self, payout_id: str) -> None:
        told = [one for one in await self._reader.payout_entries(payout_id) if one.kind == KIND]
        self._verdict.checked += len(told)
        if await self._held.differing(told):
            await self._doubts.add(told, ())

    def _count(self, store: SqlConnection) -> int:
        return store.scalar(select(func.count()).select_from(self._asked.subquery())) or 0

    def _part(self, store: SqlConnection, last: str) -> list[str]:
        payouts = LEDGER[Payout.table]
        query = self._asked.where(payouts.c.id > last).order_by(payouts.c.id).limit(PART)
        return list(store.execute(query).scalars())


def _asked(connection: Connection) -> Select[str]:
    """Payouts of which the processor can tell what they hold, and those of which it did."""
    payouts = LEDGER[Payout.table]
    known: ColumnElement[bool] = exists().where(
        objects.c.connection_id == connection.id,
        objects.c.kind == KIND,
        objects.c.id == payouts.c.id,
    )
    return select(payouts.c.id).where(
        payouts.c.connection_id == connection.id,
        payouts.c.created >= (connection.import_since or 0),
        or_(follow.entries_are_told(payouts), known),
    )

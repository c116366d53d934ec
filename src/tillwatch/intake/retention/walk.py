"""What is old enough to go: a walk over the deliveries, oldest first, in small parts."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import RowMapping, select

from tillwatch.intake import connections
from tillwatch.intake.drain import position
from tillwatch.intake.house import House
from tillwatch.kernel import errors
from tillwatch.processors.port import Processor
from tillwatch.store import inbox as deliveries
from tillwatch.store.schema import MENTIONS
from tillwatch.store.tables import cursor, inbox, set_aside

PART: Final = 100
DAY_MS: Final = 86_400_000
UNREADABLE: Final = (errors.BadInput, ValueError, TypeError, LookupError, AttributeError)

Part = Callable[["Old", Sequence[RowMapping]], Awaitable[int]]
"""Lets go of those of these deliveries that may go: how many."""


@dataclass(frozen=True, slots=True)
class Old:
    """Deliveries from before `before_ms`; `processors` by connection."""

    house: House
    before_ms: int
    processors: dict[str, Processor]

    @classmethod
    async def of(cls, house: House, days: int) -> "Old":
        known = await connections.everything(house.store, disconnected=True)
        processors = {c.id: house.processors.get(c.processor) for c in known}
        return cls(house, int(house.clock.now() * 1000) - days * DAY_MS, processors)

    async def walk(self, last: int, part: Part, pause_s: float) -> tuple[int, bool]:
        """From behind `last` to the end: how many went, and whether it came to the end."""
        gone = 0
        while rows := await self._behind(last):
            if await deliveries.last(self.house.store) > await position(self.house):
                return gone, False
            gone += await part(self, rows)
            last = int(rows[-1]["seq"])
            await asyncio.sleep(pause_s)
        return gone, True

    async def _behind(self, last: int) -> Sequence[RowMapping]:
        """The next deliveries, up to the first that is too young: they stand in the order in which
        they arrived."""
        end = await _followed(self.house)
        query = select(inbox).where(inbox.c.seq > last, inbox.c.seq <= end)
        async with self.house.store.inbox.connect() as tx:
            rows = (await tx.execute(query.order_by(inbox.c.seq).limit(PART))).mappings().all()
        young = (n for n, row in enumerate(rows) if not self._holds(row))
        return rows[: next(young, len(rows))]

    def _holds(self, row: RowMapping) -> bool:
        return max(int(row["received_ms"]), int(row["created"]) * 1000) < self.before_ms

    def told(self, row: RowMapping) -> dict[str, Any]:
        """What is left of a body: its object (`kind`, `id`), and which objects it `mentions`."""
        if row["told"] is not None:
            return dict(row["told"])
        processor = self.processors.get(row["connection_id"])
        mentions = list(processor.mentions(row["body"])) if processor is not None else []
        try:
            about = processor.event_readings(row["body"])[0] if processor is not None else None
        except UNREADABLE:
            about = None
        kind, id_ = (about.kind, about.id) if about is not None else (None, None)
        return {"kind": kind, "id": id_, "mentions": mentions}


async def to_try_again(house: House, numbers: Sequence[int]) -> frozenset[int]:
    """Those that were set aside because they could not be read: a later version may. What is not
    ours will never be."""
    query = select(set_aside.c.inbox_seq).where(
        set_aside.c.inbox_seq.in_(numbers), set_aside.c.code == "unreadable"
    )
    async with house.store.reading() as tx:
        return frozenset((await tx.execute(query)).scalars())


async def _followed(house: House) -> int:
    """The delivery up to which all is applied, and noted where it is mentioned."""
    applied = await position(house)
    async with house.store.reading() as tx:
        query = select(cursor.c.position).where(cursor.c.name == MENTIONS)
        return min(applied, await tx.scalar(query) or 0)

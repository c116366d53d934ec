"""Pages on their way to the store: in the order they were read, many in a transaction.

A page's objects, the place behind it and the parts it was cut into are written together, so what
the store holds is always what one reader would have written by then. Whoever brings a page waits
while too many are waiting already: the memory an import needs does not depend on its size.
"""

import asyncio
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Final, NamedTuple

from sqlalchemy import Connection

from tillwatch.intake.apply import Also, Apply
from tillwatch.intake.backfill import kept
from tillwatch.intake.backfill.parts import Part
from tillwatch.intake.house import House
from tillwatch.intake.objects import Applied, Told, merge_in
from tillwatch.processors.port import Processor
from tillwatch.store import bulk
from tillwatch.store.tables import import_range

TOGETHER: Final = 4000
"""Readings in a transaction, about: what happens meanwhile at the shop waits no longer than it
takes."""
WAITING_MAX: Final = 4000
"""Readings that may wait beside those being written."""


class Stopped(Exception):
    """The import was cancelled, or the connection let go."""


class Item(NamedTuple):
    readings: Sequence[Told]
    rows: Sequence[tuple[object, ...]]
    also: Also | None


class Feed:
    def __init__(
        self, house: House, writer: Apply, connection_id: str, processor: Processor
    ) -> None:
        self._house = house
        self._writer = writer
        self._id = connection_id
        self._processor = processor
        self._items: list[Item] = []
        self._waiting = 0
        self._written = asyncio.Event()
        self._writing: asyncio.Task[None] | None = None
        self._problem: Exception | None = None

    async def put(
        self,
        readings: Sequence[Told] = (),
        parts: Iterable[Part] = (),
        *,
        also: Also | None = None,
    ) -> None:
        """Have `readings` merged, `parts` kept as they are now, and `also` done. Returns when there
        is room for more; raises what went wrong with anything brought before."""
        rows = [kept.row(self._id, part) for part in parts]
        self._items.append(Item(readings, rows, also))
        self._waiting += len(readings)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        while self._waiting > WAITING_MAX and self._problem is None:
            await self._written.wait()
        self._raise()

    async def flush(self) -> None:
        """Returns when everything is committed; raises what went wrong."""
        await self.end()
        self._raise()

    async def end(self) -> None:
        """Returns when nothing is being written any more."""
        if self._writing is not None:
            await asyncio.shield(self._writing)

    def _raise(self) -> None:
        if self._problem is not None:
            raise self._problem

    async def _write(self) -> None:
        while self._items and self._problem is None:
            part = self._next()
            try:
                await self._writer.batch(partial(self._keep, items=part))
                self._house.counters.fetched += sum(len(item.readings) for item in part)
            except Exception as problem:  # noqa: BLE001 - whoever brings the next page is told
                self._problem = problem
            self._written.set()
            self._written = asyncio.Event()

    def _next(self) -> list[Item]:
        size = end = 0
        while end < len(self._items) and size < TOGETHER:
            size += len(self._items[end].readings)
            end += 1
        part, self._items = self._items[:end], self._items[end:]
        self._waiting -= size
        return part

    def _keep(self, store: Connection, items: Sequence[Item]) -> Applied:
        self._writer.enter(store, self._id)
        if not kept.running(store, self._id):
            raise Stopped
        readings = [reading for item in items for reading in item.readings]
        applied = merge_in(self._house, store, self._id, self._processor, readings, live=False)
        rows: dict[object, tuple[object, ...]] = {}
        for item in items:
            rows.update({row[: len(kept.KEY)]: row for row in item.rows})
            if item.also is not None:
                _write(store, rows)
                item.also(store)
        _write(store, rows)
        return applied


def _write(store: Connection, rows: dict[object, tuple[object, ...]]) -> None:
    bulk.upsert(store, import_range, kept.COLUMNS, list(rows.values()), kept.KEY)
    rows.clear()

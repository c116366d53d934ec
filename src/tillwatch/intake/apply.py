"""Apply: readings into objects, ledger rows and changes, in one transaction.

The inbox is read in order, in batches; each batch is grouped by object, merged in memory, and
written with one statement a table. Its cursor moves in the same transaction, so after a crash the
batch is applied again, which changes nothing: the merge is idempotent.

What cannot be merged is kept aside with its reason, and can be tried again: an event that cannot
be read, one of another account or mode, one of the thin kind, an object that cannot be translated.
"""

import asyncio
from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from tillwatch.intake import leases
from tillwatch.intake.house import House
from tillwatch.intake.leases import Leases
from tillwatch.intake.objects import Applied, merge_in
from tillwatch.kernel import bell
from tillwatch.processors.port import Processor
from tillwatch.processors.reading import Reading

TOGETHER = 32
Also = Callable[[Connection], None]
Work = Callable[[Connection], Applied]


class Apply:
    """The only writer of objects, ledger and changes. One transaction at a time; what waits
    meanwhile shares the next one, so that many small pieces of work need few commits."""

    def __init__(self, house: House, held: Leases | None = None) -> None:
        """`held`: the worker's; without, it is for a person who asked."""
        self.house = house
        self._held = held
        self._waiting: list[tuple[Work, asyncio.Future[Applied]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def readings(
        self,
        connection_id: str,
        processor: Processor,
        readings: Sequence[Reading],
        *,
        live: bool,
        also: Also | None = None,
    ) -> Applied:
        """Merge `readings` of one connection; `also` writes in the same transaction."""

        def work(store: Connection) -> Applied:
            self.enter(store, connection_id)
            applied = merge_in(self.house, store, connection_id, processor, readings, live=live)
            if also is not None:
                also(store)
            return applied

        return await self.batch(work)

    def enter(self, store: Connection, connection_id: str) -> None:
        """Before anything is written for a connection: until this transaction ends nobody else
        writes for it. `Lost` when its lease is another worker's."""
        if self._held is None:
            leases.lock(self.house, store, connection_id)
        else:
            self._held.hold(store, connection_id)

    async def batch(self, work: Work) -> Applied:
        """Run `work` in a transaction of this writer; returns when it is committed."""
        done: asyncio.Future[Applied] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        return await done

    async def _write(self) -> None:
        while self._waiting:
            part, self._waiting = self._waiting[:TOGETHER], self._waiting[TOGETHER:]
            try:
                applied = await self.house.store.write(_together([work for work, _ in part]))
                for (_, done), one in zip(part, applied, strict=True):
                    if not done.done():
                        done.set_result(one)
            except Exception as problem:  # noqa: BLE001 - whoever asked for the work is told
                if len(part) == 1:
                    _tell(part[0][1], problem)
                    continue
                applied = [await self._alone(work, done) for work, done in part]
            changes = sum(one.changes for one in applied)
            self.house.counters.changes += changes
            if changes:
                self.house.bell.ring(bell.CHANGES)

    async def _alone(self, work: Work, done: "asyncio.Future[Applied]") -> Applied:
        """A transaction failed: each piece of work in one of its own, so that only the guilty
        one is told."""
        applied = Applied()
        try:
            applied = await self.house.store.write(work)
        except Exception as problem:  # noqa: BLE001 - whoever asked for the work is told
            _tell(done, problem)
        if not done.done():
            done.set_result(applied)
        return applied


def _together(works: Sequence[Work]) -> Callable[[Connection], list[Applied]]:
    return lambda store: [work(store) for work in works]


def _tell(done: "asyncio.Future[Applied]", problem: Exception) -> None:
    if not done.done():
        done.set_exception(problem)

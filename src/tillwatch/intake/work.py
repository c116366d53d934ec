"""The worker: the inbox drained, every connection with a key kept live, as far as it holds their
leases (`intake.leases`).

Background work takes no input: it is woken by the bell and by the clock, looks at the tables and
does what is missing.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from tillwatch.intake import connections, erasure, mentions, retention
from tillwatch.intake.account import Account
from tillwatch.intake.apply import Apply
from tillwatch.intake.connections import Connection
from tillwatch.intake.drain import BATCH, Drain, position
from tillwatch.intake.house import House
from tillwatch.intake.leases import INSTALLATION, Leases
from tillwatch.intake.rebuild import is_filled, rebuild_if_new
from tillwatch.kernel import bell, trace
from tillwatch.people.logbook import seal, sealing
from tillwatch.store import inbox

SEALING: Final = "sealing"
"""Work for the installation, too: of the log of deeds."""
LOOK_S = 1.0
AGAIN_S = 0.5
GATHER_S: Final = 0.1
"""From the beginning of one small batch to the next. What comes alone is applied at once; of a
steady stream more share a batch, and the process that answers senders has more of the machine."""

log = logging.getLogger(__name__)


class Worker:
    """`backend`: see `Leases`."""

    def __init__(
        self,
        house: House,
        backend: Callable[[], int | None] = lambda: None,
    ) -> None:
        self.house = house
        self.leases = Leases(house, backend)
        self.writer = Apply(house, self.leases)
        self._drain = Drain(house, self.writer, self.leases)
        self._running: dict[str, tuple[object, asyncio.Task[None]]] = {}
        self._filled = asyncio.Event()

    async def run(self) -> None:
        """Everything a worker process does, until cancelled; then others may have its leases."""
        try:
            await self.leases.look()
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._fill())
                tasks.create_task(self._drain_inbox())
                tasks.create_task(self._keep())
        finally:
            with suppress(SQLAlchemyError, OSError):
                await self.leases.leave()

    async def settled(self) -> None:
        """Returns when all that stands in the inbox now is applied."""
        end = await inbox.last(self.house.store)
        with self.house.bell.listen(bell.CHANGES) as ear:
            while await position(self.house) < end:
                await ear.wait(0.05)

    async def _fill(self) -> None:
        """One worker fills a ledger whose tables were made anew, before any other work."""
        with self.house.bell.listen(bell.CHANGES) as ear:
            while not await is_filled(self.house.store):
                if INSTALLATION in self.leases.held:
                    await rebuild_if_new(self.house)
                else:
                    await ear.wait(LOOK_S)
        self._filled.set()
        self.house.bell.heard(bell.CONNECTIONS)  # they may be worked for now

    async def _drain_inbox(self) -> None:
        await self._filled.wait()
        with self.house.bell.listen(bell.INBOX) as ear:
            while True:
                held = self.leases.held
                began = time.monotonic()
                try:
                    applied = await self._drain.once()
                    drained = applied == 0
                    if drained and INSTALLATION in held and await mentions.once(self.house):
                        continue
                except (SQLAlchemyError, OSError) as problem:
                    log.warning("The inbox could not be applied, trying again: %s", problem)
                    await asyncio.sleep(AGAIN_S)
                    continue
                if drained:
                    await ear.wait(LOOK_S)
                elif applied < BATCH and self._drain.abreast:
                    await asyncio.sleep(began + GATHER_S - time.monotonic())

    async def _keep(self) -> None:
        with self.house.bell.listen(bell.CONNECTIONS) as ear:
            called = False
            try:
                while True:
                    try:
                        await self._look(called)
                    except (SQLAlchemyError, OSError) as problem:
                        log.warning("The connections could not be read: %s", problem)
                        if not self.leases.held:  # others have them by now
                            await self._stop(list(self._running))
                    called = await ear.wait(min(LOOK_S, self.house.settings.takeover_seconds / 4))
            finally:
                await self._stop(list(self._running))

    async def _look(self, called: bool) -> None:
        """Start what should be done here, stop what should not, and let go what others may do."""
        known = {c.id: c for c in await connections.everything(self.house.store)}
        before = self.leases.held
        await self.leases.look(known, called=called)
        if self.leases.held - before:
            self.house.bell.heard(bell.INBOX)  # something may wait for them
        held = self.leases.held if self._filled.is_set() else frozenset()
        wanted: dict[str, Connection | None] = {
            id_: c for id_, c in known.items() if id_ in held and c.has_key and not c.paused
        }
        if INSTALLATION in held:
            wanted |= {INSTALLATION: None, SEALING: None}
        changed = [
            id_
            for id_, (mark, task) in self._running.items()
            if id_ not in wanted or mark != _mark(wanted[id_]) or task.done()
        ]
        await self._stop(changed)
        await self.leases.give_back()
        for id_, connection in wanted.items():
            if id_ not in self._running:
                self._running[id_] = (_mark(connection), self._started(id_, connection))

    def _started(self, id_: str, connection: Connection | None) -> "asyncio.Task[None]":
        if id_ == SEALING:
            key = self.house.vault.derived(seal.PURPOSE)
            kept = sealing.keep(self.house.store, self.house.clock, key)
            return asyncio.create_task(kept, name="sealing")
        if connection is None:
            return asyncio.create_task(self._keep_little(), name="retention and erasure")
        account = Account(self.house, self.writer, connection)
        return asyncio.create_task(account.run(), name=f"account {id_}")

    async def _keep_little(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(retention.keep(self.house))
            tasks.create_task(erasure.keep(self.house))

    async def _stop(self, ids: list[str]) -> None:
        for id_ in ids:
            _, task = self._running.pop(id_)
            task.cancel()
            await asyncio.wait([task])  # not `await task`: our own cancellation must pass
            if not task.cancelled() and (problem := task.exception()) is not None:
                with trace.about(trace.CONNECTION, id_):
                    log.error("The work ended and is started again", exc_info=problem)


def _mark(connection: Connection | None) -> object:
    """What a task was started with: another key or a new check starts it afresh."""
    return None if connection is None else (connection.key_hint, connection.checked_at)

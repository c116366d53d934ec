"""The worker: the inbox drained, every connection with a key kept live.

Background work takes no input: it is woken by the bell and by the clock, looks at the tables and
does what is missing.
"""

import asyncio
import logging

from sqlalchemy.exc import SQLAlchemyError

from tillwatch.intake import connections, mentions, retention
from tillwatch.intake.account import Account
from tillwatch.intake.apply import Apply
from tillwatch.intake.connections import Connection
from tillwatch.intake.drain import Drain, position
from tillwatch.intake.house import House
from tillwatch.intake.rebuild import rebuild_if_new
from tillwatch.kernel import bell, trace
from tillwatch.store import inbox

LOOK_S = 1.0
AGAIN_S = 0.5

log = logging.getLogger(__name__)


class Worker:
    def __init__(self, house: House) -> None:
        self.house = house
        self.writer = Apply(house)
        self._drain = Drain(house, self.writer)
        self._accounts: dict[str, tuple[object, asyncio.Task[None]]] = {}

    async def run(self) -> None:
        """Everything a worker process does, until cancelled."""
        await rebuild_if_new(self.house)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._drain_inbox())
            tasks.create_task(self._keep_accounts())
            tasks.create_task(retention.keep(self.house))

    async def settled(self) -> None:
        """Returns when all that stands in the inbox now is applied."""
        end = await inbox.last(self.house.store)
        with self.house.bell.listen(bell.CHANGES) as ear:
            while await position(self.house) < end:
                await ear.wait(0.05)

    async def _drain_inbox(self) -> None:
        with self.house.bell.listen(bell.INBOX) as ear:
            while True:
                try:
                    drained = await self._drain.once() == 0
                    if drained and await mentions.once(self.house):
                        continue
                except (SQLAlchemyError, OSError) as problem:
                    log.warning("The inbox could not be applied, trying again: %s", problem)
                    await asyncio.sleep(AGAIN_S)
                    continue
                if drained:
                    await ear.wait(LOOK_S)

    async def _keep_accounts(self) -> None:
        with self.house.bell.listen(bell.CONNECTIONS) as ear:
            try:
                while True:
                    try:
                        await self._look_at_accounts()
                    except (SQLAlchemyError, OSError) as problem:
                        log.warning("The connections could not be read: %s", problem)
                    await ear.wait(LOOK_S)
            finally:
                await self._stop(list(self._accounts))

    async def _look_at_accounts(self) -> None:
        """Start a task for each account that should be read, stop those that should not."""
        wanted = {
            c.id: c
            for c in await connections.everything(self.house.store)
            if c.has_key and not c.paused
        }
        changed = [
            id_
            for id_, (mark, task) in self._accounts.items()
            if id_ not in wanted or mark != _mark(wanted[id_]) or task.done()
        ]
        await self._stop(changed)
        for id_, connection in wanted.items():
            if id_ not in self._accounts:
                account = Account(self.house, self.writer, connection)
                task = asyncio.create_task(account.run(), name=f"account {id_}")
                self._accounts[id_] = (_mark(connection), task)

    async def _stop(self, ids: list[str]) -> None:
        for id_ in ids:
            _, task = self._accounts.pop(id_)
            task.cancel()
            await asyncio.wait([task])  # not `await task`: our own cancellation must pass
            if not task.cancelled() and (problem := task.exception()) is not None:
                with trace.about(trace.CONNECTION, id_):
                    log.error("The work ended and is started again", exc_info=problem)


def _mark(connection: Connection) -> object:
    """What a task was started with: another key or a new check starts it afresh."""
    return (connection.key_hint, connection.checked_at)

"""One connection with a key, kept live: what is due is done, the import runs beside it.

The event list is looked at by kind: once webhooks bring a kind, only the others are asked for, and
from time to time the whole list, to find what webhooks lost. A key that may not read events, on a
connection without webhooks, has the newest of its lists read again. After an absence longer than
the event list reaches, the history is imported again.

A key that is refused, or cannot be opened, is told to the person and tried again rarely, until the
processor takes it; a missing permission stops that one work; a processor that does not answer is
tried again with growing pauses.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from sqlalchemy.exc import SQLAlchemyError

from tillwatch.intake import backfill, connections, poll, seen
from tillwatch.intake.apply import Apply
from tillwatch.intake.backfill import control
from tillwatch.intake.connections import Connection
from tillwatch.intake.follow import Follow
from tillwatch.intake.house import House
from tillwatch.intake.leases import Lost
from tillwatch.intake.pace import UNITS, Record
from tillwatch.kernel import bell, errors, trace
from tillwatch.processors.port import (
    KeyRefused,
    NotOffered,
    PermissionMissing,
    Reader,
    ReadFailed,
)

LATER_S = 3600.0
REFUSED_S = 900.0
PAUSE_S = (2.0, 5.0, 15.0, 60.0)
LOOK_S = 1.0
DAY_S = 86_400
"""So far may our clock and the processor's differ."""
AGAIN_S = 2 * DAY_S
"""How far back what no event tells is listed again, and further after an absence."""
REACHING = ("poll", "gap", "heads", "entries")
"""Works that remember up to which moment they know everything."""

log = logging.getLogger(__name__)


class NoKey(Exception):
    """The key was taken away, or the connection; the worker is about to end this task."""


class Account:
    def __init__(self, house: House, writer: Apply, connection: Connection) -> None:
        self._house = house
        self._writer = writer
        self._id = connection.id
        self._unverified_at = connection.unverified_at
        self._record = Record(house, connection.id)
        self._not_before: dict[str, float] = {}
        self._all_met: int | None = None
        """The import, by the second it began, after which nothing was left to ask for."""
        self._failures = 0
        self._no_events = False

    async def run(self) -> None:
        """Until cancelled."""
        trace.CONNECTION.set(self._id)  # of this task, and of those it starts
        await self._record.load()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._standing())
            tasks.create_task(self._imports())

    async def _standing(self) -> None:
        with self._house.bell.listen(bell.CONNECTIONS) as ear:
            while True:
                await self._guarded(self._do_what_is_due)
                await self._record.load()
                pause = min((self._due_in(work) for work in UNITS), default=LOOK_S)
                if await ear.wait(min(max(pause, LOOK_S / 4), 30.0)):
                    await self._guarded(self._heard)

    async def _imports(self) -> None:
        with self._house.bell.listen(bell.CONNECTIONS) as ear:
            while True:
                await self._guarded(self._import_if_wanted)
                await ear.wait(LOOK_S)

    async def _import_if_wanted(self) -> None:
        """The first import starts by itself, after the first look at the newest events, unless a
        person wants to start it later."""
        state = await control.state(self._house, self._id)
        if state is None and "poll" in self._record.done_at and not await self._waits():
            await control.start(self._house, self._id)
            state = "running"
        if state == "running":
            connection, reader = await self._open()
            await backfill.run(self._house, self._writer, connection, reader)

    async def _waits(self) -> bool:
        """Whether the history is left for later, and nobody has asked for it yet."""
        connection = await connections.one(self._house.store, self._id)
        return connection.import_later and await control.state(self._house, self._id) is None

    async def _do_what_is_due(self) -> None:
        connection, reader = await self._open()
        before = reader.used().answered
        follow = Follow(self._house, self._writer, connection, reader)
        works: dict[str, Callable[[], Awaitable[int | None]]] = {
            "poll": lambda: self._poll(reader),
            "gap": lambda: self._gap(reader),
            "heads": lambda: self._heads(follow, reader),
            "undecided": lambda: self._in_doubt(follow),
            "missing": follow.missing_entries,
            "payouts": follow.payouts,
            "entries": lambda: self._entries(follow, reader),
            "balance": follow.balance,
        }
        for work, do in works.items():
            if self._due_in(work) <= 0:
                await self._one(work, do)
        if reader.used().answered > before:  # and the key was not refused
            await connections.answered(self._house, connection)

    async def _one(self, work: str, do: Callable[[], Awaitable[int | None]]) -> None:
        try:
            position = await do()
        except (PermissionMissing, NotOffered) as problem:
            self._not_before[work] = self._house.clock.now() + LATER_S
            self._no_events = self._no_events or work == "poll"
            await self._record.done(work, problem=problem.message)
            return
        await self._record.done(work, position=position if work in REACHING else None)
        self._failures = 0

    async def _poll(self, reader: Reader) -> int | None:
        position = self._record.positions.get("poll")
        if position is None and "poll" not in self._record.done_at:
            return await poll.first_look(self._house, self._id, reader)
        ways = await seen.ways(self._house.store, self._id)
        types = [type_ for type_, way in ways.items() if way == "poll"]
        if "webhook" not in ways.values() or len(types) > poll.TYPES_MAX:
            types = []
            await self._list_again_if_late(position)
        elif not types:
            return position
        return await poll.look(self._house, self._id, reader, position, types)

    async def _gap(self, reader: Reader) -> int | None:
        """All kinds since the last look at all kinds: a poll of some of them does not count."""
        if "webhook" not in (await seen.ways(self._house.store, self._id)).values():
            return self._record.positions.get("poll")
        position = self._record.positions.get("gap")
        await self._list_again_if_late(position)
        return await poll.look(self._house, self._id, reader, position)

    async def _list_again_if_late(self, position: int | None) -> None:
        """After longer than the event list reaches back, only the lists tell what happened."""
        if poll.out_of_reach(self._house, position) and not await self._waits():
            await control.start(self._house, self._id)

    async def _in_doubt(self, follow: Follow) -> int:
        """Objects left undecided; and after an import those that it should have met and did not."""
        asked = await follow.undecided()
        began = await control.began(self._house, self._id)
        if began not in (None, self._all_met) and not await follow.unlisted(began - DAY_S):
            self._all_met = began
        return asked

    async def _heads(self, follow: Follow, reader: Reader) -> int | None:
        ways = (await seen.ways(self._house.store, self._id)).values()
        if not self._no_events or "webhook" in ways:
            return None
        began = self._house.clock.now()
        await follow.heads(self._listed_since("heads", reader))
        return self._known_up_to(began, reader)

    async def _entries(self, follow: Follow, reader: Reader) -> int | None:
        began, since = self._house.clock.now(), self._listed_since("entries", reader)
        await follow.untold(since)
        await follow.entries(since)
        return self._known_up_to(began, reader)

    def _listed_since(self, work: str, reader: Reader) -> int:
        """From when on the lists are read again: some days back, and all of an absence."""
        now = _theirs(self._house.clock.now(), reader)
        return min(now, self._record.positions.get(work) or now) - AGAIN_S

    def _known_up_to(self, began: float, reader: Reader) -> int:
        """The moment when a work that is done now began, by the processor's clock as its last
        answer told it. A clock of ours that jumped meanwhile makes it earlier, never later."""
        return _theirs(min(began, self._house.clock.now()), reader)

    async def _open(self) -> tuple[Connection, Reader]:
        connection = await connections.one(self._house.store, self._id)
        reader = await connections.reader(self._house, connection)
        if reader is None:
            raise NoKey
        return connection, reader

    async def _heard(self) -> None:
        """Something about a connection changed: an unverified delivery brings the check forward."""
        connection = await connections.one(self._house.store, self._id)
        if connection.unverified_at != self._unverified_at:
            self._unverified_at = connection.unverified_at
            self._record.bring_forward("poll")

    async def _guarded(self, work: Callable[[], Awaitable[None]]) -> None:
        """Run `work`; whatever a processor or the store answers, be there for the next time."""
        try:
            await work()
        except (NoKey, errors.NotFound, Lost):
            self._wait_for_all(LATER_S)  # the worker is about to end this task
        except KeyRefused as problem:
            await connections.trouble(self._house, self._id, problem.message)
            self._wait_for_all(REFUSED_S)
        except ReadFailed as problem:
            pause = PAUSE_S[min(self._failures, len(PAUSE_S) - 1)]
            self._failures += 1
            self._wait_for_all(pause)
            await self._record.done("poll", problem=problem.message)
            log.warning("The processor could not be read: %s", problem.message)
        except errors.Unavailable as problem:
            await connections.trouble(self._house, self._id, problem.message)
            await control.finish(self._house, self._id, "failed", problem.message)
            self._wait_for_all(REFUSED_S)
        except (SQLAlchemyError, OSError) as problem:
            self._wait_for_all(PAUSE_S[0])
            log.warning("The store could not be used: %s", problem)

    def _wait_for_all(self, seconds: float) -> None:
        until = self._house.clock.now() + seconds
        for work in UNITS:
            self._not_before[work] = max(self._not_before.get(work, 0.0), until)

    def _due_in(self, work: str) -> float:
        """A wait longer than any is of a clock that has been put back since: it is over."""
        wait = self._not_before.get(work, 0.0) - self._house.clock.now()
        return max(wait if wait <= LATER_S else 0.0, self._record.due_in(work))


def _theirs(moment: float, reader: Reader) -> int:
    """A moment of our clock, which may be wrong by years, by the processor's."""
    return int(moment + (reader.used().clock_off_s or 0.0))

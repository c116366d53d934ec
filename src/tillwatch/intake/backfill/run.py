"""The import itself: the parts of all lists read side by side, as fast as the processor allows.

So many readers as are needed to use the processor's limits take a page each, of the list that has
the most left to read: then all lists end together, and none is left that takes long alone. A list
that the key or the server does not offer is left out, with the reason; the rest goes on. One at
which the server has a fault is tried again at the end, then left out too. A server that does not
answer stops the run as failed: it goes on from there when started again.
"""

import asyncio
import time
from functools import partial
from math import ceil
from typing import Final

from sqlalchemy import Connection as SqlConnection

from tillwatch.intake import aside, connections, poll
from tillwatch.intake.apply import Also, Apply
from tillwatch.intake.aside import Aside
from tillwatch.intake.backfill import control, kept, payouts
from tillwatch.intake.backfill.feed import Feed, Stopped
from tillwatch.intake.backfill.parts import PAGE, Part, Resource, Seen
from tillwatch.intake.backfill.plan import EVENTS, NO_END, PAYOUT_ENTRIES
from tillwatch.intake.connections import Connection
from tillwatch.intake.house import House
from tillwatch.kernel import together
from tillwatch.processors.port import (
    CursorDied,
    EventPage,
    KeyRefused,
    Listing,
    ListPage,
    NotOffered,
    PermissionMissing,
    Reader,
    ReadFailed,
    Unreachable,
)

READERS: Final = 48
OF_A_LIST: Final = 16
UNLIMITED: Final = (24, 6)
"""Pages at once, at most: in all; of one list; both for a server without limits."""
TOOK_S: Final = 0.2
"""What a request is taken to take before one was made."""
SPARE: Final = 1.5
LOOK_S: Final = 0.25
"""How often to look whether the import is still wanted."""
FAULT: Final = 500
"""Answers from here on are faults of the server, not refusals."""


async def run(house: House, writer: Apply, connection: Connection, reader: Reader) -> None:
    """Read all that waits of the connection's import, then mark it done or failed."""
    importer = Import(house, writer, connection, reader)
    try:
        await importer.everything()
        await control.finish(house, connection.id, "done")
    except Stopped:
        return
    except ReadFailed as problem:
        if isinstance(problem, KeyRefused):
            await connections.trouble(house, connection.id, problem.message)
        await control.finish(house, connection.id, "failed", problem.message)
        if isinstance(problem, KeyRefused):
            raise


class Import:
    def __init__(self, house: House, writer: Apply, connection: Connection, reader: Reader) -> None:
        self._house = house
        self._id = connection.id
        self._reader = reader
        self._processor = house.processors.get(connection.processor)
        self._feed = Feed(house, writer, connection.id, self._processor)
        self._listings = {one.resource: one for one in self._processor.listings}
        self._rates = self._processor.rates(connection.mode or "test")
        self._began_with = (reader.used().answered, reader.used().seconds)
        self._resources: dict[str, Resource] = {}
        self._entries: Part | None = None
        self._ailing: dict[str, Unreachable] = {}
        self._reading = 0
        self._changed = asyncio.Event()
        self._looked, self._wanted = float("-inf"), True

    async def everything(self) -> None:
        await self._load()
        try:
            await self._all_lists()
            again, self._ailing = self._ailing, {}
            if self._resources and again.keys() >= self._resources.keys():
                raise next(iter(again.values()))  # nothing but faults: wait for a better day
            await self._all_lists()
            for name, problem in self._ailing.items():
                await self._leave_out(name, problem)
        finally:
            await self._feed.end()
        await self._feed.flush()

    async def _load(self) -> None:
        found = await kept.load(self._house, self._id)
        self._entries = next(iter(found.pop(PAYOUT_ENTRIES, ())), None)
        for name in (EVENTS, *self._listings):
            if parts := found.get(name):
                cuttable = name == EVENTS or self._listings[name].ranged
                self._resources[name] = Resource(name, parts, cuttable=cuttable)

    async def _all_lists(self) -> None:
        readers = (self._take_pages() for _ in range(READERS))
        await together.all_of([*readers, self._payout_entries()])

    async def _take_pages(self) -> None:
        while True:
            chosen = self._choose()
            if chosen is not None:
                await self._page(*chosen)
            elif self._reading:
                await self._changed.wait()
            else:
                return

    def _choose(self) -> tuple[Resource, Part] | None:
        """What to read next: lists nothing was read of, then the one with the most left."""
        in_all, of_a_list = self._at_once()
        if self._reading >= in_all:
            return None
        able = [one for one in self._resources.values() if one.name not in self._ailing]
        ready = [(one, part) for one in able if (part := one.idle(of_a_list)) is not None]
        return min(ready, key=lambda found: self._place(found[0]), default=None)

    def _place(self, resource: Resource) -> tuple[bool, float]:
        """A payout's page means a request for each of the payouts."""
        listing = self._listings.get(resource.name)
        each = 1 + PAGE if listing is not None and listing.kind == "payout" else 1
        return resource.begun, -resource.left() * each

    def _at_once(self) -> tuple[int, int]:
        """So many pages as must be under way to use what is allowed: in all, and of one list."""
        if self._rates is None:
            return UNLIMITED
        used, (answered, seconds) = self._reader.used(), self._began_with
        made = used.answered - answered
        took_s = (used.seconds - seconds) / made if made else TOOK_S
        in_all, of_a_list = (ceil(rate * took_s * SPARE) + 2 for rate in self._rates)
        return min(in_all, READERS), min(of_a_list, OF_A_LIST)

    async def _page(self, resource: Resource, part: Part) -> None:
        part.busy = True
        self._reading += 1
        try:
            await self._still_wanted()
            await self._read(resource, part)
        except CursorDied:
            part.after = part.top = part.place = None
            part.pages = part.seen = part.objects = 0
        except (PermissionMissing, NotOffered) as problem:
            await self._leave_out(resource.name, problem)
        except Unreachable as problem:
            if problem.answer < FAULT:
                raise
            self._ailing[resource.name] = problem
        finally:
            part.busy = False
            self._reading -= 1
            self._changed.set()
            self._changed = asyncio.Event()

    async def _read(self, resource: Resource, part: Part) -> None:
        page: ListPage | EventPage
        if resource.name == EVENTS:
            page = await self._reader.events(after=part.after, since=part.since, until=_end(part))
            await poll.keep(self._house, self._id, page)
        else:
            page = await self._of_list(self._listings[resource.name], part)
        if part not in resource.parts:
            return  # left out meanwhile, or to be read as one
        if page.outside and len(resource.parts) > 1:
            one, gone = resource.as_one()
            also = partial(kept.forget, connection_id=self._id, resource=one.resource, begins=gone)
            await self._feed.put((), [one], also=also)
            return
        seen = Seen(count=page.count, last=page.last, oldest=page.oldest, newest=page.newest)
        changed = resource.read(part, seen, self._at_once()[1])
        readings = page.readings if isinstance(page, ListPage) else ()
        await self._feed.put(readings, changed, also=self._asides(part.resource, page))

    async def _of_list(self, listing: Listing, part: Part) -> ListPage:
        if not listing.ranged:
            return await self._reader.page(listing, after=part.after)
        since = part.since or None
        return await self._reader.page(listing, after=part.after, since=since, until=_end(part))

    def _asides(self, resource: str, page: ListPage | EventPage) -> Also | None:
        """Keeps what could not be read of a page."""
        if isinstance(page, EventPage) or not page.problems:
            return None
        kind = self._listings[resource].kind
        found = [
            Aside(
                self._id,
                "unreadable",
                reason,
                resource=resource,
                object_id=f"{kind}/{id_}" if id_ else None,
                body=body,
            )
            for id_, reason, body in page.problems
        ]

        def also(store: SqlConnection) -> None:
            for one in found:
                aside.put(store, self._house, one)

        return also

    async def _payout_entries(self) -> None:
        """Once the payouts are known."""
        while any(self._listings[name].kind == "payout" for name in self._open()):
            await self._changed.wait()
        part, self._entries = self._entries, None
        if part is None:
            return
        try:
            await payouts.read(
                self._house, self._id, self._reader, self._feed, part, self._still_wanted
            )
        except (PermissionMissing, NotOffered) as problem:
            await self._leave_out(part.resource, problem)
        except Unreachable as problem:
            if problem.answer < FAULT:
                raise
            self._ailing[part.resource] = problem
            self._entries = part

    def _open(self) -> list[str]:
        """Lists that are still being read."""
        return [
            name
            for name, one in self._resources.items()
            if name != EVENTS and name not in self._ailing and one.open
        ]

    async def _leave_out(self, name: str, problem: ReadFailed) -> None:
        resource = self._resources.pop(name, None)
        if resource is not None:
            resource.parts = []
        also = partial(kept.leave_out, connection_id=self._id, resource=name, problem=problem)
        await self._feed.put(also=also)

    async def _still_wanted(self) -> None:
        """Raises `Stopped` soon after the import was cancelled."""
        now = time.monotonic()
        if now - self._looked > LOOK_S:
            self._looked = now
            self._wanted = await control.running(self._house, self._id)
        if not self._wanted:
            raise Stopped


def _end(part: Part) -> int | None:
    return None if part.until == NO_END else part.until

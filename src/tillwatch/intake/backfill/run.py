"""The import itself: all lists read side by side (`readers`), what payouts hold asked beside them,
pages brought to the store in order (`feed`).

A list that the key or the server does not offer is left out, with the reason; the rest goes on. One
at which the server has a fault is tried again at the end, then left out too. A server that does not
answer stops the run as failed: it goes on from there when started again.
"""

import time
from collections.abc import Sequence
from functools import partial
from typing import Final

from sqlalchemy import Connection as SqlConnection

from tillwatch.intake import aside, connections, poll
from tillwatch.intake.apply import Also, Apply
from tillwatch.intake.aside import Aside
from tillwatch.intake.backfill import control, kept, payouts, readers
from tillwatch.intake.backfill.beside import Beside
from tillwatch.intake.backfill.feed import Feed, Stopped
from tillwatch.intake.backfill.parts import PAGE, Part, Resource, Seen
from tillwatch.intake.backfill.plan import EVENTS, PAYOUT_ENTRIES
from tillwatch.intake.backfill.readers import FAULT, Readers
from tillwatch.intake.connections import Connection
from tillwatch.intake.house import House
from tillwatch.intake.objects import Told
from tillwatch.processors.port import (
    EventPage,
    KeyRefused,
    ListPage,
    NotOffered,
    PermissionMissing,
    Reader,
    ReadFailed,
    Unreachable,
)

LOOK_S: Final = 0.25
"""How often to look whether the import is still wanted."""


async def run(house: House, writer: Apply, connection: Connection, reader: Reader) -> None:
    """Read all that waits of the connection's import, then mark it done or failed."""
    importer = Import(house, writer, connection, reader)
    try:
        await importer.everything()
        await control.finish(house, connection.id, "done")
        await connections.answered(house, connection)
    except Stopped:
        return
    except ReadFailed as problem:
        if isinstance(problem, KeyRefused):
            await connections.trouble(house, connection.id, problem.message)
        await control.finish(house, connection.id, "failed", problem.message)
        if isinstance(problem, KeyRefused):
            raise


class Import:
    """Fills `readers.Pages`."""

    def __init__(self, house: House, writer: Apply, connection: Connection, reader: Reader) -> None:
        self._house = house
        self._id = connection.id
        self._reader = reader
        self._processor = house.processors.get(connection.processor)
        self._feed = Feed(house, writer, connection.id, self._processor)
        self._listings = {one.resource: one for one in self._processor.listings}
        self._beside = Beside(self._processor.translator())
        rates = self._processor.rates(connection.mode or "test")
        self._readers = Readers(reader, rates, {}, self)
        self._entries: Part | None = None
        self._looked, self._wanted = float("-inf"), True

    async def everything(self) -> None:
        found = await kept.load(self._house, self._id)
        self._entries = next(iter(found.pop(PAYOUT_ENTRIES, ())), None)
        for name in (EVENTS, *self._listings):
            if parts := found.get(name):
                cuttable = name == EVENTS or self._listings[name].ranged
                self._readers.resources[name] = Resource(name, parts, cuttable=cuttable)
        try:
            await self._readers.everything(self._payout_entries)
        finally:
            await self._beside.end()
            await self._feed.end()
        await self._feed.flush()

    def weight(self, resource: Resource) -> float:
        """A page of payouts means a request for each of them."""
        listing = self._listings.get(resource.name)
        return 1 + PAGE if listing is not None and listing.kind == "payout" else 1

    async def read(self, resource: Resource, part: Part) -> None:
        await self._still_wanted()
        page: ListPage | EventPage
        told: Sequence[Told] = ()
        if resource.name == EVENTS:
            until = readers.end(part)
            page = await self._reader.events(after=part.after, since=part.since, until=until)
            await poll.keep(self._house, self._id, page)
        else:
            fetched = await readers.page_of(self._reader, self._listings[resource.name], part)
            page, told = await self._beside.read(fetched)
        if part not in resource.parts:
            return  # left out meanwhile, or to be read as one
        if page.outside and len(resource.open) > 1:
            one, gone = resource.as_one()
            also = partial(kept.forget, connection_id=self._id, resource=one.resource, begins=gone)
            await self._feed.put((), [one], also=also)
            return
        seen = Seen(count=page.count, last=page.last, oldest=page.oldest, newest=page.newest)
        changed = resource.read(part, seen, self._readers.of_a_list())
        await self._feed.put(told, changed, also=self._asides(part.resource, page))

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
        while self._payouts_are_read():
            await self._readers.changed()
        part, self._entries = self._entries, None
        if part is None:
            return
        try:
            await payouts.read(
                self._house, self._id, self._reader, self._feed, part, self._still_wanted
            )
        except (PermissionMissing, NotOffered) as problem:
            await self.leave_out(part.resource, problem)
        except Unreachable as problem:
            if problem.answer < FAULT:
                raise
            self._readers.ailing[part.resource] = problem
            self._entries = part

    def _payouts_are_read(self) -> bool:
        """Whether a list of payouts is still being read."""
        lists = [one for one in self._listings.values() if one.kind == "payout"]
        found = (self._readers.resources.get(one.resource) for one in lists)
        return any(one and one.open and one.name not in self._readers.ailing for one in found)

    async def leave_out(self, name: str, problem: ReadFailed) -> None:
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

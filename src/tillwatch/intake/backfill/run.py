"""The import itself: ranges read in parallel, each page merged together with its place.

A list that the key or the server does not offer is skipped, with the reason; the rest goes on. One
at which the server has a fault is tried again at the end, then skipped too. A server that does not
answer stops the run as failed: it goes on from there when started again.
"""

import time
from functools import partial

import msgspec
from sqlalchemy import Connection as SqlConnection
from sqlalchemy import select, update

from tillwatch.intake import aside, connections, follow, poll
from tillwatch.intake.apply import Apply
from tillwatch.intake.aside import Aside
from tillwatch.intake.backfill import control
from tillwatch.intake.backfill.plan import EVENTS, PAYOUT_ENTRIES, plan
from tillwatch.intake.connections import Connection
from tillwatch.intake.house import House
from tillwatch.kernel import together
from tillwatch.processors.port import (
    CursorDied,
    KeyRefused,
    Listing,
    ListPage,
    NotOffered,
    PermissionMissing,
    Reader,
    ReadFailed,
    Unreachable,
)
from tillwatch.store.tables import import_range, import_run

PARALLEL = 24
LOOK_S = 0.25
FAULT = 500
"""Answers from here on are faults of the server, not refusals."""


class Part(msgspec.Struct):
    """A range as it stands in the store."""

    resource: str
    since: int
    until: int
    after: str | None
    objects: int


class Stopped(Exception):
    """The import was cancelled, or the connection paused."""


async def run(house: House, writer: Apply, connection: Connection, reader: Reader) -> None:
    """Read all waiting ranges of the connection's import, then mark it done or failed."""
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
        self._writer = writer
        self._id = connection.id
        self._reader = reader
        self._processor = house.processors.get(connection.processor)
        self._listings = {one.resource: one for one in self._processor.listings}
        self._skipped: set[str] = set()
        self._ailing: list[tuple[Part, Unreachable]] = []
        self._looked, self._wanted = float("-inf"), True

    async def everything(self) -> None:
        parts = await self._waiting()
        last = [part for part in parts if part.resource == PAYOUT_ENTRIES]
        queue = [part for part in parts if part.resource != PAYOUT_ENTRIES]
        queue.reverse()

        async def take() -> None:
            while queue:
                await self._part(queue.pop())

        await together.all_of(take() for _ in range(PARALLEL))
        for part in last:
            await self._part(part)
        await self._ailing_again(len(parts))

    async def _ailing_again(self, parts: int) -> None:
        """Ranges that met a fault of the server, once more; what still fails is left out by name,
        unless nothing but faults came: then the import waits for a better day."""
        ailing, self._ailing = self._ailing, []
        if len(ailing) == parts:
            raise ailing[0][1]
        for part, _ in ailing:
            await self._part(part)
        for part, problem in self._ailing:
            await self._skip(part.resource, problem)

    async def _part(self, part: Part) -> None:
        if part.resource in self._skipped:
            return
        try:
            match part.resource:
                case name if name == EVENTS:
                    await self._events(part)
                case name if name == PAYOUT_ENTRIES:
                    await self._payout_entries(part)
                case name:
                    await self._list(self._listings[name], part)
        except (PermissionMissing, NotOffered) as problem:
            self._skipped.add(part.resource)
            await self._skip(part.resource, problem)
        except Unreachable as problem:
            if problem.answer < FAULT:
                raise
            self._ailing.append((part, problem))

    async def _list(self, listing: Listing, part: Part) -> None:
        since = part.since if listing.ranged and part.since else None
        until = part.until if listing.ranged and part.until < 2**40 else None
        while True:
            await self._still_wanted()
            try:
                page = await self._reader.page(listing, after=part.after, since=since, until=until)
            except CursorDied:
                part.after = None
                continue
            over = page.last is None or page.last == part.after
            over = over or (page.oldest is not None and page.oldest < part.since)
            part.objects += page.count
            part.after = page.last
            await self._keep(listing, part, page, done=over)
            if over:
                return

    async def _keep(self, listing: Listing, part: Part, page: ListPage, *, done: bool) -> None:
        def also(store: SqlConnection) -> None:
            for id_, reason, body in page.problems:
                one = Aside(
                    self._id,
                    "unreadable",
                    reason,
                    resource=listing.resource,
                    object_id=f"{listing.kind}/{id_}" if id_ else None,
                    body=body,
                )
                aside.put(store, self._house, one)
            self._mark(store, part, "done" if done else "waiting")

        await self._writer.readings(self._id, self._processor, page.readings, live=False, also=also)

    async def _events(self, part: Part) -> None:
        while True:
            await self._still_wanted()
            try:
                page = await self._reader.events(after=part.after, since=part.since)
            except CursorDied:
                part.after = None
                continue
            await poll.keep(self._house, self._id, page)
            over = page.last is None or page.last == part.after
            part.objects += len(page.events)
            part.after = page.last
            state = "done" if over else "waiting"
            await self._house.store.write(partial(self._mark, part=part, state=state))
            if over:
                return

    async def _payout_entries(self, part: Part) -> None:
        tried: set[str] = set()
        while True:
            waiting = await follow.waiting_payouts(self._house, self._id, limit=500)
            queue = [id_ for id_ in reversed(waiting) if id_ not in tried]
            if not queue:
                break
            tried.update(queue)

            async def take(queue: list[str] = queue) -> None:
                while queue:
                    await self._one_payout(part, queue.pop())

            await together.all_of(take() for _ in range(PARALLEL))
        await self._house.store.write(partial(self._mark, part=part, state="done"))

    async def _one_payout(self, part: Part, payout_id: str) -> None:
        await self._still_wanted()
        try:
            readings = await self._reader.payout_entries(payout_id)
        except NotOffered:
            return
        part.objects += 1

        def also(store: SqlConnection) -> None:
            self._mark(store, part, "waiting")

        await self._writer.readings(self._id, self._processor, readings, live=False, also=also)

    async def _waiting(self) -> list[Part]:
        """The ranges still to be read, in reading order."""
        columns = [import_range.c[name] for name in Part.__struct_fields__]
        query = select(*columns).where(
            import_range.c.connection_id == self._id, import_range.c.state == "waiting"
        )
        async with self._house.store.reading() as store:
            run = import_run.c
            until = await store.scalar(select(run.until).where(run.connection_id == self._id))
            since = await store.scalar(select(run.since).where(run.connection_id == self._id))
            found = {(r[0], r[1]): Part(*r) for r in await store.execute(query)}
        order = plan(self._processor.listings, until or 0, since or 0)
        return [found[key] for one in order if (key := (one.resource, one.since)) in found]

    def _mark(self, store: SqlConnection, part: Part, state: str) -> None:
        store.execute(
            update(import_range)
            .where(
                import_range.c.connection_id == self._id,
                import_range.c.resource == part.resource,
                import_range.c.since == part.since,
            )
            .values(state=state, after=part.after, objects=part.objects)
        )

    async def _skip(self, resource: str, problem: ReadFailed) -> None:
        statement = (
            update(import_range)
            .where(
                import_range.c.connection_id == self._id,
                import_range.c.resource == resource,
                import_range.c.state == "waiting",
            )
            .values(
                state="skipped",
                answer=problem.answer,
                reason=problem.message,
                permission=problem.permission,
            )
        )
        async with self._house.store.writing() as store:
            await store.execute(statement)

    async def _still_wanted(self) -> None:
        """Raises `Stopped` soon after the import was cancelled."""
        now = time.monotonic()
        if now - self._looked > LOOK_S:
            self._looked = now
            self._wanted = await control.running(self._house, self._id)
        if not self._wanted:
            raise Stopped

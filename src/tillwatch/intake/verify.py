"""Verify: every list read again and held against what we have.

A field differs when merging what the API says now would change it: so a read older than what is
known is no difference, and a field that only another API version has is none either. What differs
at first sight is looked at twice: the event list is asked, what is missing is fetched, the object
is read again; only what still differs is called a difference. `repair` writes what the API says.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from tillwatch.intake import connections, drain, merge, poll
from tillwatch.intake.apply import Apply, rows_of
from tillwatch.intake.follow import Follow
from tillwatch.intake.house import House
from tillwatch.kernel import bell, errors
from tillwatch.ledger import write
from tillwatch.ledger.write import chunks
from tillwatch.processors.port import Listing, NotOffered, PermissionMissing, Reader
from tillwatch.processors.reading import Reading
from tillwatch.rows import Row
from tillwatch.store import inbox
from tillwatch.store.tables import objects

OnProgress = Callable[[int], None]
Key = tuple[str, str]
APPLIED_LOOKS = 300
SINGLETONS = ("balance",)
"""Change by the second and are read as they are; nothing to hold them against."""


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """`kind`: the ledger's table; `field`: "" when the whole row is missing on one side."""

    kind: str
    id: str
    field: str
    ours: Any
    theirs: Any


class Skipped(msgspec.Struct, frozen=True, kw_only=True):
    resource: str
    status: int
    reason: str


class Verdict(msgspec.Struct, kw_only=True):
    checked: int = 0
    differences: list[Difference] = []
    repaired: int = 0
    skipped: list[Skipped] = []


async def run(
    house: House,
    connection_id: str,
    *,
    repair: bool = False,
    on_progress: OnProgress = lambda _: None,
) -> Verdict:
    """Compare one connection with its API. `BadInput` without a key; `ReadFailed` if the API
    does not answer."""
    connection = await connections.one(house.store, connection_id)
    reader = await connections.reader(house, connection)
    if reader is None:
        raise errors.BadInput(
            f"“{connection.name}” has no key, so there is nothing to compare with: add one"
        )
    return await _Comparison(house, connection, reader, on_progress).verdict(repair)


class _Comparison:
    def __init__(
        self,
        house: House,
        connection: connections.Connection,
        reader: Reader,
        on_progress: OnProgress,
    ) -> None:
        self._house = house
        self._id = connection.id
        self._reader = reader
        self._processor = house.processors.get(connection.processor)
        self._writer = Apply(house)
        self._follow = Follow(house, self._writer, connection, reader)
        self._on_progress = on_progress
        self._verdict = Verdict()
        self._doubtful: dict[Key, Reading] = {}

    async def verdict(self, repair: bool) -> Verdict:
        for listing in self._processor.listings:
            if listing.kind in SINGLETONS:
                continue
            try:
                await self._list(listing)
            except (PermissionMissing, NotOffered) as problem:
                skipped = Skipped(
                    resource=listing.resource, status=problem.answer, reason=problem.message
                )
                self._verdict.skipped.append(skipped)
        if self._doubtful:
            await self._catch_up()
            await self._look_again(repair)
        return self._verdict

    async def _list(self, listing: Listing) -> None:
        seen: set[str] = set()
        after = None
        while True:
            page = await self._reader.page(listing, after=after)
            seen |= {one.id for one in page.readings if one.kind == listing.kind}
            for key in await self._differing(page.readings):
                self._doubtful[key] = next(
                    one for one in page.readings if (one.kind, one.id) == key
                )
            self._verdict.checked += page.count
            self._on_progress(self._verdict.checked)
            if page.last is None or page.last == after:
                break
            after = page.last
        if not listing.singleton:
            await self._not_listed(listing.kind, seen)

    async def _not_listed(self, kind: str, seen: set[str]) -> None:
        """Objects of ours that a complete list did not hold: asked for one by one, later."""
        query = select(objects.c.id).where(
            objects.c.connection_id == self._id, objects.c.kind == kind, ~objects.c.deleted
        )
        async with self._house.store.reading() as store:
            ours = set((await store.execute(query)).scalars())
        for id_ in ours - seen:
            self._doubtful[kind, id_] = Reading(kind=kind, id=id_, as_of=0, payload=b"")

    async def _catch_up(self) -> None:
        """Bring in what may only not have arrived yet."""
        now = int(self._house.clock.now())
        steps: tuple[Callable[[], Awaitable[object]], ...] = (
            lambda: poll.look(self._house, self._id, self._reader, now - 86_400),
            self._follow.undecided,
            self._follow.missing_entries,
            lambda: self._follow.entries(now - 3 * 86_400),
            self._follow.payouts,
        )
        for step in steps:
            try:
                await step()
            except (PermissionMissing, NotOffered):
                continue
        end = await inbox.last(self._house.store)
        with self._house.bell.listen(bell.CHANGES) as ear:
            for _ in range(APPLIED_LOOKS):
                if await drain.position(self._house) >= end:
                    break
                await ear.wait(0.1)

    async def _look_again(self, repair: bool) -> None:
        for kind, id_ in sorted(self._doubtful):
            told: Sequence[Reading] = [self._doubtful[kind, id_]]
            try:
                told = await self._reader.one(kind, id_) or told
            except (PermissionMissing, NotOffered):
                if not told[0].payload:
                    continue
            differing = await self._differing(told)
            for key, differences in differing.items():
                self._verdict.differences += differences
                if repair:
                    await self._repair(key, told)

    async def _differing(self, readings: Sequence[Reading]) -> dict[Key, list[Difference]]:
        """For each object that these readings would change, or whose rows are not what its
        state makes: the fields."""
        expected: dict[Key, list[Row]] = {}
        states = await self._states(readings)
        for reading in readings:
            key = (reading.kind, reading.id)
            expected[key] = list(self._rows(key, states[key]))
        held = await self._held([row for rows in expected.values() for row in rows])
        found: dict[Key, list[Difference]] = {}
        for key, rows in expected.items():
            differences = [d for row in rows for d in _compare(held.get((row.table, row.id)), row)]
            if differences:
                found[key] = differences
        return found

    async def _states(self, readings: Sequence[Reading]) -> dict[Key, merge.State]:
        """What is known of these objects, with the readings joined to it."""
        states: dict[Key, merge.State] = {}
        for reading in readings:
            key = (reading.kind, reading.id)
            state = merge.of(reading)
            states[key] = merge.join(states[key], state) if key in states else state
        ids: dict[str, list[str]] = {}
        for kind, id_ in states:
            ids.setdefault(kind, []).append(id_)
        async with self._house.store.reading() as store:
            for kind, wanted in ids.items():
                for part in chunks(wanted, write.CHUNK):
                    query = select(objects.c.id, objects.c.state).where(
                        objects.c.connection_id == self._id,
                        objects.c.kind == kind,
                        objects.c.id.in_(part),
                    )
                    for id_, state in await store.execute(query):
                        known = merge.load(state)
                        states[kind, id_] = merge.join(known, states[kind, id_])
        return states

    def _rows(self, key: Key, state: merge.State) -> Sequence[Row]:
        kind = self._processor.kinds.get(key[0])
        shown = merge.show(state, kind.ranks if kind is not None else ())
        return rows_of(self._processor, *key, shown)[0]

    async def _held(self, rows: Sequence[Row]) -> dict[tuple[str, str], Row]:
        held: dict[tuple[str, str], Row] = {}
        types: dict[type[Row], list[str]] = {}
        for row in rows:
            types.setdefault(type(row), []).append(row.id)

        def read(store: Connection) -> None:
            for type_, ids in types.items():
                for part in chunks(ids, write.CHUNK):
                    for row in write.stored(store, type_, "id", self._id, part):
                        held[type_.table, row.id] = row

        async with self._house.store.reading() as store:
            await store.run_sync(read)
        return held

    async def _repair(self, key: Key, readings: Sequence[Reading]) -> None:
        await self._writer.readings(self._id, self._processor, readings, live=True)
        states = await self._states([one for one in readings if (one.kind, one.id) == key])
        rows = self._rows(key, states[key])

        def work(store: Connection) -> None:
            for row in rows:
                write.upsert(store, self._house.store, self._id, [row])
                payment = row.id if row.table == "intent" else getattr(row, "payment", None)
                if row.table in ("intent", "attempt") and payment:
                    write.refresh_payments(store, self._house.store, self._id, [payment])

        await self._house.store.write(work)
        self._verdict.repaired += 1


def _compare(ours: Row | None, theirs: Row) -> list[Difference]:
    if ours is None:
        return [Difference(kind=theirs.table, id=theirs.id, field="", ours=None, theirs="there")]
    if ours == theirs:
        return []
    return [
        Difference(
            kind=theirs.table,
            id=theirs.id,
            field=name,
            ours=getattr(ours, name),
            theirs=getattr(theirs, name),
        )
        for name in theirs.__struct_fields__
        if getattr(ours, name) != getattr(theirs, name)
    ]

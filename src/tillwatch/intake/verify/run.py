"""The comparison, list by list, and the second look at what differs."""

from collections.abc import Awaitable, Callable, Sequence

from sqlalchemy import Connection

from tillwatch.intake import connections, drain, leases, poll, rebuild
from tillwatch.intake.apply import Apply
from tillwatch.intake.follow import Follow
from tillwatch.intake.house import House
from tillwatch.intake.verify import noted
from tillwatch.intake.verify.held import Held, Key
from tillwatch.intake.verify.inside import Inside
from tillwatch.intake.verify.verdict import Skipped, Verdict
from tillwatch.kernel import bell, errors, together
from tillwatch.ledger import write
from tillwatch.processors.port import Listing, NotOffered, PermissionMissing, Reader
from tillwatch.processors.reading import Reading
from tillwatch.rows import Attempt, Intent
from tillwatch.store import inbox

OnProgress = Callable[[int], None]
APPLIED_LOOKS = 300
APPLIED_LOOK_S = 0.1
RECENT_S = 3 * 86_400
SINGLETONS = ("balance",)
"""Change by the second and are read as they are; nothing to hold them against."""


async def run(
    house: House,
    connection_id: str,
    *,
    repair: bool = False,
    on_progress: OnProgress = lambda _: None,
) -> Verdict:
    """Compare one connection with its API, as far back as its history is read. `BadInput` without a
    key; `ReadFailed` if the API does not answer."""
    connection = await connections.one(house.store, connection_id)
    reader = await connections.reader(house, connection)
    if reader is None:
        raise errors.BadInput(
            f"“{connection.name}” has no key, so there is nothing to compare with: add one"
        )
    verdict = await _Comparison(house, connection, reader, on_progress).verdict(repair)
    await noted.note(house, connection_id, verdict)
    return verdict


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
        self._since = connection.import_since
        self._processor = house.processors.get(connection.processor)
        self._held = Held(house, connection.id, self._processor)
        self._writer = Apply(house)
        self._follow = Follow(house, self._writer, connection, reader)
        self._on_progress = on_progress
        self._verdict = Verdict()
        self._doubtful: dict[Key, list[Reading]] = {}

    async def verdict(self, repair: bool) -> Verdict:
        lists = [one for one in self._processor.listings if one.kind not in SINGLETONS]
        await together.all_of(self._listed(listing) for listing in lists)
        if self._doubtful:
            await self._catch_up()
            await self._look_again(repair)
        await self._inside(repair)
        return self._verdict

    async def _listed(self, listing: Listing) -> None:
        try:
            await self._list(listing)
        except (PermissionMissing, NotOffered) as problem:
            self._verdict.skipped.append(
                Skipped(resource=listing.resource, status=problem.answer, reason=problem.message)
            )

    async def _list(self, listing: Listing) -> None:
        seen: set[str] = set()
        after = None
        since = self._since if listing.ranged else None
        while True:
            page = await self._reader.page(listing, after=after, since=since)
            seen |= {one.id for one in page.readings if one.kind == listing.kind}
            for key in await self._held.differing(page.readings):
                told = [one for one in page.readings if (one.kind, one.id) == key]
                self._doubtful[key] = told
            self._verdict.checked += page.count
            self._on_progress(self._verdict.checked)
            if page.last is None or page.last == after:
                break
            after = page.last
        if not listing.singleton:
            for id_ in await self._held.ids(listing.kind, since) - seen:
                self._doubtful[listing.kind, id_] = []

    async def _catch_up(self) -> None:
        """Bring in what may only not have arrived yet."""
        now = int(self._house.clock.now())
        steps: tuple[Callable[[], Awaitable[object]], ...] = (
            lambda: poll.look(self._house, self._id, self._reader, now - RECENT_S),
            self._applied,
            self._follow.undecided,
            self._follow.missing_entries,
            lambda: self._follow.untold(now - RECENT_S),
            lambda: self._follow.entries(now - RECENT_S),
            self._follow.payouts,
        )
        for step in steps:
            try:
                await step()
            except (PermissionMissing, NotOffered):
                continue

    async def _applied(self) -> None:
        """Until all that arrived is applied, or for half a minute."""
        end = await inbox.last(self._house.store)
        with self._house.bell.listen(bell.CHANGES) as ear:
            for _ in range(APPLIED_LOOKS):
                if await drain.position(self._house) >= end:
                    break
                await ear.wait(APPLIED_LOOK_S)

    async def _look_again(self, repair: bool) -> None:
        for (kind, id_), listed in sorted(self._doubtful.items()):
            told: Sequence[Reading] = listed
            try:
                told = await self._reader.one(kind, id_) or listed
            except (PermissionMissing, NotOffered):
                if not listed:
                    continue
            for key, differences in (await self._held.differing(told)).items():
                self._verdict.differences += differences
                if repair:
                    await self._repair(key, told)

    async def _repair(self, key: Key, readings: Sequence[Reading]) -> None:
        """Merge what was read, then write the rows again whatever the state says: the state may
        be right and a row not."""
        await self._writer.readings(self._id, self._processor, readings, live=True)
        rows = (await self._held.expected(readings))[key]

        def work(store: Connection) -> None:
            leases.lock(self._house, store, self._id)
            for row in rows:
                write.upsert(store, self._id, [row])
                if isinstance(row, Intent | Attempt):
                    payment = row.id if isinstance(row, Intent) else row.payment
                    write.refresh_payments(store, self._id, [payment])

        await self._house.store.write(work)
        self._verdict.repaired += 1

    async def _inside(self, repair: bool) -> None:
        """Our ledger against our objects; mended by making all of it again."""
        inside = Inside(self._house, self._id, self._processor)
        known = {(one.kind, one.id, one.field) for one in self._verdict.differences}
        differences = await inside.differences()
        self._verdict.differences += [
            one for one in differences if (one.kind, one.id, one.field) not in known
        ]
        if repair and differences:
            await rebuild.rebuild(self._house)
            self._verdict.repaired += len({(one.kind, one.id) for one in differences})

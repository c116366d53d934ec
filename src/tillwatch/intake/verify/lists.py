"""Every list of the processor read again, page by page, and held against what is here.

Read as the import reads them (`backfill.readers`): in parts of time, several at once. A page's
objects are compared with ours, and the seconds it covers with the ids that are held of them. What
differs, or was not listed, is doubtful and is looked at again (`doubts`).
"""

import asyncio
from typing import Final

from tillwatch.intake.backfill import readers
from tillwatch.intake.backfill.parts import DONE, Part, Resource, Seen
from tillwatch.intake.backfill.readers import Readers
from tillwatch.intake.connections import Connection
from tillwatch.intake.house import House
from tillwatch.intake.verify.borders import Border, Settled
from tillwatch.intake.verify.doubts import Doubts
from tillwatch.intake.verify.held import Held
from tillwatch.intake.verify.progress import Tally
from tillwatch.intake.verify.verdict import Skipped, Verdict
from tillwatch.processors.port import Listing, ListPage, Processor, Reader, ReadFailed

SINGLETONS: Final = ("balance",)
"""Change by the second and are read as they are; nothing to hold them against."""
AT_ONCE: Final = 2
"""Pages compared at once: the store's connections are for others too."""


class Lists:
    """One comparison of one connection's lists."""

    def __init__(
        self,
        house: House,
        connection: Connection,
        reader: Reader,
        held: Held,
        doubts: Doubts,
        verdict: Verdict,
        tally: Tally,
    ) -> None:
        processor = house.processors.get(connection.processor)
        self._listings = {one.resource: one for one in _compared(processor)}
        self._reader = reader
        self._held = held
        self._doubts = doubts
        self._verdict = verdict
        self._tally = tally
        self._borders: dict[tuple[str, int], Border] = {}
        self._comparing = asyncio.Semaphore(AT_ONCE)
        self._readers = Readers(
            reader,
            processor.rates(connection.mode or "test"),
            readers.whole(self._listings, connection.import_since or 0),
            self,
        )

    async def everything(self) -> None:
        """Compare all lists. `Unreachable` when the processor does not answer."""
        await self._readers.everything()

    async def read(self, resource: Resource, part: Part) -> None:
        listing = self._listings[resource.name]
        page = (await readers.page_of(self._reader, listing, part)).read()
        if part not in resource.parts:
            return  # left out meanwhile, or to be read as one
        if page.outside and len(resource.open) > 1:
            resource.as_one()
            return
        seen = Seen(count=page.count, last=page.last, oldest=page.oldest, newest=page.newest)
        resource.read(part, seen, self._readers.of_a_list())
        self._verdict.checked += page.count
        self._tally.listed(listing.kind, page.count, ended=not resource.open)
        settled = self._settled(listing, part, page)
        async with self._comparing:
            await self._compare(listing, settled, page)

    async def leave_out(self, name: str, problem: ReadFailed) -> None:
        self._verdict.skipped.append(
            Skipped(resource=name, status=problem.answer, reason=problem.message)
        )
        self._tally.listed(self._listings[name].kind, 0, ended=True)

    def weight(self, resource: Resource) -> float:
        return 1.0

    def _settled(self, listing: Listing, part: Part, page: ListPage) -> Settled | None:
        listed = [(one.id, one.created) for one in page.readings if one.kind == listing.kind]
        unknown = [id_ for id_, _, _ in page.problems if id_]
        self._doubts.listed(listing.kind, [*(id_ for id_, _ in listed), *unknown])
        place = part.resource, part.until
        border = self._borders.setdefault(place, Border(part.until))
        if part.state != DONE:
            return border.page(listed, unknown, page.oldest)
        del self._borders[place]
        return border.last(listed, unknown, part.since)

    async def _compare(self, listing: Listing, settled: Settled | None, page: ListPage) -> None:
        differing, absent = await self._held.page(page.readings, listing.kind, settled)
        told = [one for one in page.readings if (one.kind, one.id) in differing]
        await self._doubts.add(told, [(listing.kind, id_) for id_ in absent])


def kinds(processor: Processor) -> list[str]:
    """The kinds whose lists are compared."""
    return [one.kind for one in _compared(processor)]


def resources(processor: Processor) -> set[str]:
    """The lists that are compared."""
    return {one.resource for one in _compared(processor)}


def _compared(processor: Processor) -> list[Listing]:
    return [one for one in processor.listings if one.kind not in SINGLETONS]

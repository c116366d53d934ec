"""How much a list holds, from a few of its pages."""

from typing import Final

import msgspec

from tillwatch.processors.port import Listing, Reader

DAY_S: Final = 86_400
PAGES_MAX: Final = 5
FIRST_LOOK_BACK_S: Final = 360 * DAY_S
FURTHER: Final = 3
"""How much further back each next look goes while there is something."""


class Depth(msgspec.Struct, frozen=True):
    """`objects` in the list, exactly or about; None: it goes back further than was looked.
    `oldest`: the `created` of its first object, seconds UTC, None where not known."""

    objects: int | None
    exact: bool
    oldest: int | None


class Sounding:
    """One list, read back to `since` (None: to its beginning), from `now`."""

    def __init__(self, reader: Reader, listing: Listing, now: int, since: int | None) -> None:
        self._reader = reader
        self._listing = listing
        self._now = now
        self._since = since if listing.ranged else None
        self._asked = 0

    async def depth(self) -> Depth:
        count, oldest, ends = await self._page(None)
        if ends:
            return Depth(count, True, oldest)
        if not self._listing.ranged or oldest is None:
            return Depth(None, False, None)
        return await self._deeper(Point(oldest, count, self._now - oldest))

    async def _deeper(self, newest: "Point") -> Depth:
        """Looks before older and older moments, then between, while pages may be asked for."""
        total, last = float(newest.count), newest
        back, nothing_at = FIRST_LOOK_BACK_S, self._since
        while self._asked < PAGES_MAX:
            at = self._now - back if nothing_at is None else (last.at + nothing_at) // 2
            if at >= last.at:
                at = last.at - DAY_S
            count, oldest, ends = await self._page(at)
            if count == 0 or oldest is None:
                nothing_at = at
                continue
            found = Point(oldest, count, at - oldest)
            total += (last.at - at) * (last.rate + found.rate) / 2 + count
            last = found
            if ends:
                return Depth(round(total), False, oldest)
            back *= FURTHER
        if nothing_at is None:
            return Depth(None, False, None)
        begins = nothing_at if nothing_at == self._since else (last.at + nothing_at) // 2
        return Depth(round(total + (last.at - begins) * last.rate), False, begins)

    async def _page(self, until: int | None) -> tuple[int, int | None, bool]:
        """Objects on the page before `until`, the oldest of them, whether nothing is older."""
        self._asked += 1
        page = await self._reader.page(self._listing, since=self._since, until=until)
        return page.count, page.oldest, page.last is None


class Point(msgspec.Struct, frozen=True):
    """`count` objects were made in the `span` seconds after `at`."""

    at: int
    count: int
    span: int

    @property
    def rate(self) -> float:
        """Objects a second."""
        return self.count / max(self.span, 1)


async def events_depth(reader: Reader, now: int, since: int) -> Depth:
    """The event list, from its newest page: it is short, and even enough."""
    page = await reader.events(since=since)
    moments = [head.created for head, _ in page.events]
    if page.last is None or not moments:
        return Depth(len(moments), True, min(moments, default=None))
    rate = len(moments) / max(now - min(moments), 1)
    return Depth(round(rate * (now - since)), False, None)

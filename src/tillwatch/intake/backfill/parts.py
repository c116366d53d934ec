"""The parts of one list: what has been read of each, what is left, and where to cut.

A list can only be paged from the newest object down, one page after another; so it is read in parts
of time, several at once. A list begins as one part. After its second page it is cut at moments that
lie eight times further back each: their first pages tell how lively the business was then, and
where it began. From then on, whenever fewer parts are open than can be read at once, the one with
the most left is cut again: evenly where there is something below it, else in half, because the
business may have begun inside it.

A server that ignores `created` answers with what was not asked for. Its list is put together
again and read as one, so that it is never read once for each part.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import msgspec

PAGE: Final = 100
DONE, WAITING = "done", "waiting"
FURTHER: Final = 8
"""How much further back each next moment of the first cut lies, in pages of today's pace."""
LOOK_AFTER: Final = 2
"""Pages after which a list is cut: many hold no more."""
WORTH_PAGES: Final = 6
"""A part with less left is not cut: each part costs half a page."""
PIECE_PAGES: Final = 3
BEGUN_INSIDE: Final = 1 / 3
"""What is taken to be left of a part in which the business may have begun, of what would be if it
had not: the mean over a part that reaches eight times as far back as it begins."""


class Part(msgspec.Struct, kw_only=True):
    """Created in [since, until) of `resource`; goes on after the object `after`. `objects` were
    read, `expected` are taken to be in it in all. What follows was seen by this process: `top` and
    `place` are the `created` of its newest and its oldest object on `pages` pages."""

    resource: str
    since: int
    until: int
    state: str = WAITING
    after: str | None = None
    objects: int = 0
    expected: int | None = None
    top: int | None = None
    place: int | None = None
    pages: int = 0
    seen: int = 0
    busy: bool = False

    @property
    def begun(self) -> bool:
        return self.busy or self.pages > 0 or self.after is not None or self.state == DONE

    def span(self) -> float:
        """Seconds that a page covers here."""
        if self.top is None or self.place is None:
            return 1.0
        return max(self.top - self.place, 1) / max(self.pages, 1)

    def left(self) -> float | None:
        """About how many pages; None before anything tells."""
        if self.state == DONE:
            return 0.0
        if self.place is not None:
            return max(self.place - self.since, 0) / self.span()
        return None if self.expected is None else max(self.expected - self.objects, 0) / PAGE


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What a page told: see `port.ListPage`."""

    count: int
    last: str | None
    oldest: int | None
    newest: int | None


class Resource:
    """All parts of one list, the newest first."""

    def __init__(self, name: str, parts: Sequence[Part], *, cuttable: bool) -> None:
        self.name = name
        self.parts = sorted(parts, key=lambda part: -part.since)
        self.cuttable = cuttable

    @property
    def open(self) -> list[Part]:
        return [part for part in self.parts if part.state != DONE]

    @property
    def begun(self) -> bool:
        return any(part.begun for part in self.parts)

    def idle(self, at_once: int) -> Part | None:
        """The part to read next, while fewer than `at_once` are being read: the newest of those
        that nothing is known of, then the newest."""
        opened = self.open
        if sum(part.busy for part in opened) >= at_once:
            return None
        free = [part for part in opened if not part.busy]
        return next((part for part in free if not part.begun), free[0] if free else None)

    def left(self) -> float:
        """About how many pages, as far as anything tells; one for each part at least."""
        return sum(max(self._left(part) or 0.0, 1.0) for part in self.open)

    def read(self, part: Part, seen: Seen, at_once: int) -> list[Part]:
        """A page of `part` was read. The parts that changed: itself, and new ones if it was cut."""
        over = seen.last is None or seen.last == part.after
        over = over or (seen.oldest is not None and seen.oldest < part.since)
        part.pages += 1
        part.seen += seen.count
        part.objects += seen.count
        part.after = seen.last
        part.top = seen.newest if part.top is None else part.top
        part.place = part.place if seen.oldest is None else seen.oldest
        if over:
            part.state, part.expected = DONE, part.objects
            return [part]
        fresh = self._cut(part, at_once) if self.cuttable else []
        self._expect(part)
        return [part, *fresh]

    def as_one(self) -> tuple[Part, list[int]]:
        """Put the open parts together: the part that takes their place, to be read to the end, and
        where those began that are gone."""
        opened = self.open
        newest = opened[0]
        one = Part(
            resource=self.name,
            since=opened[-1].since,
            until=newest.until,
            after=newest.after,
            objects=sum(part.objects for part in opened),
        )
        self.parts = [part for part in self.parts if part.state == DONE] + [one]
        self.cuttable = False
        return one, [part.since for part in opened if part.since != one.since]

    def _cut(self, part: Part, at_once: int) -> list[Part]:
        first = len(self.parts) == 1
        if part.place is None or (first and part.pages < LOOK_AFTER):
            return []
        borders = self._powers(part) if first else self._steps(part, at_once)
        if not borders:
            return []
        span = part.span()
        edges = [*borders, part.since]
        fresh = [
            Part(
                resource=self.name,
                since=low,
                until=high,
                expected=None if first else round((high - low) / span * PAGE),
            )
            for high, low in pairwise(edges)
        ]
        part.since = borders[0]
        self.parts = sorted([*self.parts, *fresh], key=lambda one: -one.since)
        return fresh

    def _powers(self, part: Part) -> list[int]:
        """Moments 8, 64, 512 … pages back, as far as the part reaches."""
        assert part.place is not None
        ahead = part.span() * FURTHER
        borders = []
        while part.place - ahead > part.since:
            borders.append(part.place - max(round(ahead), 1))
            ahead *= FURTHER
        return sorted({border for border in borders if border > part.since}, reverse=True)

    def _steps(self, part: Part, at_once: int) -> list[int]:
        """Moments at equal distances, as many as there are readers to spare."""
        assert part.place is not None
        left, spare = part.left() or 0.0, at_once - len(self.open)
        most = max((self._left(one) or 0.0 for one in self.open), default=0.0)
        if spare <= 0 or left < WORTH_PAGES or (self._left(part) or 0.0) < most / 2:
            return []
        if any(not one.begun for one in self.open if one.since < part.since):
            return []  # the next page of it tells whether anything is below
        pieces = min(spare + 1, int(left // PIECE_PAGES)) if self._goes_on_below(part) else 2
        width = (part.place - part.since) / pieces
        borders = (part.place - round(width * step) for step in range(1, pieces))
        return sorted({b for b in borders if part.since < b <= part.place}, reverse=True)

    def _goes_on_below(self, part: Part) -> bool:
        """Whether something is known to be older than this part."""
        return any(one.objects for one in self.parts if one.since < part.since)

    def _left(self, part: Part) -> float | None:
        """Pages left, by how lively the business was where the part is being read and where the
        next older one begins."""
        left = part.left()
        if left is None or part.place is None or part.state == DONE:
            return left
        if not self._goes_on_below(part):
            return left * BEGUN_INSIDE
        below = next(one for one in self.parts if one.since < part.since)
        return left if below.place is None else left * (1 + part.span() / below.span()) / 2

    def _expect(self, part: Part) -> None:
        each = part.seen / max(part.pages, 1)
        part.expected = part.objects + round((self._left(part) or 0.0) * each)

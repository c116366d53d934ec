"""How much a list holds, from a few of its pages.

The newest page tells how fast the list grows now; a page before an older moment, how fast it grew
then, or that there was nothing yet. Business may have been a hundred times livelier in the last
hour than in the last year, so the moments lie in equal proportions, not in equal steps.
"""

from collections.abc import Awaitable, Callable
from itertools import pairwise
from math import expm1, log, sqrt
from typing import Final

import msgspec

from tillwatch.processors.port import Listing, Reader

DAY_S: Final = 86_400
PAGES_MAX: Final = 6
LITTLE: Final = 0.1
"""Part of the whole: a doubt below it is not worth a page."""
FIRST_LOOK_S: Final = 360 * DAY_S
FURTHER: Final = 3
"""How much further back each next look goes while there is something."""

Page = tuple[int, int | None, bool]
"""Objects on a page, the `created` of the oldest, whether nothing is older."""
Ask = Callable[[int | None], Awaitable[Page]]
"""The page of what was created before a moment (None: the newest)."""


class Depth(msgspec.Struct, frozen=True):
    """`objects` in the list, exactly or about; None: it goes back further than was looked.
    `oldest`: the `created` of its first object, seconds UTC, None where not known."""

    objects: int | None
    exact: bool
    oldest: int | None


class Stretch(msgspec.Struct, frozen=True):
    """A page: `count` objects between two ages in seconds, `old` above `young`."""

    young: float
    old: float
    count: int

    @property
    def rate(self) -> float:
        return max(self.count, 1) / max(self.old - self.young, 1.0)


async def of_list(reader: Reader, listing: Listing, now: int, since: int | None) -> Depth:
    """Back to `since` where the list can be read from a moment on (None: to its beginning)."""
    start = since if listing.ranged else None

    async def ask(until: int | None) -> Page:
        page = await reader.page(listing, since=start, until=until)
        return page.count, page.oldest, page.last is None

    return await depth(ask, now, start, deeper=listing.ranged)


async def of_events(reader: Reader, now: int, since: int) -> Depth:
    async def ask(until: int | None) -> Page:
        page = await reader.events(since=since, until=until)
        moments = [head.created for head, _ in page.events]
        return len(moments), min(moments, default=None), page.last is None

    return await depth(ask, now, since)


async def depth(ask: Ask, now: int, since: int | None, *, deeper: bool = True) -> Depth:
    """At most `PAGES_MAX` questions. `deeper`: whether pages before a moment can be asked for."""
    count, oldest, ends = await ask(None)
    if ends:
        return Depth(count, True, oldest)
    if not deeper or oldest is None:
        return Depth(None, False, None)
    known = [Stretch(0.0, float(max(now - oldest, 1)), count)]
    bottom = None if since is None else float(now - since)
    look = float(FIRST_LOOK_S)
    for _ in range(PAGES_MAX - 1):
        age = look if bottom is None else _where(known, bottom)
        if age is None:
            break
        age = min(max(age, known[0].old * 1.5), float(now)) if bottom is None else age
        count, oldest, ends = await ask(now - round(age))
        if oldest is None:
            bottom = age
            continue
        known.append(Stretch(age, max(float(now - oldest), age + 1), count))
        known.sort(key=lambda stretch: stretch.young)
        if ends:
            bottom = float(now - oldest)
        look = age * FURTHER
    if bottom is None:
        return Depth(None, False, None)
    total = sum(stretch.count for stretch in known)
    total += round(sum(between(*gap)[0] for gap in pairwise(known)) + _rest(known, bottom))
    return Depth(total, False, now - round(max(bottom, known[-1].old)))


def between(young: Stretch, old: Stretch) -> tuple[float, float]:
    """Objects between two pages, and how far that may be off. A power of the age falls at once, a
    straight line stays high to the end: the truth is taken to lie between what they give."""
    start, end = young.old, old.young
    if end <= start:
        return 0.0, 0.0
    steps = log(end / start)
    power = log(old.rate / young.rate) / steps + 1
    curved = young.rate * start
    curved *= expm1(power * steps) / power if abs(power) > 1e-9 else steps
    straight = (end - start) * (old.rate + young.rate) / 2
    return sqrt(curved * straight), abs(straight - curved)


def _rest(known: list[Stretch], bottom: float) -> float:
    """Objects before the oldest page, if it went on like that to the bottom."""
    return max(bottom - known[-1].old, 0.0) * known[-1].rate


def _where(known: list[Stretch], bottom: float) -> float | None:
    """The age at which the next page tells most; None when it would tell little."""
    doubts = [(between(*gap)[1], sqrt(gap[0].old * gap[1].young)) for gap in pairwise(known)]
    doubts.append((_rest(known, bottom), sqrt(known[-1].old * max(bottom, known[-1].old))))
    doubt, age = max(doubts)
    total = sum(stretch.count for stretch in known)
    total += round(sum(between(*gap)[0] for gap in pairwise(known)))
    return age if doubt > LITTLE * total else None

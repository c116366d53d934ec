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


class Page(msgspec.Struct, frozen=True):
    """Objects on a page, the `created` of the oldest and of the newest, whether nothing is
    older."""

    count: int
    oldest: int | None
    newest: int | None
    ends: bool


Ask = Callable[[int | None], Awaitable[Page]]
"""The page of what was created before a moment (None: the newest)."""


class Depth(msgspec.Struct, frozen=True):
    """`objects` in the list, exactly or about; None: it goes back further than was looked.
    `oldest`: the `created` of its first object, seconds UTC, None where not known."""

    objects: int | None
    exact: bool
    oldest: int | None


class Stretch(msgspec.Struct, frozen=True):
    """A page: `count` objects between two ages in seconds, `old` above `young`; the youngest of
    them is `first` old: before that nothing happened since `young`."""

    young: float
    first: float
    old: float
    count: int

    @property
    def rate(self) -> float:
        """Objects a second while there were any."""
        return max(self.count, 1) / max(self.old - self.first, 1.0)

    @property
    def rate_with_silence(self) -> float:
        return max(self.count, 1) / max(self.old - self.young, 1.0)


def _stretch(page: Page, young: float, now: int) -> Stretch:
    assert page.oldest is not None
    old = max(float(now - page.oldest), young + 1)
    newest = page.oldest if page.newest is None else page.newest
    return Stretch(young, min(max(float(now - newest), young), old), old, page.count)


async def of_list(reader: Reader, listing: Listing, now: int, since: int | None) -> Depth:
    """Back to `since` where the list can be read from a moment on (None: to its beginning)."""
    start = since if listing.ranged else None

    async def ask(until: int | None) -> Page:
        page = await reader.page(listing, since=start, until=until)
        return Page(page.count, page.oldest, page.newest, page.last is None)

    return await depth(ask, now, start, deeper=listing.ranged)


async def of_events(reader: Reader, now: int, since: int) -> Depth:
    async def ask(until: int | None) -> Page:
        page = await reader.events(since=since, until=until)
        return Page(page.count, page.oldest, page.newest, page.last is None)

    return await depth(ask, now, since)


async def depth(ask: Ask, now: int, since: int | None, *, deeper: bool = True) -> Depth:
    """At most `PAGES_MAX` questions. `deeper`: whether pages before a moment can be asked for."""
    page = await ask(None)
    if page.ends:
        return Depth(page.count, True, page.oldest)
    if not deeper or page.oldest is None:
        return Depth(None, False, None)
    known = [_stretch(page, 0.0, now)]
    bottom = None if since is None else float(now - since)
    look = float(FIRST_LOOK_S)
    for _ in range(PAGES_MAX - 1):
        age = look if bottom is None else _where(known, bottom)
        if age is None:
            break
        age = min(max(age, known[0].old * 1.5), float(now)) if bottom is None else age
        page = await ask(now - round(age))
        if page.oldest is None:
            bottom = age
            continue
        known.append(_stretch(page, age, now))
        known.sort(key=lambda stretch: stretch.young)
        if page.ends:
            bottom = float(now - page.oldest)
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
    power = log(old.rate_with_silence / young.rate) / steps + 1
    curved = young.rate * start
    curved *= expm1(power * steps) / power if abs(power) > 1e-9 else steps
    straight = (end - start) * (old.rate_with_silence + young.rate) / 2
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

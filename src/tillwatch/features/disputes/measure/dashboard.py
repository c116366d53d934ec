"""The dashboard: everything that is measured of one period, from one reading of its disputes, and
the rows behind each number."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from tillwatch.features.disputes.judging import kept
from tillwatch.features.disputes.learn.change import Change
from tillwatch.features.disputes.learn.reliability import Reliability
from tillwatch.features.disputes.measure import (
    ahead,
    booked,
    counting,
    cutting,
    cycles,
    months,
    reading,
)
from tillwatch.features.disputes.measure.ahead import Expected
from tillwatch.features.disputes.measure.booked import Loss, Piece
from tillwatch.features.disputes.measure.counting import Rates, Tally
from tillwatch.features.disputes.measure.cutting import CUTS, Sliced
from tillwatch.features.disputes.measure.cycles import Cycles
from tillwatch.features.disputes.measure.known import GROUPS, Measured
from tillwatch.features.disputes.measure.months import Month
from tillwatch.features.disputes.measure.reading import Wanted
from tillwatch.kernel import paging, times
from tillwatch.kernel.paging import Page
from tillwatch.kernel.times import Period
from tillwatch.lake.asking import Lake
from tillwatch.ledger.questions.figures import spans
from tillwatch.ledger.questions.scope import Scope
from tillwatch.store.engine import Store

POSITION: Final = (int, str, str)
Place = tuple[int, str, str]
T = TypeVar("T")


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What is measured: disputes opened in `period`, of these accounts, disputed in `currency`
    (None: in any)."""

    scope: Scope
    period: Period
    zone: ZoneInfo
    now: float
    currency: str | None = None


class Dashboard(msgspec.Struct, frozen=True, kw_only=True):
    """`before`: the period directly before, as long. `second_rounds`: of them. `answers`: sent by
    people, not by the processor."""

    period: Period
    before: Period
    tallies: Mapping[str, Tally]
    rates: Rates
    rates_before: Rates
    loss: Loss
    answers: int
    cycles: Cycles
    cuts: Sequence[Sliced]
    moved: Sequence[Change]
    reliability: Reliability
    expected: Expected


class Narrowed(msgspec.Struct, frozen=True, kw_only=True):
    """Which rows: of a group, of a slice of a cut, with a kept chance of that many millionths."""

    group: str = "received"
    cut: str | None = None
    value: str | None = None
    chance_from: int | None = None
    chance_until: int | None = None


async def measured(store: Store, about: About) -> Dashboard:
    """Forecast and reliability are of everything there is, since a chance that was shown last year
    is as good a test, and what is open is awaited whenever it was opened."""
    before = spans.previous(about.period, about.zone)
    every = await reading.disputes(store, _wanted(about, None))
    now = [one for one in every if _within(one, about.period)]
    alike = counting.sorted_out(now)
    cells = counting.put(alike)
    then = [one for one in every if _within(one, before)]
    lines = await booked.lines(store, about.scope, about.period, about.currency)
    chosen = await kept.choices(store)
    answers = sum(one.answered and not one.by_processor for one in now)
    return Dashboard(
        period=about.period,
        before=before,
        tallies=counting.tallies(cells),
        rates=counting.rates(cells),
        rates_before=counting.rates(counting.cells(then)),
        loss=booked.loss(lines, chosen.labour, answers),
        answers=answers,
        cycles=cycles.cycles(alike),
        cuts=[cutting.cut(alike, name, about.zone) for name in CUTS],
        moved=ahead.moved(then, now),
        reliability=ahead.reliable(every),
        expected=ahead.expected(every, int(about.now), about.zone),
    )


async def rows(
    store: Store, about: About, narrowed: Narrowed, cursor: str | None, limit: int
) -> Page[Measured]:
    """A page of the disputes behind a number."""
    return _cut(await behind(store, about, narrowed), _place, cursor, limit)


async def behind(store: Store, about: About, narrowed: Narrowed) -> list[Measured]:
    """The disputes behind a number, newest first."""
    every = await reading.disputes(store, _wanted(about, about.period))
    some = [one for one in every if _fits(one, narrowed, about.zone)]
    return sorted(some, key=_place, reverse=True)


async def entries(
    store: Store, about: About, part: str | None, cursor: str | None, limit: int
) -> Page[Piece]:
    """A page of the bookings behind what disputes cost."""
    return _cut(await bookings(store, about, part), _booking, cursor, limit)


async def bookings(store: Store, about: About, part: str | None) -> list[Piece]:
    """The bookings behind what disputes cost, newest first. `part`: of one line."""
    found = await booked.pieces(store, about.scope, about.period, about.currency)
    some = [one for one in found if part is None or one.part == part]
    return sorted(some, key=_booking, reverse=True)


async def by_month(store: Store, lake: Lake, about: About) -> list[Month]:
    """Of the calendar months that the period touches."""
    first = times.today(about.period.start, about.zone)
    last = times.today(max(about.period.end - 1, about.period.start), about.zone)
    named = months.spans(first, last, about.zone)
    periods = [period for _, period in named]
    sold = await months.sales(lake, about.scope.each(), periods)
    since = Period(periods[0].start, int(about.now) + 1)
    disputes = await reading.disputes(store, _wanted(about, since))
    return months.rated(named, sold, disputes, about.now)


def _wanted(about: About, period: Period | None) -> Wanted:
    return Wanted(scope=about.scope, period=period, currency=about.currency)


def _within(one: Measured, period: Period) -> bool:
    return period.start <= one.created < period.end


def _fits(one: Measured, narrowed: Narrowed, zone: ZoneInfo) -> bool:
    if not GROUPS[narrowed.group](one):
        return False
    if narrowed.cut is not None and CUTS[narrowed.cut](one, zone) != (narrowed.value or ""):
        return False
    chance = one.chance if one.chance is not None else -1
    if narrowed.chance_from is not None and chance < narrowed.chance_from:
        return False
    return narrowed.chance_until is None or 0 <= chance < narrowed.chance_until


def _place(one: Measured) -> Place:
    return (one.created, one.id, one.connection_id)


def _booking(one: Piece) -> Place:
    return (one.created, f"{one.id}/{one.part}", one.connection_id)


def _cut(some: Sequence[T], place: Callable[[T], Place], cursor: str | None, limit: int) -> Page[T]:
    """A page of what stands newest first."""
    if cursor is not None:
        reached = paging.decode(cursor, POSITION)
        some = [one for one in some if place(one) < reached]
    page = list(some[:limit])
    more = len(some) > limit
    return Page(page, paging.encode(*place(page[-1])) if more else None)

"""What is usual: how many payments in which hour of the week, and how many of each slice fail.

Made of the last eight weeks, without the hours of incidents that were found. An hour of the week is
told by what happened then in each of those weeks, so far as there was enough; else by its day and
its hour of the day. Single hours that stand out are capped, so that one campaign does not become
usual. The level is that of the last four weeks.

Hours of the week are UTC, and clocks change: what is usual between two moments is told as the least
and the most of that time, an hour earlier and an hour later, so that a shop which opens by another
UTC hour than last week is neither silent nor attacked.
"""

from collections.abc import Collection, Mapping
from itertools import accumulate
from math import sqrt
from statistics import median_low
from typing import Final

import msgspec

from tillwatch.features.monitoring.anomalies.noticing.tries import ALL, Slice

HOUR: Final = 3600
DAY: Final = 86_400
HOURS_A_WEEK: Final = 168
WEEKS: Final = 8
LEVEL_DAYS: Final = 28
DAYS_MIN: Final = 30
PAYMENTS_MIN: Final = 400
"""The least history: below it nothing is usual yet."""
SHRINK: Final = 12.0
"""An hour of the week with so many payments counts as much as its day and hour of the day."""
CAP: Final = 4.0
"""How many standard deviations above its day and hour a single hour may count."""
BUSY: Final = 0.98
"""Of all hours, the part that is not capped before anything is known of its hour of the week."""
TO_MONDAY: Final = 3 * 24
"""1 January 1970 was a Thursday; hour 0 of a week is Monday's first, UTC."""
WEEKS_GONE: Final = 2900
"""Weeks from 1970 to about now: sums since then stay small, and so exact."""
SHIFTS: Final = (-HOUR, 0, HOUR)


class Usual(msgspec.Struct, frozen=True):
    """`week`: payments in each hour of the week, at today's level. `totals`: by slice, payments and
    failed payments of the time it was made of. `orders`: by currency, what was taken and in how
    many tries. `before`: payments of a week before each of its hours, and in all, of `week`."""

    week: tuple[float, ...]
    totals: Mapping[Slice, tuple[int, int]]
    orders: Mapping[str, tuple[int, int]]
    before: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        before = tuple(accumulate(self.week, initial=0.0))
        msgspec.structs.force_setattr(self, "before", before)

    def payments(self, start: int, end: int) -> float:
        """How many are usual between two moments."""
        return max(0.0, self._until(end) - self._until(start))

    def about(self, start: int, end: int) -> tuple[float, float]:
        """The least and the most that is usual then, wherever the clocks stand."""
        told = [self.payments(start + by, end + by) for by in SHIFTS]
        return min(told), max(told)

    def _until(self, moment: int) -> float:
        """How many there would be until then, since a week began long ago."""
        weeks, hour = divmod(moment // HOUR + TO_MONDAY, HOURS_A_WEEK)
        whole = (weeks - WEEKS_GONE) * self.before[HOURS_A_WEEK] + self.before[hour]
        return whole + self.week[hour] * (moment % HOUR) / HOUR

    @property
    def share(self) -> float:
        """Of all payments, how many usually fail."""
        payments, failed = self.totals.get(ALL, (0, 0))
        return (failed + 1) / (payments + 20)

    def share_of(self, piece: Slice) -> float:
        """The same of a slice; what is little known is taken to be more like the whole."""
        payments, failed = self.totals.get(piece, (0, 0))
        return (failed + SLICE_PRIOR * self.share) / (payments + SLICE_PRIOR)

    def failed(self, piece: Slice, payments: float) -> float:
        """How many failed payments of a slice are usual where so many payments are."""
        known = max(1, self.totals.get(ALL, (0, 0))[0])
        return payments * (self.known(piece) + 0.5) / known

    def order(self, currency: str) -> int:
        """An average sale in minor units; 0 where there was none."""
        amount, count = self.orders.get(currency, (0, 0))
        return amount // count if count else 0

    def known(self, piece: Slice) -> int:
        """Failed payments of that slice there were."""
        return self.totals.get(piece, (0, 0))[1]


SLICE_PRIOR: Final = 40.0


def hour_of_week(hour: int) -> int:
    return (hour + TO_MONDAY) % HOURS_A_WEEK


def enough(days: int, payments: int) -> bool:
    """Whether there is history enough to say what is usual."""
    return days >= DAYS_MIN and payments >= PAYMENTS_MIN


def week(hours: Mapping[int, int], span: range, left_out: Collection[int]) -> tuple[float, ...]:
    """How many are usual in each hour of the week. `hours`: how many there were, by the number of
    the hour since 1970; `span`: the hours that are known; `left_out`: those of incidents."""
    known = [hour for hour in span if hour not in left_out]
    most = _most([hours.get(hour, 0) for hour in known])
    rough = _rough([(hour, min(most, float(hours.get(hour, 0)))) for hour in known])
    typical = _typical(hours, known)
    limits = [max(pair) for pair in zip(rough, typical, strict=True)]
    capped = [(hour, _capped(hours.get(hour, 0), limits[hour_of_week(hour)])) for hour in known]
    rough = _rough(capped)
    sums, seen = [0.0] * HOURS_A_WEEK, [0] * HOURS_A_WEEK
    for hour, count in capped:
        sums[hour_of_week(hour)] += count
        seen[hour_of_week(hour)] += 1
    shaped = []
    for place in range(HOURS_A_WEEK):
        own = sums[place] / seen[place] if seen[place] else rough[place]
        weight = sums[place] / (sums[place] + SHRINK)
        shaped.append(weight * own + (1 - weight) * rough[place])
    return _at_level(shaped, capped, span.stop)


def _typical(hours: Mapping[int, int], known: list[int]) -> list[float]:
    """The median of each hour of the week."""
    cells: list[list[int]] = [[] for _ in range(HOURS_A_WEEK)]
    for hour in known:
        cells[hour_of_week(hour)].append(hours.get(hour, 0))
    return [float(median_low(cell)) if cell else 0.0 for cell in cells]


def _most(counts: list[int]) -> float:
    """What is not unusual for the busiest hours."""
    ordered = sorted(counts)
    return ordered[int(len(ordered) * BUSY)] + 2.0 if ordered else 0.0


def _rough(counts: list[tuple[int, float]]) -> list[float]:
    """By day and by hour of the day alone."""
    total = sum(count for _, count in counts)
    by_day, by_hour = [[0.0, 0.0] for _ in range(7)], [[0.0, 0.0] for _ in range(24)]
    for hour, count in counts:
        place = hour_of_week(hour)
        for kept in (by_day[place // 24], by_hour[place % 24]):
            kept[0] += count
            kept[1] += 1
    mean = total / max(1, len(counts))
    if not total:
        return [0.0] * HOURS_A_WEEK
    days = [count / (seen or 1) / mean for count, seen in by_day]
    hours = [count / (seen or 1) for count, seen in by_hour]
    return [days[place // 24] * hours[place % 24] for place in range(HOURS_A_WEEK)]


def _capped(count: int, usual: float) -> float:
    return min(float(count), usual + CAP * sqrt(usual) + 2)


def _at_level(shaped: list[float], counts: list[tuple[int, float]], end: int) -> tuple[float, ...]:
    since = end - LEVEL_DAYS * 24
    there = sum(count for hour, count in counts if hour >= since)
    told = sum(shaped[hour_of_week(hour)] for hour, _ in counts if hour >= since)
    level = there / told if told and there else 1.0
    return tuple(max(value * level, 1e-4) for value in shaped)

"""The end of the running month: cases, sales and their ratio, between bounds.

Where sales are of the month before they are known. Money is not forecast: where a limit is a ratio
of money, the outlook has cases and sales only and reaches nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from tillwatch.features.monitoring.programmes import forecasting, judging, months
from tillwatch.features.monitoring.programmes.forecasting import WINDOW_DAYS, Day, Range
from tillwatch.features.monitoring.programmes.judging import Figures
from tillwatch.features.monitoring.programmes.rules import Programme, Rule
from tillwatch.kernel.times import DAY, Period

Days = Mapping[int, int]
"""How many, by day since 1970, UTC."""
TO_MONDAY: Final = 3


class Outlook(msgspec.Struct, frozen=True, kw_only=True):
    """`ratio`: cases by which the ratio to `sales.expected` is bounded: as the cases, but wider,
    since the sales are not known either. `days`: full days that it rests on."""

    cases: Range
    sales: Range
    ratio: Range
    value_expected: int
    secure_expected: int | None
    days: int
    days_left: int

    def figures(self, *, cases: int) -> Figures:
        """The month's end, with so many cases."""
        return Figures(
            numerator=cases,
            denominator=self.sales.expected,
            cases=cases,
            sales=self.sales.expected,
            value=self.value_expected,
            secure=self.secure_expected,
        )

    def reaches(self, rule: Rule, programme: Programme) -> bool:
        """Whether the expected end of the month is above."""
        if programme.by_value:
            return False
        figures = self.figures(cases=self.cases.expected)
        return judging.judged(rule, figures, by_value=False).state == "over"

    def might_reach(self, rule: Rule, programme: Programme) -> bool:
        """Whether it is at the upper bound."""
        if programme.by_value:
            return False
        figures = self.figures(cases=self.ratio.high)
        return judging.judged(rule, figures, by_value=False).state == "over"

    def more(self, rule: Rule, cases: int) -> int | None:
        """How many cases more than there are would reach it at the sales the month will have."""
        return judging.more(rule, cases, self.sales.expected)


def window(now: float) -> Period:
    """The full days that a forecast rests on, and the running one."""
    today = int(now) // DAY
    return Period((today - WINDOW_DAYS) * DAY, int(now) + 1)


def outlook(
    programme: Programme, figures: Figures, cases: Days, sales: Days, now: float
) -> Outlook | None:
    """Of the month that `now` is in, whose figures to date these are. None: not enough data."""
    today = int(now) // DAY
    begun = [day for day in (*cases, *sales) if day < today]
    if not begun:
        return None
    full = range(max(min(begun), today - WINDOW_DAYS), today)
    yesterday = (today - 1 + TO_MONDAY) % 7
    left = days_left(now)
    more_cases = forecasting.rest([cases.get(day, 0) for day in full], yesterday, left)
    if more_cases is None:
        return None
    more_sales = forecasting.Rest(0.0, 0.0)
    if programme.basis == "same":
        found = forecasting.rest([sales.get(day, 0) for day in full], yesterday, left)
        if found is None:
            return None
        more_sales = found
    wide = forecasting.spread_over(more_cases, figures.cases, more_sales, figures.sales)
    ranged = forecasting.ranged(figures.cases, more_cases)
    sold = forecasting.ranged(figures.sales, more_sales)
    return Outlook(
        cases=ranged,
        sales=sold,
        ratio=forecasting.ranged(figures.cases, wide),
        value_expected=_grown(figures.value, figures.cases, ranged.expected),
        secure_expected=_secure(figures, sold.expected),
        days=len(full),
        days_left=len(left),
    )


def days_left(now: float) -> Sequence[Day]:
    """What is left of today, and the days after it, to the end of the month."""
    month = months.of(now)
    today = datetime.fromtimestamp(now, UTC).date()
    share = 1 - (now % DAY) / DAY
    found = [Day(today.weekday(), share)]
    day = today + timedelta(days=1)
    while months.number(day) == month:
        found.append(Day(day.weekday(), 1.0))
        day += timedelta(days=1)
    return found


def _grown(value: int, cases: int, expected: int) -> int:
    """As much a case as so far."""
    return value * expected // cases if cases else value


def _secure(figures: Figures, sales: int) -> int | None:
    if figures.secure is None or not figures.sales:
        return figures.secure
    return figures.secure * sales // figures.sales

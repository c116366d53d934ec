"""Disputes against sales, month by month, in two ways that answer two questions.

    activity  chargebacks opened in the month / sales of the month: how much comes in now, which is
              what card networks count
    cohort    chargebacks, opened at any time so far, of sales of the month / sales of the month:
              how good the sales of that month were; the last four months still rise

A sale is a captured try, as in `docs/metrics.md`. Both by number, over all currencies.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import ColumnElement, Select, case, func, select

from tillwatch.features.disputes.learn.measures import Rate, bounded
from tillwatch.features.disputes.measure.known import Measured
from tillwatch.kernel import times
from tillwatch.kernel.times import Period
from tillwatch.lake.asking import Lake
from tillwatch.lake.facts import Source

MOST: Final = 36
RISES_DAYS: Final = 120
"""So long after a sale its disputes still arrive."""


class Month(msgspec.Struct, frozen=True, kw_only=True):
    """`rising`: disputes of its sales still arrive. `running`: it is not over."""

    month: str
    period: Period
    sales: int
    activity: Rate
    cohort: Rate
    rising: bool
    running: bool


def spans(first: date, last: date, zone: ZoneInfo) -> list[tuple[str, Period]]:
    """The calendar months from the one of `first` to the one of `last`, at most `MOST` of the
    latest."""
    day, found = first.replace(day=1), []
    while day <= last:
        after = (day + timedelta(days=31)).replace(day=1)
        period = Period(times.midnight(day, zone), times.midnight(after, zone))
        found.append((day.strftime("%Y-%m"), period))
        day = after
    return found[-MOST:]


async def sales(lake: Lake, accounts: Sequence[str], months: Sequence[Period]) -> list[int]:
    """Sales of each of these months, which touch; in one question."""
    counts = [0] * len(months)
    if not accounts or not months:
        return counts
    answer = await lake.ask(lambda source: _counted(source, accounts, months))
    for number, count in answer.rows:
        counts[int(number)] += int(count)
    return counts


def _counted(source: Source, accounts: Sequence[str], months: Sequence[Period]) -> Select[Any]:
    tried = source.fact("attempt")
    borders = [(tried.c.created < one.end, place) for place, one in enumerate(months)]
    number: ColumnElement[Any] = case(*borders, else_=len(months) - 1).label("part")
    return (
        select(number, func.count())
        .where(
            tried.c.connection_id.in_(accounts),
            tried.c.created >= months[0].start,
            tried.c.created < months[-1].end,
            tried.c.captured == 1,
        )
        .group_by("part")
    )


def rated(
    months: Sequence[tuple[str, Period]],
    sold: Sequence[int],
    disputes: Iterable[Measured],
    now: float,
) -> list[Month]:
    """`disputes`: all that were opened in these months, and all of their sales."""
    some = [one for one in disputes if one.chargeback]
    return [
        _month(name, period, count, some, now)
        for (name, period), count in zip(months, sold, strict=True)
    ]


def _month(
    name: str, period: Period, count: int, disputes: Sequence[Measured], now: float
) -> Month:
    opened = sum(period.start <= one.created < period.end for one in disputes)
    of_sales = sum(
        one.sold_at is not None and period.start <= one.sold_at < period.end for one in disputes
    )
    return Month(
        month=name,
        period=period,
        sales=count,
        activity=rate(opened, count),
        cohort=rate(of_sales, count),
        rising=period.end + RISES_DAYS * times.DAY > now,
        running=period.end > now,
    )


def rate(numerator: int, denominator: int) -> Rate:
    """With bounds where it can be a share: chargebacks of a slow month may be of a strong one
    before, and more than its sales."""
    if numerator > denominator:
        return Rate(numerator, denominator)
    return bounded(numerator, denominator, denominator, 1)

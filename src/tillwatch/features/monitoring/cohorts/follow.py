"""Asks the lake for cohorts, and puts their months side by side."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Select, and_, case, func, select

from tillwatch.features.monitoring import catalogue
from tillwatch.features.monitoring.answering import spread
from tillwatch.features.monitoring.answering.clock import Clock
from tillwatch.features.monitoring.answering.columns import Columns
from tillwatch.features.monitoring.answering.found import Made
from tillwatch.features.monitoring.catalogue import Counted
from tillwatch.features.monitoring.cohorts.following import Following
from tillwatch.kernel.times import DAY, Period
from tillwatch.lake import sql
from tillwatch.lake.asking import Build, Lake
from tillwatch.lake.facts import Source

MATURE_DAYS: Final = 120
"""How long after a sale a cardholder may usually turn to the bank: Visa 13.1, Mastercard 4853."""
MONTH: Final = "month"


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """`after`: months since the cohort's own, which is 0. `whole`: the month has passed."""

    after: int
    start: int
    numerator: int
    denominator: int
    whole: bool


class Cohort(msgspec.Struct, frozen=True, kw_only=True):
    """`size`: sales, or customers. `matures`: when it hardly changes any more, seconds UTC; None
    where that does not matter."""

    start: int
    end: int
    size: int
    points: list[Point]
    matures: int | None


class Followed(msgspec.Struct, frozen=True, kw_only=True):
    cohorts: list[Cohort]
    made: list[Made]


async def follow(lake: Lake, following: Following) -> Followed:
    """`following` is `checked`."""
    made: list[Made] = []
    if following.kind == "disputes":
        sizes = await _asked(lake, made, "attempt", lambda s: _sales(following, s))
        found = await _asked(lake, made, "dispute", lambda s: _disputes(following, s))
    else:
        rows = await _asked(lake, made, "payment", lambda s: _customers(following, s))
        sizes = [(first, size) for first, size, *_ in rows]
        found = [
            (first, month, paid)
            for first, _, *counted in rows
            for month, paid in zip(_months(following), counted, strict=True)
        ]
    counts = {(int(first), int(month)): int(count) for first, month, count in found}
    cohorts = _cohorts(following, {int(month): int(count) for month, count in sizes}, counts)
    return Followed(cohorts=cohorts, made=made)


async def _asked(lake: Lake, made: list[Made], fact: str, build: Build) -> Sequence[Any]:
    answered = await lake.ask(build)
    made.append(
        Made(
            fact=fact,
            source=answered.source,
            behind_s=answered.behind_s,
            took_ms=answered.took_ms,
            statement=answered.statement,
        )
    )
    return answered.rows


def _cohorts(
    following: Following, sizes: Mapping[int, int], counts: Mapping[tuple[int, int], int]
) -> list[Cohort]:
    clock = Clock(following.zone, following.period)
    last = clock.number_of(following.now - 1, MONTH)
    cohorts = []
    for first in clock.numbers(MONTH):
        size = sizes.get(first, 0)
        end = clock.start(first + 1, MONTH)
        points, sum_ = [], 0
        for month in range(first, last + 1):
            here = counts.get((first, month), 0)
            sum_ += here
            points.append(
                Point(
                    after=month - first,
                    start=clock.start(month, MONTH),
                    numerator=sum_ if following.kind == "disputes" else here,
                    denominator=size,
                    whole=clock.start(month + 1, MONTH) <= following.now,
                )
            )
        matures = end + MATURE_DAYS * DAY if following.kind == "disputes" else None
        start = clock.start(first, MONTH)
        cohorts.append(Cohort(start=start, end=end, size=size, points=points, matures=matures))
    return cohorts


def _whole_time(following: Following) -> Period:
    """From the first cohort to now."""
    last = max(following.period.end, following.now)
    return Period(following.period.start, last)


def _sales(following: Following, source: Source) -> Select[Any]:
    fact = source.fact("attempt")
    columns = _columns(following, fact)
    month = Clock(following.zone, following.period).number(fact.c.created, MONTH).label("month")
    tests = [*_within(fact.c.created, following), *_counted("sales_count", columns)]
    tests += _narrowed(following, fact, columns)
    return select(month, func.count()).where(*tests).group_by("month")


def _disputes(following: Following, source: Source) -> Select[Any]:
    fact = source.fact("dispute")
    columns = _columns(following, fact)
    first = Clock(following.zone, following.period).number(fact.c.charged, MONTH).label("first")
    month = Clock(following.zone, _whole_time(following)).number(fact.c.created, MONTH)
    tests = [
        *_within(fact.c.charged, following),
        *_counted("chargeback_first_count", columns),
        *_narrowed(following, fact, columns),
        fact.c.created < following.now,
    ]
    query = select(first, month.label("month"), func.count()).where(*tests)
    return query.group_by("first", "month")


def _customers(following: Following, source: Source) -> Select[Any]:
    """The month of a first payment of all, how many customers began in it, and how many of them
    paid in each month from the first cohort's on.

    Each customer gets a number with a bit for every month with a payment, or several numbers where
    there are more months than bits."""
    fact = source.fact("payment")
    columns = _columns(following, fact)
    who = sql.numbered(fact.c.customer)
    paid = [
        fact.c.payment_status == "succeeded",
        who.is_not(None),
        fact.c.created < following.now,
        *_narrowed(following, fact, columns),
    ]
    whole = Clock(following.zone, _whole_time(following))
    months = whole.numbers(MONTH)
    patterns, counts = [], []
    for start in months[:: spread.PARTS_MAX]:
        stop = min(start + spread.PARTS_MAX, months.stop)
        part = Clock(whole.zone, Period(whole.start(start, MONTH), whole.start(stop, MONTH)))
        moment = fact.c.created
        is_within = and_(moment >= part.period.start, moment < part.period.end)
        bit = case((is_within, part.bit(moment, MONTH)), else_=0)
        patterns.append(sql.bits(bit).label(f"from_{start}"))
    first = func.min(fact.c.created).label("first")
    each = select(first, *patterns).where(*paid).group_by(who).subquery("each")
    for at, number in enumerate(months):
        chunk, place = divmod(at, spread.PARTS_MAX)
        pattern = each.c[patterns[chunk].name]
        counts.append(sql.count(spread.has(pattern, place)).label(f"in_{number}"))
    cohort = Clock(following.zone, following.period).number(each.c.first, MONTH).label("cohort")
    query = select(cohort, func.count(), *counts).where(*_within(each.c.first, following))
    return query.group_by("cohort")


def _months(following: Following) -> range:
    """In which a customer may have come again."""
    return Clock(following.zone, _whole_time(following)).numbers(MONTH)


def _columns(following: Following, fact: Any) -> Columns:
    return Columns(fact, Clock(following.zone, following.period), following.ranges)


def _within(moment: ColumnElement[Any], following: Following) -> list[ColumnElement[bool]]:
    return [moment >= following.period.start, moment < following.period.end]


def _counted(slug: str, columns: Columns) -> list[ColumnElement[bool]]:
    made = catalogue.metric(slug).made
    assert isinstance(made, Counted)
    return columns.where(made.where)


def _narrowed(following: Following, fact: Any, columns: Columns) -> list[ColumnElement[bool]]:
    tests = [] if following.filter is None else [columns.filter(following.filter)]
    if following.connections is not None:
        tests.append(fact.c.connection_id.in_(following.connections))
    return tests

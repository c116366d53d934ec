"""One series beside what is usual: what was counted in each part of time, and how much would be
remarkable there. What is usual is that of the eight weeks before the period, so that an incident in
it does not look usual. `slices` says which series are the least likely in a period."""

from collections.abc import Callable
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, FromClause, Select, select

from tillwatch.features.monitoring.anomalies import reading
from tillwatch.features.monitoring.anomalies.noticing import chance
from tillwatch.features.monitoring.anomalies.noticing.scan import CLUMPS, REASON_NAME
from tillwatch.features.monitoring.anomalies.noticing.tries import ALL, FAILED, Slice
from tillwatch.features.monitoring.anomalies.noticing.usual import DAY, HOUR, Usual
from tillwatch.features.monitoring.anomalies.noticing.watch import LEVEL
from tillwatch.kernel import errors
from tillwatch.kernel.times import Period
from tillwatch.lake import sql
from tillwatch.lake.asking import Lake
from tillwatch.lake.facts import Source

MEASURES: Final = ("payments", "failed", "sales")
STEPS: Final = (300, 900, HOUR, 3 * HOUR, 6 * HOUR, DAY)
POINTS: Final = 48
"""About as many are drawn, unless days make more."""
POINTS_MAX: Final = 400
REMARKABLE: Final = 1e-3
CRITICAL: Final = 1e-6


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """`counted` from `at` on. `usual_milli`: thousandths of what is usual there; fewer than `lower`
    or more than `upper` come once in a thousand times, fewer than `lowest` or more than `critical`
    once in a million."""

    at: int
    counted: int
    usual_milli: int
    lowest: int
    lower: int
    upper: int
    critical: int


async def series(
    lake: Lake, connection_id: str, measure: str, piece: Slice, period: Period
) -> tuple[int, list[Point]]:
    """How long each part of time is, and the points; none where too little is known. `BadInput`
    for a period that makes too many."""
    told_of(measure, piece)
    length = period.end - period.start
    step = next((s for s in STEPS if length // s <= POINTS), DAY)
    if length // step > POINTS_MAX:
        sentence = f"Ask for at most {POINTS_MAX} days"
        raise errors.BadInput(sentence, period=sentence)
    usual = await reading.known_usual(lake, connection_id, period.start, ())
    if usual is None:
        return step, []
    start = period.start - period.start % step
    found = await reading.rows(lake, _statement(connection_id, measure, piece, period, step))
    counted = {int(part) * step: int(count) for part, count in found}
    moments = range(start, period.end, step)
    parts = [Period(max(at, period.start), min(at + step, period.end)) for at in moments]
    pairs = zip(moments, parts, strict=True)
    return step, [_point(usual, measure, piece, at, part, counted.get(at, 0)) for at, part in pairs]


async def is_enough(lake: Lake, connection_id: str, now: int) -> bool:
    """Whether there is history enough to say what is usual."""
    return await reading.is_enough(lake, connection_id, now)


def counting(fact: FromClause, measure: str) -> ColumnElement[Any]:
    """How many payments a measure counts."""
    paid = reading.payment(fact)
    match measure:
        case "failed":
            return sql.distinct(paid, fact.c.outcome.in_(FAILED))
        case "sales":
            return sql.distinct(paid, fact.c.outcome == "approved")
        case _:
            return sql.distinct(paid, None)


def told_of(measure: str, piece: Slice) -> None:
    """`BadInput` for what is not counted."""
    if measure != "failed" and piece[0] == REASON_NAME:
        sentence = "Only failed payments have a reason"
        raise errors.BadInput(sentence, dimension=sentence)


def _statement(
    connection_id: str, measure: str, piece: Slice, period: Period, step: int
) -> Callable[[Source], Select[Any]]:
    def build(source: Source) -> Select[Any]:
        fact = source.fact("attempt")
        part = sql.whole(fact.c.created, step).label("part")
        query = select(part, counting(fact, measure))
        query = query.where(reading.within(fact, connection_id, period)).group_by("part")
        return query if piece == ALL else query.where(fact.c[piece[0]] == piece[1])

    return build


def expected(usual: Usual, measure: str, piece: Slice, payments: float) -> tuple[float, float]:
    """How many are usual of a slice where so many payments are, and their dispersion."""
    if measure == "failed":
        return usual.failed(piece, payments), CLUMPS + 1 / (usual.known(piece) + 0.5)
    whole, slice_ = (usual.totals.get(one, (0, 0))[0] for one in (ALL, piece))
    mean = payments * slice_ / max(1, whole)
    return (mean * (1 - usual.share_of(piece)) if measure == "sales" else mean), LEVEL


def _point(usual: Usual, measure: str, piece: Slice, at: int, part: Period, counted: int) -> Point:
    """`part`: what of it is in the period. Of a day that has not ended less is usual."""
    least, most = usual.about(part.start, part.end)
    mean, spread = expected(usual, measure, piece, usual.payments(part.start, part.end))
    low, high = (expected(usual, measure, piece, one)[0] for one in (least, most))
    return Point(
        at=at,
        counted=counted,
        usual_milli=round(mean * 1000),
        lowest=lower(low, spread, CRITICAL),
        lower=lower(low, spread, REMARKABLE),
        upper=upper(high, spread, REMARKABLE),
        critical=upper(high, spread, CRITICAL),
    )


def upper(mean: float, spread: float, limit: float) -> int:
    """The most that is not as unlikely as that."""
    low, high = int(mean), int(mean) + 1
    while chance.at_least(high, mean, spread) >= limit:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        if chance.at_least(middle, mean, spread) >= limit:
            low = middle
        else:
            high = middle
    return low


def lower(mean: float, spread: float, limit: float) -> int:
    """The fewest that are not as unlikely as that."""
    low, high = -1, int(mean) + 1
    while high - low > 1:
        middle = (low + high) // 2
        if chance.at_most(middle, mean, spread) >= limit:
            high = middle
        else:
            low = middle
    return high

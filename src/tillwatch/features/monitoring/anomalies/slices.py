"""Of all series of an account, which were the least likely in a period; and the tries behind any
count of one."""

from collections.abc import Callable
from typing import Any, Final

import msgspec
from sqlalchemy import Select, literal, select

from tillwatch.features.monitoring.anomalies import reading, series
from tillwatch.features.monitoring.anomalies.noticing import chance
from tillwatch.features.monitoring.anomalies.noticing.scan import REASON_NAME
from tillwatch.features.monitoring.anomalies.noticing.tries import ALL, DIMENSIONS, FAILED, Slice
from tillwatch.features.monitoring.anomalies.noticing.usual import Usual
from tillwatch.kernel.times import Period
from tillwatch.lake.asking import Lake
from tillwatch.lake.facts import Source

LISTED: Final = 60
ONCE_IN_MAX: Final = 10**12
"""What is rarer is told as this rare."""
TRIES_MAX: Final = 500


class Ranked(msgspec.Struct, frozen=True, kw_only=True):
    """`counted`, where `usual_milli` thousandths are usual; so many, or so few, come `once_in` so
    many times."""

    dimension: str | None
    value: str | None
    counted: int
    usual_milli: int
    once_in: int


class Behind(msgspec.Struct, frozen=True, kw_only=True):
    """A try that a count is made of. `payment`: None where it is of none."""

    id: str
    payment: str | None
    at: int
    outcome: str
    amount: int
    currency: str
    reason: str | None


async def ranked(
    lake: Lake, connection_id: str, measure: str, period: Period
) -> list[Ranked] | None:
    """The least likely first; all together among them. None where too little is known."""
    usual = await reading.known_usual(lake, connection_id, period.start, ())
    if usual is None:
        return None
    counted: dict[Slice, int] = dict.fromkeys((ALL, *_known(usual, measure)), 0)
    for name in (None, *(one for one in DIMENSIONS if measure == "failed" or one != REASON_NAME)):
        build = _counts(connection_id, measure, name, period)
        for value, count in await reading.rows(lake, build):
            counted[(name, value) if name is not None else ALL] = int(count)
    payments = usual.about(period.start, period.end)
    mean = usual.payments(period.start, period.end)
    found = [
        _ranked(usual, measure, piece, count, (payments[0], mean, payments[1]))
        for piece, count in counted.items()
    ]
    return [one for _, one in sorted(found, key=_order)][:LISTED]


def _order(pair: tuple[float, Ranked]) -> tuple[float, bool, int]:
    odds, one = pair
    return odds, one.dimension is not None, -one.counted


def _known(usual: Usual, measure: str) -> list[Slice]:
    """What is usual and did not come is unusual too."""
    return [piece for piece in usual.totals if measure == "failed" or piece[0] != REASON_NAME]


def _ranked(
    usual: Usual, measure: str, piece: Slice, counted: int, payments: tuple[float, float, float]
) -> tuple[float, Ranked]:
    """With how likely that is, which may be far less than is told."""
    (low, spread), (mean, _), (high, _) = (
        series.expected(usual, measure, piece, one) for one in payments
    )
    odds = min(chance.at_least(counted, high, spread), chance.at_most(counted, low, spread))
    dimension, value = piece if piece != ALL else (None, None)
    return odds, Ranked(
        dimension=dimension,
        value=value,
        counted=counted,
        usual_milli=round(mean * 1000),
        once_in=min(ONCE_IN_MAX, int(1 / odds)) if odds > 0 else ONCE_IN_MAX,
    )


def _counts(
    connection_id: str, measure: str, name: str | None, period: Period
) -> Callable[[Source], Select[Any]]:
    def build(source: Source) -> Select[Any]:
        fact = source.fact("attempt")
        count = series.counting(fact, measure)
        if name is None:
            whole = select(literal(""), count).select_from(fact)
            return whole.where(reading.within(fact, connection_id, period))
        value = fact.c[name].label("value")
        query = select(value, count).where(reading.within(fact, connection_id, period))
        return query.where(value.is_not(None)).group_by("value").limit(reading.VALUES_MAX)

    return build


async def tries(
    lake: Lake, connection_id: str, measure: str, piece: Slice, period: Period
) -> list[Behind]:
    """What a count is made of, the newest first; one more than `TRIES_MAX` where there are more. A
    payment counts once, however often it was tried."""
    series.told_of(measure, piece)

    def build(source: Source) -> Select[Any]:
        fact = source.fact("attempt")
        c = fact.c
        columns = (c.id, c.payment, c.created, c.outcome, c.amount, c.currency, c.reason_code)
        query = select(*columns).where(reading.within(fact, connection_id, period))
        if piece != ALL:
            query = query.where(c[piece[0]] == piece[1])
        if measure != "payments":
            wanted = FAILED if measure == "failed" else ("approved",)
            query = query.where(c.outcome.in_(wanted))
        return query.order_by(c.created.desc(), c.id).limit(TRIES_MAX + 1)

    return [
        Behind(
            id=id_,
            payment=payment,
            at=int(at),
            outcome=outcome,
            amount=int(amount),
            currency=currency,
            reason=reason,
        )
        for id_, payment, at, outcome, amount, currency, reason in await reading.rows(lake, build)
    ]

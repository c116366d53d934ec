"""How much was taken in, and how often paying worked: by period, by day.

Definitions (`docs/metrics.md`): volume is the captured amount of the payments created in the
period, refunds and disputes not taken off; a payment was tried when it has an outcome of an
attempt to pay: succeeded, failed, or canceled after a try.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import BigInteger, Integer, and_, case, column, func, select, values

from tillwatch.kernel import times
from tillwatch.kernel.money import Money
from tillwatch.kernel.times import Period
from tillwatch.ledger.questions.scope import Scope
from tillwatch.store.engine import Store
from tillwatch.store.tables import LEDGER

payment = LEDGER["payment"]
SUCCEEDED: Final = "succeeded"


class Volume(msgspec.Struct, frozen=True, kw_only=True):
    """Of one period: captured amounts, one a currency in its order; payments that succeeded of
    those tried."""

    volume: list[Money]
    succeeded: int
    tried: int


def month_before(now: float, tz: ZoneInfo) -> Period:
    """The same part of the month before: to the same day and hour there, or to its end."""
    this = times.month_to_date(now, tz)
    today = times.today(now, tz)
    first = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    into_today = this.end - times.midnight(today, tz)
    end = times.midnight(first + timedelta(days=today.day - 1), tz) + into_today
    return Period(times.midnight(first, tz), min(end, this.start))


async def volumes(store: Store, scope: Scope, periods: Sequence[Period]) -> list[Volume]:
    """One answer a period, in their order; periods may overlap."""
    borders = values(
        column("number", Integer), column("first", BigInteger), column("last", BigInteger)
    ).data([(i, period.start, period.end) for i, period in enumerate(periods)])
    asked = borders.cte("asked")
    tried = case(
        (payment.c.status.in_((SUCCEEDED, "failed")), 1),
        (and_(payment.c.status == "canceled", payment.c.attempts > 0), 1),
        else_=0,
    )
    query = (
        select(
            asked.c.number,
            payment.c.currency,
            func.sum(payment.c.amount_captured),
            func.sum(case((payment.c.status == SUCCEEDED, 1), else_=0)),
            func.sum(tried),
        )
        .select_from(asked)
        .join(
            payment,
            and_(payment.c.created >= asked.c.first, payment.c.created < asked.c.last),
        )
        .where(*scope.where(payment))
        .group_by(asked.c.number, payment.c.currency)
        .order_by(asked.c.number, payment.c.currency)
    )
    parts: list[list[tuple[Money, int, int]]] = [[] for _ in periods]
    async with store.reading() as tx:
        for number, currency, amount, succeeded, attempted in await tx.execute(query):
            parts[number].append((Money(int(amount), currency), int(succeeded), int(attempted)))
    return [
        Volume(
            volume=[money for money, _, _ in part if money.amount],
            succeeded=sum(succeeded for _, succeeded, _ in part),
            tried=sum(attempted for _, _, attempted in part),
        )
        for part in parts
    ]

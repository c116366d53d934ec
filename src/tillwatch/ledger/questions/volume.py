"""How much was taken in, and how often paying worked: by period, by day.

Definitions (`docs/metrics.md`): volume is the captured amount of the payments created in the
period, refunds and disputes not taken off; a payment was tried when it has an outcome of an
attempt to pay: succeeded, failed, or canceled after a try.
"""

from collections.abc import Sequence
from typing import Final

import msgspec
from sqlalchemy import BigInteger, Integer, and_, case, column, func, select, values

from tillwatch.kernel.money import Money, totals
from tillwatch.kernel.times import Period
from tillwatch.ledger.questions.scope import Scope
from tillwatch.store.engine import Store
from tillwatch.store.tables import LEDGER

payment = LEDGER["payment"]
SUCCEEDED: Final = "succeeded"


class Volume(msgspec.Struct, frozen=True, kw_only=True):
    """Of one period: captured amounts, one a currency in its order; payments that succeeded and
    that failed, of those tried."""

    volume: list[Money]
    succeeded: int
    failed: int
    tried: int


def total(parts: Sequence[Volume]) -> Volume:
    """Of several periods as one."""
    sums = totals(money for part in parts for money in part.volume)
    return Volume(
        volume=[money for money in sums if money.amount],
        succeeded=sum(part.succeeded for part in parts),
        failed=sum(part.failed for part in parts),
        tried=sum(part.tried for part in parts),
    )


async def first(store: Store, scope: Scope) -> int | None:
    """When the first payment was made."""
    found = []
    async with store.reading() as tx:
        for id_ in scope.each():  # one by one: each is the beginning of an index
            query = select(func.min(payment.c.created)).where(
                payment.c.connection_id == id_, payment.c.created > 0
            )
            found.append(await tx.scalar(query))
    return min((one for one in found if one is not None), default=None)


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
            func.sum(case((payment.c.status == "failed", 1), else_=0)),
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
    parts: list[list[tuple[Money, int, int, int]]] = [[] for _ in periods]
    async with store.reading() as tx:
        for number, currency, amount, *counts in await tx.execute(query):
            succeeded, failed, attempted = map(int, counts)
            parts[number].append((Money(int(amount), currency), succeeded, failed, attempted))
    return [
        Volume(
            volume=[money for money, *_ in part if money.amount],
            succeeded=sum(succeeded for _, succeeded, _, _ in part),
            failed=sum(failed for _, _, failed, _ in part),
            tried=sum(attempted for *_, attempted in part),
        )
        for part in parts
    ]

"""How much was taken in, and how often paying worked: by period, by day.

Definitions (`docs/metrics.md`): volume is the captured amount of the payments created in the
period, refunds and disputes not taken off; a payment was tried when it has an outcome of an
attempt to pay: succeeded, failed, or canceled after a try.
"""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)

from tillwatch.kernel.money import Money, totals
from tillwatch.kernel.times import Period
from tillwatch.ledger.questions.scope import Scope
from tillwatch.store.engine import Store
from tillwatch.store.tables import LEDGER

payment = LEDGER["payment"]
SUCCEEDED, FAILED = "succeeded", "failed"
TOGETHER: Final = 100
"""Runs of periods in one statement."""


class Volume(msgspec.Struct, frozen=True, kw_only=True):
    """Of one period: captured amounts, one a currency in its order; payments that succeeded and
    that failed, of those tried."""

    volume: list[Money]
    succeeded: int
    failed: int
    tried: int


def was_tried(rows: FromClause) -> ColumnElement[bool]:
    """A payment that has an outcome of trying to pay."""
    after_a_try = and_(rows.c.status == "canceled", rows.c.attempts > 0)
    return or_(rows.c.status.in_((SUCCEEDED, FAILED)), after_a_try)


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


class Run(msgspec.Struct, frozen=True):
    """Periods of one length that touch, the first of them the `number`-th that was asked for."""

    number: int
    start: int
    length: int
    count: int


async def volumes(
    store: Store, scope: Scope, periods: Sequence[Period], first: int | None = 0
) -> list[Volume]:
    """One answer a period, in their order; periods may overlap. `first`: when the first payment
    was made (None: never), so that nobody asks for decades before it.

    Days of a chart are one range of the index, grouped by division: a period of its own each only
    where clocks change.
    """
    parts: list[list[tuple[Money, int, int, int]]] = [[] for _ in periods]
    runs = _runs(periods, first)
    async with store.reading() as tx:
        for start in range(0, len(runs), TOGETHER):
            some = [_of_run(scope, run) for run in runs[start : start + TOGETHER]]
            for number, currency, amount, *counts in await tx.execute(union_all(*some)):
                succeeded, failed, attempted = map(int, counts)
                parts[number].append((Money(int(amount), currency), succeeded, failed, attempted))
    return [
        Volume(
            volume=sorted((money for money, *_ in part if money.amount), key=_currency),
            succeeded=sum(succeeded for _, succeeded, _, _ in part),
            failed=sum(failed for _, _, failed, _ in part),
            tried=sum(attempted for *_, attempted in part),
        )
        for part in parts
    ]


def _currency(money: Money) -> str:
    return money.currency


def _runs(periods: Sequence[Period], first: int | None) -> list[Run]:
    runs: list[Run] = []
    for number, period in enumerate(periods):
        length = period.end - period.start
        if length <= 0 or first is None or period.end <= first:
            continue
        last = runs[-1] if runs and runs[-1].number + runs[-1].count == number else None
        if last and last.length == length and last.start + length * last.count == period.start:
            runs[-1] = msgspec.structs.replace(last, count=last.count + 1)
        else:
            runs.append(Run(number, period.start, length, 1))
    return runs


def _of_run(scope: Scope, run: Run) -> Select[Any]:
    offset = (payment.c.created - run.start) // run.length if run.count > 1 else literal(0)
    number = (offset + run.number).label("number")
    return (
        select(
            number,
            payment.c.currency,
            func.sum(payment.c.amount_captured),
            func.sum(case((payment.c.status == SUCCEEDED, 1), else_=0)),
            func.sum(case((payment.c.status == FAILED, 1), else_=0)),
            func.sum(case((was_tried(payment), 1), else_=0)),
        )
        .where(
            payment.c.created >= run.start,
            payment.c.created < run.start + run.length * run.count,
            *scope.where(payment),
        )
        .group_by(number, payment.c.currency)
    )

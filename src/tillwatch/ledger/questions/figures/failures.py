"""Why payments of a period failed: by the narrowest code each of them gives."""

from collections.abc import Callable, Sequence
from typing import Final

import msgspec
from sqlalchemy import func, select

from tillwatch.kernel.money import Money, totals
from tillwatch.kernel.times import Period
from tillwatch.ledger.questions.scope import Scope
from tillwatch.store.engine import Store
from tillwatch.store.tables import LEDGER

SHOWN: Final = 8
"""One more is shown rather than summed up alone."""
payment = LEDGER["payment"]
Says = Callable[[str, str], str]
"""(connection, code) → words."""


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """`code` None: none given. `words` end a sentence."""

    code: str | None
    words: str
    count: int
    amounts: list[Money]


class Reasons(msgspec.Struct, frozen=True, kw_only=True):
    """The most frequent first; `rest` sums up `rest_codes` others (None when there are none)."""

    total: int
    top: list[Reason]
    rest: Reason | None
    rest_codes: int


async def reasons(store: Store, scope: Scope, period: Period, says: Says) -> Reasons:
    code = func.coalesce(payment.c.decline_code, payment.c.failure_code)
    query = (
        select(
            code,
            payment.c.currency,
            func.min(payment.c.connection_id),
            func.count(),
            func.sum(payment.c.amount),
        )
        .where(
            payment.c.created >= period.start,
            payment.c.created < period.end,
            payment.c.status == "failed",
            *scope.where(payment),
        )
        .group_by(code, payment.c.currency)
    )
    async with store.reading() as tx:
        rows = [tuple(row) for row in await tx.execute(query)]
    by_code: dict[str | None, list[tuple[str, int, Money]]] = {}
    for name, currency, connection_id, count, amount in rows:
        part = (connection_id, count, Money(int(amount), currency))
        by_code.setdefault(name, []).append(part)
    all_ = [
        Reason(
            code=name,
            words=says(some[0][0], name) if name else "no reason given",
            count=sum(count for _, count, _ in some),
            amounts=totals(money for _, _, money in some),
        )
        for name, some in by_code.items()
    ]
    all_.sort(key=lambda one: (-one.count, one.code or ""))
    shown = SHOWN if len(all_) > SHOWN + 1 else SHOWN + 1
    rest = all_[shown:]
    return Reasons(
        total=sum(one.count for one in all_),
        top=all_[:shown],
        rest=_together(rest) if rest else None,
        rest_codes=len(rest),
    )


def _together(rest: Sequence[Reason]) -> Reason:
    return Reason(
        code=None,
        words="other reasons",
        count=sum(one.count for one in rest),
        amounts=totals(money for one in rest for money in one.amounts),
    )

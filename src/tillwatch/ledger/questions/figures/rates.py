"""What sums of several currencies are worth in the one the account is settled in.

The rate is the one Stripe itself last used for a payment of that currency, and is shown with the
sum. One currency without a rate, or accounts settled in different currencies: no converted sum.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import Final

import msgspec
from sqlalchemy import and_, select

from tillwatch.kernel import currencies
from tillwatch.kernel.money import Money
from tillwatch.kernel.times import At
from tillwatch.ledger.questions.scope import Scope
from tillwatch.store.engine import Store
from tillwatch.store.tables import LEDGER

LOOKED_AT: Final = 5_000
"""A rate is looked for among the newest so many tries."""
attempt = LEDGER["attempt"]
entry = LEDGER["balance_entry"]


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """Units of `to` for one unit of `from_`, as the processor wrote it, on `as_of`."""

    from_: str
    to: str
    rate: str
    as_of: At


class Converted(msgspec.Struct, frozen=True, kw_only=True):
    amount: Money
    rates: list[Rate]


async def converted(
    store: Store, scope: Scope, sums: Sequence[Money], target: str | None
) -> Converted | None:
    """The sums in `target`; None when a rate is missing, or nothing has to be converted."""
    foreign = [money.currency for money in sums if money.currency != target]
    if target is None or not foreign:
        return None
    rates = await _rates(store, scope, foreign, target)
    if set(foreign) - rates.keys():
        return None
    total = sum(
        money.amount if money.currency == target else _worth(money, target, rates[money.currency])
        for money in sums
    )
    return Converted(amount=Money(total, target), rates=[rates[code] for code in sorted(rates)])


def _worth(money: Money, target: str, rate: Rate) -> int:
    """Minor units of the target, rounded once."""
    exact = (money.major() * Decimal(rate.rate)).scaleb(currencies.exponent(target))
    return int(exact.quantize(Decimal(1), ROUND_HALF_EVEN))


async def _rates(
    store: Store, scope: Scope, foreign: Sequence[str], target: str
) -> dict[str, Rate]:
    newest = (
        select(attempt.c.connection_id, attempt.c.currency, attempt.c.balance_entry)
        .where(*scope.where(attempt))
        .order_by(attempt.c.created.desc(), attempt.c.id.desc())
        .limit(LOOKED_AT)
        .subquery()
    )
    query = (
        select(newest.c.currency, entry.c.exchange_rate, entry.c.created)
        .join(
            entry,
            and_(
                entry.c.connection_id == newest.c.connection_id,
                entry.c.id == newest.c.balance_entry,
            ),
        )
        .where(
            newest.c.currency.in_(foreign),
            entry.c.currency == target,
            entry.c.exchange_rate.is_not(None),
        )
        .order_by(entry.c.created.desc())
    )
    found: dict[str, Rate] = {}
    async with store.reading() as tx:
        for currency, rate, created in await tx.execute(query):
            if currency not in found and _number(rate):
                found[currency] = Rate(from_=currency, to=target, rate=rate, as_of=created)
    return found


def _number(text: str) -> bool:
    try:
        return Decimal(text) > 0
    except InvalidOperation:
        return False

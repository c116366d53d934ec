"""Exchange rates, as far as fees and amounts in two currencies need them.

What was withdrawn for a dispute tells by itself at which rate: the processor took so much of one
currency for what is disputed in another. Beside it stand the rates that somebody uploaded, and
those at which the processor itself lately settled payments, as the balance shows them: of each
pair the newest that is not of a later day counts, and of the same day the uploaded one.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from fractions import Fraction
from typing import Final

from sqlalchemy import and_, func, select

from tillwatch.features.disputes.case.known import Case
from tillwatch.features.disputes.value import Choices
from tillwatch.features.disputes.value.deciding import stake_of
from tillwatch.features.disputes.value.exact import Found, Rates
from tillwatch.kernel.money import Money
from tillwatch.store.engine import Store
from tillwatch.store.tables import LEDGER, exchange_rate

DAY_S: Final = 86_400
LOOKED_AT: Final = 5_000
"""A rate of the balance is looked for among the newest so many tries."""
NONE: Final = Rates({})
attempt = LEDGER["attempt"]
entry = LEDGER["balance_entry"]
Dated = dict[tuple[str, str], tuple[int, Found]]


async def known(store: Store, at: int) -> Rates:
    """The newest of each pair that was known at `at`."""
    found: Dated = await _settled(store, at)
    for pair, (day, one) in (await _uploaded(store, at)).items():
        if pair not in found or found[pair][0] <= day:
            found[pair] = (day, one)
    oldest_first = sorted(found.items(), key=lambda pair: pair[1][0])
    rates = NONE
    for pair, (_, one) in oldest_first:
        rates = Rates({pair: one}, rates)
    return rates


async def for_case(store: Store, case: Case, choices: Choices) -> Rates:
    """Asked of the store only where a case has to do with two currencies."""
    fees = stake_of(case).fees
    taken = [fees.received.currency, fees.countered.currency]
    taken += [one.currency for one in (fees.compliance, choices.labour, choices.late) if one]
    taken += [choices.count.currency] if choices.count else []
    foreign = any(currency != case.dispute.currency for currency in taken)
    return of_case(case, await known(store, case.as_of) if foreign else NONE)


def of_case(case: Case, stored: Rates) -> Rates:
    """The rate of the case's own withdrawal between its two currencies; `stored` for all others."""
    taken = next((one for one in case.entries if one.amount < 0), None)
    if taken is None or taken.currency == case.dispute.currency or not case.dispute.amount:
        return stored
    disputed = Money(case.dispute.amount, case.dispute.currency).major()
    own = Fraction(disputed) / Fraction(Money(-taken.amount, taken.currency).major())
    pair = (taken.currency, case.dispute.currency)
    return Rates({pair: Found(rate=own, says="the rate of the withdrawal itself")}, stored)


async def _settled(store: Store, at: int) -> Dated:
    newest = (
        select(attempt.c.connection_id, attempt.c.currency, attempt.c.balance_entry)
        .where(attempt.c.created <= at)
        .order_by(attempt.c.created.desc(), attempt.c.id.desc())
        .limit(LOOKED_AT)
        .subquery()
    )
    same = and_(
        entry.c.connection_id == newest.c.connection_id, entry.c.id == newest.c.balance_entry
    )
    query = (
        select(newest.c.currency, entry.c.currency, entry.c.exchange_rate, entry.c.created)
        .join(entry, same)
        .where(entry.c.exchange_rate.is_not(None), entry.c.created <= at)
        .order_by(entry.c.created.desc(), entry.c.id)
    )
    async with store.reading() as tx:
        rows = [(*row[:3], row[3] // DAY_S) for row in await tx.execute(query)]
    return _dated(rows, "as your balance shows it for {}")


async def _uploaded(store: Store, at: int) -> Dated:
    c = exchange_rate.c
    last = (
        select(c.currency, c.target, func.max(c.day).label("day"))
        .where(c.day <= at // DAY_S)
        .group_by(c.currency, c.target)
        .subquery()
    )
    query = select(c.currency, c.target, c.rate, c.day).join(
        last,
        (c.currency == last.c.currency) & (c.target == last.c.target) & (c.day == last.c.day),
    )
    async with store.reading() as tx:
        rows = [tuple(row) for row in await tx.execute(query.order_by(c.source))]
    return _dated(rows, "your own rate of {}")


def _dated(rows: Iterable[tuple[str, str, str, int]], says: str) -> Dated:
    """The first of each pair."""
    found: Dated = {}
    for from_, to, rate, day in rows:
        if from_ != to and (from_, to) not in found and Fraction(rate) > 0:
            on = datetime.fromtimestamp(day * DAY_S, UTC)
            words = says.format(f"{on.day} {on:%B %Y}")
            found[from_, to] = (day, Found(rate=Fraction(rate), says=words))
    return found

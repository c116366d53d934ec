"""Exchange rates, as far as fees and amounts in two currencies need them.

What was withdrawn for a dispute tells by itself at which rate: the processor took so much of one
currency for what is disputed in another. Beside it, the rates that somebody uploaded.
"""

from collections.abc import Mapping
from fractions import Fraction

from sqlalchemy import func, select

from tillwatch.features.disputes.case.known import Case
from tillwatch.features.disputes.value import Rate
from tillwatch.kernel.money import Money
from tillwatch.store.engine import Store
from tillwatch.store.tables import exchange_rate

DAY_S = 86_400


async def known(store: Store, at: int) -> Rate:
    """The newest of each pair that is not of a later day; a pair that is only there the other way
    round is turned, and two currencies that both have a rate to a third meet there."""
    c = exchange_rate.c
    last = (
        select(c.currency, c.target, func.max(c.day).label("day"))
        .where(c.day <= at // DAY_S)
        .group_by(c.currency, c.target)
        .subquery()
    )
    query = select(c.currency, c.target, c.rate).join(
        last,
        (c.currency == last.c.currency) & (c.target == last.c.target) & (c.day == last.c.day),
    )
    async with store.reading() as tx:
        rows = (await tx.execute(query.order_by(c.source))).all()
    direct: dict[tuple[str, str], Fraction] = {}
    for from_, to, rate in rows:
        direct.setdefault((from_, to), Fraction(rate))
        direct.setdefault((to, from_), 1 / Fraction(rate))

    def rate_of(from_: str, to: str) -> Fraction | None:
        return Fraction(1) if from_ == to else _between(direct, from_, to)

    return rate_of


def of_case(case: Case, stored: Rate) -> Rate:
    """The rate of the case's own withdrawal between its two currencies; `stored` for all others."""
    taken = next((one for one in case.entries if one.amount < 0), None)
    if taken is None or taken.currency == case.dispute.currency or not case.dispute.amount:
        return stored
    pair = (taken.currency, case.dispute.currency)
    disputed = Money(case.dispute.amount, case.dispute.currency).major()
    own = Fraction(disputed) / Fraction(Money(-taken.amount, taken.currency).major())

    def rate_of(from_: str, to: str) -> Fraction | None:
        if (from_, to) == pair:
            return own
        return 1 / own if (to, from_) == pair else stored(from_, to)

    return rate_of


def _between(direct: Mapping[tuple[str, str], Fraction], from_: str, to: str) -> Fraction | None:
    if (from_, to) in direct:
        return direct[from_, to]
    thirds = sorted(third for start, third in direct if start == from_ and (third, to) in direct)
    return direct[from_, thirds[0]] * direct[thirds[0], to] if thirds else None

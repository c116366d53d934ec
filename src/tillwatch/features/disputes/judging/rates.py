"""Exchange rates that somebody uploaded, as far as fees and amounts in two currencies need them."""

from collections.abc import Mapping
from fractions import Fraction

from sqlalchemy import func, select

from tillwatch.features.disputes.value import Rate
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


def _between(direct: Mapping[tuple[str, str], Fraction], from_: str, to: str) -> Fraction | None:
    if (from_, to) in direct:
        return direct[from_, to]
    thirds = sorted(third for start, third in direct if start == from_ and (third, to) in direct)
    return direct[from_, thirds[0]] * direct[thirds[0], to] if thirds else None

"""Uploaded rates in the store: kept, told of, taken away."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, and_, delete, func, or_, select

from tillwatch.features.monitoring.rates.book import Quote
from tillwatch.store.engine import Store
from tillwatch.store.tables import exchange_rate

AT_ONCE: Final = 5_000
"""Rates in one transaction, so that nobody waits long for it."""
KEPT: Final = ("own", "ecb")


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of one pair of currencies. `first`, `last`: days since 1970."""

    source: str
    currency: str
    target: str
    count: int
    first: int
    last: int


async def keep(store: Store, source: str, quotes: Sequence[Quote], now: float) -> None:
    """In place of the rates of the same days and pairs."""
    rows = {
        (one.day, one.currency, one.target): {
            "source": source,
            "day": one.day,
            "currency": one.currency,
            "target": one.target,
            "rate": format(one.rate, "f"),
            "created": int(now),
        }
        for one in quotes
    }
    statement = store.insert(exchange_rate)
    changed = {name: statement.excluded[name] for name in ("rate", "created")}
    upsert = statement.on_conflict_do_update(
        index_elements=["source", "day", "currency", "target"], set_=changed
    )
    given = list(rows.values())
    for start in range(0, len(given), AT_ONCE):

        def work(tx: Connection, some: Sequence[Any] = given[start : start + AT_ONCE]) -> None:
            tx.execute(upsert, list(some))

        await store.write(work)


async def forget(store: Store, source: str) -> int:
    """How many there were."""

    def work(tx: Connection) -> int:
        return int(
            tx.execute(delete(exchange_rate).where(exchange_rate.c.source == source)).rowcount
        )

    return await store.write(work)


async def pairs(store: Store) -> list[Pair]:
    """Of each source, by currency."""
    c = exchange_rate.c
    query = (
        select(c.source, c.currency, c.target, func.count(), func.min(c.day), func.max(c.day))
        .group_by(c.source, c.currency, c.target)
        .order_by(c.source, c.currency, c.target)
    )
    async with store.reading() as tx:
        return [
            Pair(source=source, currency=code, target=to, count=count, first=first, last=last)
            for source, code, to, count, first, last in await tx.execute(query)
        ]


async def between(
    store: Store, source: str, codes: Sequence[str], first: int, last: int
) -> list[Quote]:
    """The rates from or to one of these currencies that can hold on these days: those of the days,
    and of each pair the newest before."""
    c = exchange_rate.c
    mine = and_(c.source == source, or_(c.currency.in_(codes), c.target.in_(codes)))
    before = (
        select(c.currency, c.target, func.max(c.day).label("day"))
        .where(mine, c.day < first)
        .group_by(c.currency, c.target)
        .subquery()
    )
    columns = (c.day, c.currency, c.target, c.rate)
    same = and_(c.currency == before.c.currency, c.target == before.c.target, c.day == before.c.day)
    older = select(*columns).join_from(exchange_rate, before, same).where(c.source == source)
    newer = select(*columns).where(mine, c.day >= first, c.day <= last)
    async with store.reading() as tx:
        rows = [*(await tx.execute(older)), *(await tx.execute(newer))]
    return [Quote(day, code, to, Decimal(rate)) for day, code, to, rate in rows]

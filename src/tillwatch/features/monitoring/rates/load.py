"""Brings the rates that a question needs, from the source that it names."""

from collections.abc import Awaitable, Callable, Collection
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from sqlalchemy import Select, func, or_, select

from tillwatch.features.monitoring.rates import keeping
from tillwatch.features.monitoring.rates.book import Book, Quote
from tillwatch.features.monitoring.rates.keeping import Pair
from tillwatch.kernel import errors
from tillwatch.kernel.times import DAY
from tillwatch.lake.asking import Lake
from tillwatch.lake.facts import Source
from tillwatch.lake.sql import whole
from tillwatch.store.engine import Store

SOURCES: Final = ("balance", *keeping.KEPT)
Loading = Callable[[Collection[str], int, int], Awaitable[Book]]
"""Rates of these currencies, for the days from the first to the last, since 1970."""


def loading(
    store: Store,
    lake: Lake,
    source: str,
    target: str,
    connections: tuple[str, ...] | None = None,
) -> Loading:
    """`connections`: the accounts whose balance is looked at. `BadInput` for no source."""
    if source not in SOURCES:
        sentence = f"Rates come from one of {', '.join(SOURCES)}"
        raise errors.BadInput(sentence, convert=sentence)

    async def load(codes: Collection[str], first: int, last: int) -> Book:
        wanted = sorted({*codes, target})
        if source == "balance":
            return Book(source, target, await _of_balance(lake, wanted, last, connections))
        return Book(source, target, await keeping.between(store, source, wanted, first, last))

    return load


async def told(store: Store, lake: Lake, connections: tuple[str, ...] | None) -> list[Pair]:
    """What rates there are, of every source."""
    return [*await _in_balance(lake, connections), *await keeping.pairs(store)]


async def _in_balance(lake: Lake, connections: tuple[str, ...] | None) -> list[Pair]:
    def over(source: Source) -> Select[Any]:
        entry = source.fact("entry")
        c = entry.c
        day = whole(c.created, DAY)
        tests = [c.exchange_rate.is_not(None), c.processing_currency != c.currency]
        if connections is not None:
            tests.append(c.connection_id.in_(connections))
        return (
            select(c.processing_currency, c.currency, func.count(day.distinct()))
            .add_columns(func.min(day), func.max(day))
            .where(*tests)
            .group_by(c.processing_currency, c.currency)
            .order_by(c.processing_currency, c.currency)
        )

    return [
        Pair(source="balance", currency=code, target=to, count=count, first=first, last=last)
        for code, to, count, first, last in (await lake.ask(over)).rows
    ]


async def _of_balance(
    lake: Lake, codes: list[str], last: int, connections: tuple[str, ...] | None
) -> list[Quote]:
    """The last rate of each day that Stripe used, as it says it."""

    def over(source: Source) -> Select[Any]:
        entry = source.fact("entry")
        c = entry.c
        day = whole(c.created, DAY)
        nth = func.row_number().over(
            partition_by=(c.processing_currency, c.currency, day),
            order_by=(c.created.desc(), c.id.desc()),
        )
        tests = [
            c.exchange_rate.is_not(None),
            c.processing_currency != c.currency,
            or_(c.processing_currency.in_(codes), c.currency.in_(codes)),
            c.created < (last + 1) * DAY,
        ]
        if connections is not None:
            tests.append(c.connection_id.in_(connections))
        columns = (
            day.label("day"),
            c.processing_currency.label("code"),
            c.currency.label("to"),
            c.exchange_rate.label("rate"),
        )
        each = select(*columns, nth.label("nth")).where(*tests).subquery()
        return select(each.c.day, each.c.code, each.c.to, each.c.rate).where(each.c.nth == 1)

    found = []
    for day, code, to, rate in (await lake.ask(over)).rows:
        number = _decimal(rate)
        if number is not None:
            found.append(Quote(int(day), code, to, number))
    return found


def _decimal(text: Any) -> Decimal | None:
    try:
        found = Decimal(str(text))
    except InvalidOperation:
        return None
    return found if found.is_finite() and found > 0 else None

"""What amounts of several currencies weigh against each other, so that rows can stand in an order.

For the order only: no amount that is shown comes from here, so one rate for the whole period does.
From the balance it is one that Stripe used then or in the quarter before (which is quick to ask
over millions of entries); from a file the newest before the period's end. Without a rate for each
currency there is no such order.
"""

import re
from collections.abc import Awaitable, Callable, Collection, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from sqlalchemy import Select, func, select

from tillwatch.features.monitoring.rates import keeping
from tillwatch.features.monitoring.rates.book import Book, Quote
from tillwatch.kernel import errors
from tillwatch.kernel.times import DAY, Period
from tillwatch.lake.asking import Lake
from tillwatch.lake.facts import Source
from tillwatch.store.engine import Store

Weights = Mapping[str, Fraction]
"""What one minor unit of each currency comes to in minor units of the one they are held against."""
Weighing = Callable[[Collection[str], str, Period], Awaitable[Weights | None]]
"""Of these currencies against that one, in that period; None where a rate is missing."""
RATE: Final = re.compile(r"\d{1,10}(\.\d{1,30})?")
EARLIER_S: Final = 92 * DAY


def weighing(
    store: Store, lake: Lake, source: str, connections: tuple[str, ...] | None = None
) -> Weighing:
    """`source`: balance, own or ecb."""

    async def weigh(codes: Collection[str], target: str, period: Period) -> Weights | None:
        last = (period.end - 1) // DAY
        if source == "balance":
            quotes = await _of_balance(lake, period, connections)
        else:
            wanted = sorted({*codes, target})
            quotes = await keeping.between(store, source, wanted, period.start // DAY, last)
        book = Book(source, target, quotes)
        try:
            return {code: book.told(1, code, last) for code in codes}
        except errors.BadInput:
            return None

    return weigh


async def _of_balance(
    lake: Lake, period: Period, connections: tuple[str, ...] | None
) -> list[Quote]:
    def over(source: Source) -> Select[Any]:
        c = source.fact("entry").c
        tests = [
            c.exchange_rate.is_not(None),
            c.processing_currency != c.currency,
            c.created >= period.start - EARLIER_S,
            c.created < period.end,
        ]
        if connections is not None:
            tests.append(c.connection_id.in_(connections))
        pair = (c.processing_currency, c.currency)
        return select(*pair, func.max(c.exchange_rate).label("rate")).where(*tests).group_by(*pair)

    rows = (await lake.ask(over)).rows
    return [
        Quote(0, code, to, Decimal(rate))
        for code, to, rate in rows
        if RATE.fullmatch(str(rate)) and Decimal(rate) > 0
    ]

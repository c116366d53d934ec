"""What anomalies cost in one currency, so that one can be held against the other.

The currency is the one that money is told in, and else that of most of their sales. Amounts of
others are converted at the rate of the day it began; where there is no rate, nothing is told in one
currency, and the anomaly stands after those of which it is.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from tillwatch.features.monitoring.anomalies.listing import Anomaly
from tillwatch.features.monitoring.choices import Choices
from tillwatch.features.monitoring.rates.book import Book
from tillwatch.features.monitoring.rates.load import loading
from tillwatch.kernel import errors
from tillwatch.kernel.times import DAY
from tillwatch.lake.asking import Lake
from tillwatch.store.engine import Store


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """Sales missed, whole minor units; `rates`: where they are converted, by which."""

    currency: str
    amount: int
    a_year: int
    payments: int
    rates: str | None


async def costs(
    store: Store, lake: Lake, chosen: Choices, some: Sequence[Anomaly]
) -> Mapping[str, Cost]:
    """By the id of the anomaly; none where nothing is missed, or no rate is known."""
    missed = [(one, one.known.impacts) for one in some if one.known.impacts]
    codes = Counter(part.currency for _, parts in missed for part in parts)
    if not codes:
        return {}
    target = chosen.currency or codes.most_common(1)[0][0]
    book = None
    if set(codes) != {target}:
        first, last = (edge(one.since // DAY for one, _ in missed) for edge in (min, max))
        book = await loading(store, lake, chosen.rates, target)(set(codes), first, last)
    found = {}
    for one, _ in missed:
        cost = _cost(one, target, book)
        if cost is not None:
            found[one.id] = cost
    return found


def _cost(one: Anomaly, target: str, book: Book | None) -> Cost | None:
    day, parts = one.since // DAY, one.known.impacts
    if book is None:
        amount, a_year = (sum(getattr(p, name) for p in parts) for name in ("amount", "a_year"))
    else:
        try:
            amount = round(sum(book.told(p.amount, p.currency, day) for p in parts))
            a_year = round(sum(book.told(p.a_year, p.currency, day) for p in parts))
        except errors.BadInput:
            return None
    converted = any(part.currency != target for part in parts)
    return Cost(
        currency=target,
        amount=amount,
        a_year=a_year,
        payments=sum(part.payments for part in parts),
        rates=book.source if converted and book is not None else None,
    )


def dearest(some: Sequence[Anomaly], known: Mapping[str, Cost]) -> list[Anomaly]:
    """Those that cost most first; then those of which it is not known, in their order."""
    return sorted(some, key=lambda one: -known[one.id].amount if one.id in known else 0)

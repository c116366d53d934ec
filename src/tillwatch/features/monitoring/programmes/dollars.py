"""Amounts in dollars, which the networks' limits of money are in.

What a month came to in another currency is converted as one amount, with the rate that held on the
month's last day (today, while it runs), and rounded once, half to even. What there is no rate for
stays out and is named; nothing is taken at 1.
"""

from typing import Final

from tillwatch.features.monitoring.programmes import months
from tillwatch.features.monitoring.programmes.counting import Place, Sum, Tally
from tillwatch.features.monitoring.programmes.rules import BOOK, CURRENCY, Programme
from tillwatch.features.monitoring.rates import Book, Loading
from tillwatch.kernel import errors
from tillwatch.kernel.times import DAY


def of_money(programme: Programme) -> tuple[str, ...]:
    """The measures whose amounts a programme's limits are about."""
    if programme.by_value:
        return programme.measures
    asks = any(rule.value is not None for level in programme.levels for rule in level.rules)
    return programme.cases if asks else ()


MEASURES: Final = frozenset(slug for one in BOOK.programmes.values() for slug in of_money(one))


async def converted(
    tally: Tally, loading: Loading | None, now: float
) -> tuple[dict[Place, dict[str, Sum]], Book | None]:
    """The same sums with what they are in dollars, and the rates that took."""
    codes = {code for one in _relevant(tally) for code in one.value if code != CURRENCY}
    book = None
    if codes and loading is not None:
        last = max(_day(place, now) for place in tally)
        book = await loading(codes, 0, last)
    found = {
        place: {slug: _told(one, slug, _day(place, now), book) for slug, one in sums.items()}
        for place, sums in tally.items()
    }
    return found, book


def _relevant(tally: Tally) -> list[Sum]:
    return [one for sums in tally.values() for slug, one in sums.items() if slug in MEASURES]


def _day(place: Place, now: float) -> int:
    """The day whose rates hold for a month."""
    return min(months.period(place.part).end // DAY - 1, int(now) // DAY)


def _told(one: Sum, slug: str, day: int, book: Book | None) -> Sum:
    if slug not in MEASURES:
        return one
    total, without = 0, set()
    for currency, amount in one.value.items():
        if currency == CURRENCY:
            total += amount
        elif book is None:
            without.add(currency)
        else:
            try:
                total += round(book.told(amount, currency, day))
            except errors.BadInput:
                without.add(currency)
    return Sum(one.count, one.value, total, frozenset(without))

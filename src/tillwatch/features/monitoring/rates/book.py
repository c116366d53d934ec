"""Which rate holds on a day: as it was quoted, turned round, or over a third currency.

A rate that is worked out is rounded to twelve digits behind the point before it is used, so that
what is shown is what was used.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction
from typing import Final

import msgspec

from tillwatch.kernel import currencies, errors

PLACES: Final = Decimal(1).scaleb(-12)
ONE: Final = Decimal(1)
EPOCH: Final = date(1970, 1, 1)


class Quote(msgspec.Struct, frozen=True):
    """One unit of `currency` is `rate` of `target`, in major units. `day`: since 1970, UTC."""

    day: int
    currency: str
    target: str
    rate: Decimal


class Used(msgspec.Struct, frozen=True, order=True):
    """A rate that an answer was made with. `day`: the one it was quoted on; of two quotes the
    older. `through`: the third currency that it went over, or empty."""

    currency: str
    day: int
    target: str
    rate: Decimal
    through: str = ""


class Book:
    """Quotes of one source, for amounts told in `target`."""

    def __init__(self, source: str, target: str, quotes: Iterable[Quote]) -> None:
        self.source = source
        self.target = target
        self._pairs: dict[tuple[str, str], list[Quote]] = {}
        for quote in sorted(quotes, key=lambda one: one.day):
            self._pairs.setdefault((quote.currency, quote.target), []).append(quote)
        self._over = sorted({code for pair in self._pairs for code in pair})
        self._known: dict[tuple[str, int], Used] = {}

    def used(self) -> list[Used]:
        """Every rate that was asked for so far, once."""
        return sorted(set(self._known.values()))

    def rate(self, currency: str, day: int) -> Used:
        """`BadInput` where nothing is known on or before that day."""
        found = self._known.get((currency, day))
        if found is None:
            found = self._known[currency, day] = self._find(currency, day)
        return found

    def told(self, amount: int, currency: str, day: int) -> Fraction:
        """Minor units of the target, exactly."""
        if currency == self.target:
            return Fraction(amount)
        rate = Fraction(self.rate(currency, day).rate)
        digits = currencies.exponent(self.target) - currencies.exponent(currency)
        return amount * rate * Fraction(10) ** digits

    def _find(self, currency: str, day: int) -> Used:
        direct = self._leg(currency, self.target, day)
        if direct is not None:
            return Used(currency, direct[0], self.target, direct[1])
        best: Used | None = None
        for through in self._over:
            first = self._leg(currency, through, day)
            last = self._leg(through, self.target, day)
            if first is None or last is None:
                continue
            at = min(first[0], last[0])
            if best is None or at > best.day:
                best = Used(currency, at, self.target, _times(first, last), through)
        if best is None:
            raise missing(currency, self.target, day, self.source)
        return best

    def _leg(self, currency: str, target: str, day: int) -> tuple[int, Decimal] | None:
        """The newest quote of the pair, or the pair turned round where that is newer."""
        if currency == target:
            return None
        there = _newest(self._pairs.get((currency, target), ()), day)
        back = _newest(self._pairs.get((target, currency), ()), day)
        if back is not None and (there is None or back.day > there.day):
            return (back.day, _rounded(ONE, back.rate))
        return None if there is None else (there.day, there.rate)


def missing(currency: str, target: str, day: int, source: str) -> errors.BadInput:
    """No rate: which, and what to do."""
    on = (EPOCH + timedelta(days=day)).isoformat()
    ways = {
        "balance": "choose rates of the European Central Bank or of your own",
        "own": "add it to your file and upload it again",
        "ecb": "upload the European Central Bank's history of these days",
    }
    sentence = (
        f"There is no rate from {currency.upper() or 'an unknown currency'} to {target.upper()} on "
        f"or before {on}: {ways.get(source, 'choose another source of rates')}"
    )
    return errors.BadInput(sentence, code="rate_missing", convert=sentence)


def _newest(quotes: Sequence[Quote], day: int) -> Quote | None:
    place = bisect_right(quotes, day, key=lambda one: one.day)
    return quotes[place - 1] if place else None


def _times(first: tuple[int, Decimal], last: tuple[int, Decimal]) -> Decimal:
    return _rounded(first[1] * last[1], ONE)


def _rounded(above: Decimal, below: Decimal) -> Decimal:
    """Twelve digits behind the point; more where a rate is very small."""
    with localcontext() as context:
        context.prec = 50
        exact = above / below
        if exact < PLACES.scaleb(6):
            return +exact.quantize(PLACES.scaleb(exact.adjusted()), ROUND_HALF_EVEN)
        return exact.quantize(PLACES, ROUND_HALF_EVEN)

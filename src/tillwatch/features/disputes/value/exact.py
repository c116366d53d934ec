"""Expected money in whole smallest units: exact fractions until one rounding at the end.

The rounding: to the nearest step of the currency, halves away from zero. A step is a smallest unit;
for currencies that Stripe writes with more digits than they have, it is what they can express.
"""

from collections.abc import Mapping
from decimal import Context, Decimal
from fractions import Fraction
from typing import Final, Protocol

import msgspec

from tillwatch.kernel import currencies
from tillwatch.kernel.money import Money

MICRO: Final = 1_000_000
STEPS: Final = {"isk": 100, "ugx": 100, **dict.fromkeys(currencies.THREE_DECIMAL, 10)}
"""Source: docs.stripe.com/currencies, special cases: ISK and UGX are whole units written with two
decimals; amounts of three-decimal currencies end in 0."""


class Rate(Protocol):
    """Major units of `to` for one of `from_`; None where no rate is stored."""

    def __call__(self, from_: str, to: str) -> Fraction | None: ...


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """`says`: where the rate is from, after "at 1.16 usd for 1 eur, "."""

    rate: Fraction
    says: str


class Rates:
    """Rates that know where they are from. A pair that is only there the other way round is turned;
    two currencies that both have a rate to a third meet there."""

    def __init__(self, known: Mapping[tuple[str, str], Found], over: "Rates | None" = None) -> None:
        """`over`: what holds for all pairs that are not `known`."""
        turned = {
            (to, from_): Found(rate=1 / one.rate, says=one.says)
            for (from_, to), one in known.items()
        }
        self._known = {**(over.known if over else {}), **turned, **known}

    @property
    def known(self) -> Mapping[tuple[str, str], Found]:
        return self._known

    def __call__(self, from_: str, to: str) -> Fraction | None:
        found = self.found(from_, to)
        return found.rate if found else None

    def found(self, from_: str, to: str) -> Found | None:
        if from_ == to:
            return Found(rate=Fraction(1), says="")
        if (from_, to) in self._known:
            return self._known[from_, to]
        thirds = sorted(b for a, b in self._known if a == from_ and (b, to) in self._known)
        if not thirds:
            return None
        first, then = self._known[from_, thirds[0]], self._known[thirds[0], to]
        says = first.says if first.says == then.says else f"{first.says}; {then.says}"
        return Found(rate=first.rate * then.rate, says=says)


def said(rate: Rate, from_: str, to: str) -> str:
    """At which rate it was converted, and where that is from; nothing where none was needed or
    nobody knows."""
    found = rate.found(from_, to) if isinstance(rate, Rates) and from_ != to else None
    if found is None:
        return ""
    number = Context(prec=6).divide(Decimal(found.rate.numerator), Decimal(found.rate.denominator))
    return f"at {number.normalize():f} {to.upper()} for 1 {from_.upper()}, {found.says}"


def no_rate(from_: str, to: str) -> Fraction | None:
    """No other currency can be converted."""
    return Fraction(1) if from_ == to else None


def rounded(exact: Fraction, currency: str) -> int:
    """Minor units."""
    step = STEPS.get(currency, 1)
    halves = abs(exact) / step + Fraction(1, 2)
    whole = halves.numerator // halves.denominator * step
    return -whole if exact < 0 else whole


def converted(money: Money, currency: str, rate: Rate) -> int | None:
    """In minor units of `currency`; None where a rate is needed and there is none."""
    if money.amount == 0:
        return 0
    if money.currency == currency:
        return money.amount
    found = rate(money.currency, currency)
    if found is None:
        return None
    shift = currencies.exponent(currency) - currencies.exponent(money.currency)
    return rounded(money.amount * found * Fraction(10) ** shift, currency)

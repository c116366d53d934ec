"""Expected money in whole smallest units: exact fractions until one rounding at the end.

The rounding: to the nearest step of the currency, halves away from zero. A step is a smallest unit;
for currencies that Stripe writes with more digits than they have, it is what they can express.
"""

from fractions import Fraction
from typing import Final, Protocol

from tillwatch.kernel import currencies
from tillwatch.kernel.money import Money

MICRO: Final = 1_000_000
STEPS: Final = {"isk": 100, "ugx": 100, **dict.fromkeys(currencies.THREE_DECIMAL, 10)}
"""Source: docs.stripe.com/currencies, special cases: ISK and UGX are whole units written with two
decimals; amounts of three-decimal currencies end in 0."""


class Rate(Protocol):
    """Major units of `to` for one of `from_`; None where no rate is stored."""

    def __call__(self, from_: str, to: str) -> Fraction | None: ...


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

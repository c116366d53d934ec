"""How far a rate of few cases may be off: Wilson's interval, which stays within 0 and 1 and means
something for three cases too (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927)."""

from decimal import Decimal, localcontext
from typing import Final

import msgspec

Z: Final = Decimal("1.959963984540054")
"""Of the normal distribution, both sides together 95 %."""
PLACES: Final = Decimal("0.0001")


class Interval(msgspec.Struct, frozen=True):
    """From 0 to 1, with four decimals."""

    low: Decimal
    high: Decimal


def wilson(numerator: int, denominator: int) -> Interval | None:
    """Between which the true rate lies, 95 times of 100; None without a case."""
    if denominator <= 0:
        return None
    with localcontext() as context:
        context.prec = 40
        n, z2 = Decimal(denominator), Z * Z
        rate = Decimal(numerator) / n
        middle = rate + z2 / (2 * n)
        half = Z * ((rate * (1 - rate) + z2 / (4 * n)) / n).sqrt()
        below = 1 + z2 / n
        low = max((middle - half) / below, Decimal(0))
        high = min((middle + half) / below, Decimal(1))
        return Interval(low.quantize(PLACES), high.quantize(PLACES))

"""What one unit of a currency was worth on a day, and conversion by Stripe's rule.

Rates drift around a fixed level by up to two per cent, differently for each currency, so that the
same day always has the same rate. `exchange_rate` is in major units: 10 EUR at 1.1642 are 11.64
USD; 1000 JPY at 0.006493 are 6.49 USD.
"""

import math
from decimal import ROUND_HALF_UP, Decimal

from tillwatch.kernel.currencies import WHOLE_PAYOUTS, exponent
from tillwatch.simulator.books import Json

DAY = 86_400


def rate(levels: Json, source: str, target: str, at: int) -> Decimal:
    """Target units for one source unit on the day of `at`, six significant digits."""
    crossed = _dollars(levels, source, at) / _dollars(levels, target, at)
    return Decimal(f"{crossed:.6g}")


def _dollars(levels: Json, currency: str, at: int) -> float:
    level = float(levels[currency])
    if currency == "usd":
        return level
    phase = sum(currency.encode()) % 7
    return level * (1 + 0.02 * math.sin(at // DAY / 41 + phase))


def convert(amount: int, source: str, target: str, at_rate: Decimal) -> int:
    """Minor units of `target`; halves away from zero; whole units where payouts must be whole."""
    exact = amount * at_rate * Decimal(10) ** (exponent(target) - exponent(source))
    return whole(int(exact.quantize(Decimal(1), ROUND_HALF_UP)), target)


def whole(amount: int, currency: str) -> int:
    """HUF and TWD leave in whole units only, so their settled amounts are kept whole."""
    if currency not in WHOLE_PAYOUTS:
        return amount
    return (abs(amount) + 50) // 100 * 100 * (1 if amount >= 0 else -1)

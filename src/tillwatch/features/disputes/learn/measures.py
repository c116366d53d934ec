"""How often disputes are won, of those that were fought and of all, by number and by money.

Both bases are shown, since only fought cases have outcomes and a business picks what it fights.
Bounds are Wilson's: they stay within 0 and 1 and mean something for three cases too (E. B. Wilson,
J. Am. Stat. Assoc. 22, 1927). Money is not so many independent cases as it has cents: its bounds
count `(sum of amounts)^2 / sum of squares` cases (L. Kish, Survey Sampling, 1965).
"""

from collections.abc import Iterable, Mapping, Sequence
from math import isqrt
from typing import Final

import msgspec

from tillwatch.features.disputes.learn.known import (
    LOST,
    NOT_CONTESTED,
    WON,
    Closed,
)

MICRO: Final = 1_000_000
Z_PPM: Final = 1_959_964
"""Of the normal distribution, both sides together 95 %, in millionths."""
LOST_OR_WON: Final = (WON, LOST, NOT_CONTESTED)
"""What all disputes are that took money: prevented, refunded and closed questions did not."""


class Rate(msgspec.Struct, frozen=True):
    """A ratio with bounds in millionths; no data where the denominator is 0."""

    numerator: int
    denominator: int
    low_ppm: int | None = None
    high_ppm: int | None = None


class Wins(msgspec.Struct, frozen=True, kw_only=True):
    """`fought`, `all`: by number. `fought_value`, `all_value`: by money, minor units, a currency
    each. `not_contested`: cases that were given up without an answer."""

    fought: Rate
    all: Rate
    fought_value: Mapping[str, Rate]
    all_value: Mapping[str, Rate]
    not_contested: int


def wins(closed: Iterable[Closed]) -> Wins:
    every = [one for one in closed if one.outcome in LOST_OR_WON]
    fought = [one for one in every if one.decided]
    return Wins(
        fought=_counted(fought),
        all=_counted(every),
        fought_value=_valued(fought),
        all_value=_valued(every),
        not_contested=len(every) - len(fought),
    )


def _counted(cases: Sequence[Closed]) -> Rate:
    return bounded(sum(one.won for one in cases), len(cases), len(cases), 1)


def _valued(cases: Sequence[Closed]) -> dict[str, Rate]:
    found = {}
    for currency in sorted({one.currency for one in cases}):
        mine = [one for one in cases if one.currency == currency]
        whole = sum(one.amount for one in mine)
        won = sum(one.amount for one in mine if one.won)
        squares = sum(one.amount**2 for one in mine)
        found[currency] = bounded(won, whole, whole**2, squares)
    return found


def bounded(numerator: int, denominator: int, cases: int, divisor: int) -> Rate:
    """With Wilson's bounds for `cases / divisor` independent cases, rounded outwards; all whole
    numbers, so that the bounds are the same everywhere."""
    if denominator <= 0 or cases <= 0 or divisor <= 0:
        return Rate(numerator, denominator)
    z2 = Z_PPM * Z_PPM * divisor
    n = cases * MICRO * MICRO
    middle = 2 * n * numerator + z2 * denominator
    inner = z2 * (4 * n * numerator * (denominator - numerator) + z2 * denominator**2)
    half = isqrt(inner) + 1
    below = 2 * (n + z2) * denominator
    low = max((middle - half) * MICRO // below, 0)
    high = min(-(-(middle + half) * MICRO // below), MICRO)
    exact = numerator * MICRO
    return Rate(
        numerator,
        denominator,
        min(low, exact // denominator),
        max(high, -(-exact // denominator)),
    )

"""Whole numbers that add up: points of a chance, weights of a hundred.

A chance is a curve of its log-odds, so a factor's points depend on the order in which factors are
added. Aumann and Shapley's answer takes the mean over adding all of them evenly from nothing to
whole; for a curve of a sum it is `part * (p - start) / sum of parts`, and `part * p * (1 - p)`
where the parts cancel out. What rounding leaves goes to the largest remainders.
Source: R. Aumann, L. Shapley, Values of Non-Atomic Games, 1974.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import floor
from typing import Final

PERCENT: Final = 10_000
MICRO: Final = 1_000_000
SPLIT_LEAST: Final = 1_000
"""Parts that sum to less than this (millionths of log-odds) cancel out."""


def percent(ppm: int) -> int:
    """Whole percents, in millionths, never 0 nor 100."""
    return min(max((ppm + PERCENT // 2) // PERCENT, 1), 99) * PERCENT


def points(parts: Sequence[int], start_ppm: int, p_ppm: int, total: int) -> list[int]:
    """Percent points by part, `total` in all. Chances before rounding to percents; a part that is
    0 has no points."""
    whole = sum(parts)
    if abs(whole) >= SPLIT_LEAST:
        rate = Fraction(p_ppm - start_ppm, whole * PERCENT)
    else:
        rate = Fraction(p_ppm * (MICRO - p_ppm), MICRO * MICRO * PERCENT)
    return apportioned([part * rate for part in parts], total)


def apportioned(shares: Sequence[Fraction], total: int) -> list[int]:
    """Whole numbers near `shares`, `total` in all, by largest remainder, earlier ones first.

    A share of 0 stays 0 while there is another one."""
    wholes = [floor(one) for one in shares]
    takers = [k for k, one in enumerate(shares) if one] or list(range(len(shares)))
    left = total - sum(wholes)
    takers.sort(key=lambda k: wholes[k] - shares[k])
    if left < 0:
        takers.reverse()
    for turn in range(abs(left)):
        wholes[takers[turn % len(takers)]] += 1 if left > 0 else -1
    return wholes

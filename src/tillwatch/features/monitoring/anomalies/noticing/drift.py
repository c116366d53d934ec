"""Changes too slow for a window: a share that creeps, day after day, a little above what it was.

A cumulative sum of the evidence for a share that is half as large again as in the four weeks that
are compared with: each day's failures speak for or against it, and below nothing it begins anew.
Evidence is divided by how much more days differ from each other than chance alone would have it.
"""

from collections.abc import Sequence
from math import log
from typing import Final

import msgspec

GROWN: Final = 1.5
"""The change that is looked for."""
REFERENCE_DAYS: Final = 28
EVIDENCE: Final = 9.0
"""So much is reached by chance once in about e⁹ = 8,000 days."""
DAYS_MIN: Final = 5
"""A drift is slow: what is faster is found in windows."""
PAYMENTS_MIN: Final = 400


class Drift(msgspec.Struct, frozen=True, kw_only=True):
    """`first`: the day from which on it counts, by its place; `failed` of `payments` since, and
    before."""

    first: int
    failed: int
    payments: int
    failed_before: int
    payments_before: int
    evidence: float


def drift(days: Sequence[tuple[int, int]]) -> Drift | None:
    """Of (failed, payments) of each day, the newest last; the first four weeks are what they are
    compared with. None: no drift, or too little to say."""
    before, after = days[:REFERENCE_DAYS], days[REFERENCE_DAYS:]
    failed, payments = (sum(day[place] for day in before) for place in (0, 1))
    if payments < PAYMENTS_MIN or not after:
        return None
    usual = (failed + 1) / (payments + 20)
    grown = min(0.95, usual * GROWN)
    worse, better = log(grown / usual), log((1 - grown) / (1 - usual))
    spread = _spread(before, usual)
    total, first = 0.0, 0
    for place, (bad, count) in enumerate(after):
        total += (bad * worse + (count - bad) * better) / spread
        if total <= 0:
            total, first = 0.0, place + 1
    if total < EVIDENCE or len(after) - first < DAYS_MIN:
        return None
    since = after[first:]
    return Drift(
        first=REFERENCE_DAYS + first,
        failed=sum(bad for bad, _ in since),
        payments=sum(count for _, count in since),
        failed_before=failed,
        payments_before=payments,
        evidence=total,
    )


def _spread(days: Sequence[tuple[int, int]], usual: float) -> float:
    """How much more days differ than chance alone would have it; 1 where they do not."""
    told = [(bad, count) for bad, count in days if count]
    if len(told) < 2:
        return 1.0
    chi = sum((bad - count * usual) ** 2 / (count * usual * (1 - usual)) for bad, count in told)
    return max(1.0, chi / (len(told) - 1))

"""What was forecast against what came: is a 70 % chance won seven times in ten?

Only decided cases that were shown a chance before the bank's word. The Brier score is the mean of
the squared misses (G. W. Brier, Monthly Weather Review 78, 1950): 0 is perfect, 1/4 is what saying
"50 %" each time scores.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from tillwatch.features.disputes.learn.known import ENOUGH, Closed

MICRO: Final = 1_000_000
BINS: Final = 5
HALF: Final = MICRO // 2


class Bin(msgspec.Struct, frozen=True, kw_only=True):
    """Cases with a forecast in `[from_ppm, to_ppm)`, the last one closed. `forecast_ppm`: the sum
    of the chances that were shown, in millionths, to be divided by `cases`."""

    from_ppm: int
    to_ppm: int
    cases: int
    won: int
    forecast_ppm: int


class Reliability(msgspec.Struct, frozen=True, kw_only=True):
    """`brier`: sum of squared misses (of millionths squared) over cases. `right`: cases where the
    likelier side came, a forecast of exactly one half never."""

    cases: int
    right: int
    brier_sum: int
    bins: Sequence[Bin]

    @property
    def brier_ppm(self) -> int | None:
        return self.brier_sum // (self.cases * MICRO) if self.cases else None

    @property
    def enough(self) -> bool:
        return self.cases >= ENOUGH

    @property
    def tenths(self) -> int | None:
        """Of ten times, how often right, rounded; None while there are too few cases."""
        return (self.right * 20 + self.cases) // (2 * self.cases) if self.enough else None

    @property
    def says(self) -> str | None:
        if self.tenths is None:
            return None
        return f"right about {self.tenths} times in 10 so far"


def reliability(closed: Iterable[Closed], bins: int = BINS) -> Reliability:
    told = [
        (one.forecast_ppm, one.won)
        for one in closed
        if one.decided and one.forecast_ppm is not None
    ]
    return Reliability(
        cases=len(told),
        right=sum((p > HALF) == won and p != HALF for p, won in told),
        brier_sum=sum((p - (MICRO if won else 0)) ** 2 for p, won in told),
        bins=[_bin(told, k, bins) for k in range(bins)],
    )


def _bin(told: Sequence[tuple[int, bool]], k: int, bins: int) -> Bin:
    low, high = MICRO * k // bins, MICRO * (k + 1) // bins
    last = k == bins - 1
    mine = [(p, won) for p, won in told if low <= p and (p < high or last)]
    return Bin(
        from_ppm=low,
        to_ppm=high,
        cases=len(mine),
        won=sum(won for _, won in mine),
        forecast_ppm=sum(p for p, _ in mine),
    )

"""What was forecast against what came: is a 70 % chance won seven times in ten?

Only decided cases that were shown a chance before the bank's word. The Brier score is the mean of
the squared misses (G. W. Brier, Monthly Weather Review 78, 1950): 0 is perfect, 1/4 is what saying
"50 %" each time scores.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from tillwatch.features.disputes.learn.known import MICRO, Closed
from tillwatch.features.disputes.learn.known import Bin as Bin
from tillwatch.features.disputes.learn.known import Reliability as Reliability

BINS: Final = 5
HALF: Final = MICRO // 2


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

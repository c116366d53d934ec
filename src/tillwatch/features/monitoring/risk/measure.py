"""How good a score would have been: on the business's own orders, later than all it learned from.

Never on the orders it was fitted to, and nothing is said at all below `BAD_LEAST` bad orders.
"""

from collections.abc import Callable, Sequence
from math import log
from typing import Final

import msgspec

from tillwatch.features.monitoring.risk.fit import Marks
from tillwatch.features.monitoring.risk.score import Tiers

BAD_LEAST: Final = 10
BINS: Final = 5
LEAST_CHANCE: Final = 1e-9
Judged = Sequence[tuple[Marks, bool]]


class AtTier(msgspec.Struct, frozen=True, kw_only=True):
    """Of orders scored at least so: precision is `bad` of `flagged`, recall `bad` of `bad_in_all`,
    false alarms `good` of `good_in_all`."""

    tier: str
    score: float
    flagged: int
    bad: int
    good: int
    bad_in_all: int
    good_in_all: int


class Bin(msgspec.Struct, frozen=True, kw_only=True):
    """Of orders of a like chance: how many were expected to go bad, and how many did."""

    orders: int
    expected: float
    bad: int


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """`average_precision`: the area under the curve of precision over recall; an order's chance of
    being bad would give `base`. `brier`, `log_loss`: mean of the squared error and of the surprise;
    less is better."""

    orders: int
    bad: int
    base: float
    average_precision: float
    brier: float
    log_loss: float
    tiers: list[AtTier]
    calibration: list[Bin]


def measured(
    orders: Judged, chance: Callable[[Marks], float], score: Callable[[Marks], float], tiers: Tiers
) -> Measured | None:
    """None when too few of them went bad to say anything."""
    bad = sum(is_bad for _, is_bad in orders)
    if bad < BAD_LEAST or bad == len(orders):
        return None
    told = sorted(((chance(marks), is_bad) for marks, is_bad in orders), key=_first, reverse=True)
    return Measured(
        orders=len(orders),
        bad=bad,
        base=bad / len(orders),
        average_precision=_average_precision(told, bad),
        brier=sum((p - is_bad) ** 2 for p, is_bad in told) / len(told),
        log_loss=sum(_surprise(p, is_bad) for p, is_bad in told) / len(told),
        tiers=_tiers(orders, score, tiers, bad),
        calibration=_bins(told),
    )


def _first(told: tuple[float, bool]) -> float:
    return told[0]


def _average_precision(told: Sequence[tuple[float, bool]], bad: int) -> float:
    """Orders of one chance are one step, in whatever order they stand."""
    area, found, seen, place = 0.0, 0, 0, 0
    while place < len(told):
        after, more = place, 0
        while after < len(told) and told[after][0] == told[place][0]:
            more += told[after][1]
            after += 1
        found, seen, place = found + more, after, after
        area += found / seen * more / bad
    return area


def _surprise(chance: float, is_bad: bool) -> float:
    likely = chance if is_bad else 1 - chance
    return -log(max(likely, LEAST_CHANCE))


def _tiers(orders: Judged, score: Callable[[Marks], float], tiers: Tiers, bad: int) -> list[AtTier]:
    scores = [(score(marks), is_bad) for marks, is_bad in orders]
    found = []
    for name in ("medium", "high", "critical"):
        least: float = getattr(tiers, name)
        flagged = [is_bad for value, is_bad in scores if value >= least]
        found.append(
            AtTier(
                tier=name,
                score=least,
                flagged=len(flagged),
                bad=sum(flagged),
                good=len(flagged) - sum(flagged),
                bad_in_all=bad,
                good_in_all=len(orders) - bad,
            )
        )
    return found


def _bins(told: Sequence[tuple[float, bool]]) -> list[Bin]:
    """As many orders in each, those of the greatest chance first."""
    found = []
    for number in range(BINS):
        some = told[len(told) * number // BINS : len(told) * (number + 1) // BINS]
        if some:
            found.append(
                Bin(orders=len(some), expected=sum(p for p, _ in some), bad=sum(b for _, b in some))
            )
    return found

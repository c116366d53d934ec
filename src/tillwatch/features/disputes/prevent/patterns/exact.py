"""Exact tests for few disputes. Floats: these are chances, no money.

`rising`: whether a group's disputes grew more than everybody's, given how sales moved. Under the
other possibility each dispute falls on the group in proportion to sales, so the group's recent
disputes, with all four margins given, are noncentral hypergeometric (R. A. Fisher, J. R. Stat. Soc.
98, 1935), with odds made of the sales. `above`: whether a group has more of the recent disputes
than its share of the sales behind them: binomial.
"""

from collections.abc import Sequence
from math import exp, inf, lgamma, log


def rising(recent: int, before: int, others_recent: int, others_before: int, odds: float) -> float:
    """The chance of `recent` or more. `odds`: (group's sales recent / before) over (the others'
    recent / before)."""
    group, all_recent = recent + before, recent + others_recent
    everything = group + others_recent + others_before
    if not recent or odds <= 0:
        return 1.0
    low = max(0, all_recent - (everything - group))
    high = min(group, all_recent)
    weights = [
        _choose(group, x) + _choose(everything - group, all_recent - x) + x * log(odds)
        for x in range(low, high + 1)
    ]
    return _tail(weights, recent - low)


def above(count: int, of: int, share: float) -> float:
    """The chance of `count` or more of `of`, each with the chance `share`."""
    if not count:
        return 1.0
    if share <= 0:
        return 0.0
    if share >= 1:
        return 1.0
    weights = [_choose(of, x) + x * log(share) + (of - x) * log(1 - share) for x in range(of + 1)]
    return _tail(weights, count)


def holm(chances: Sequence[float], looked: int = 0) -> list[float]:
    """Corrected so that among all of them one is wrong as seldom as the number says (S. Holm,
    Scand. J. Stat. 6, 1979), in the order given. `looked`: how many tests there could have been,
    where those without a single case are not among `chances`."""
    many = max(len(chances), looked)
    order = sorted(range(len(chances)), key=lambda place: chances[place])
    found = [1.0] * len(chances)
    highest = 0.0
    for rank, place in enumerate(order):
        highest = max(highest, min(1.0, chances[place] * (many - rank)))
        found[place] = highest
    return found


def _choose(of: int, count: int) -> float:
    """The logarithm of how many ways there are."""
    if not 0 <= count <= of:
        return -inf
    return lgamma(of + 1) - lgamma(count + 1) - lgamma(of - count + 1)


def _tail(weights: Sequence[float], start: int) -> float:
    """The share of those from `start` on; weights as logarithms."""
    top = max(weights)
    if top == -inf:
        return 1.0
    parts = [exp(one - top) for one in weights]
    return min(1.0, sum(parts[start:]) / sum(parts))

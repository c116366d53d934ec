"""The sums of learning: how much weight each fact deserves, and the shift that fits a rate.

A logistic regression held to the published figures: each weight's multiplier starts at 1 and moves
only as far as the cases insist (a Gaussian prior of `LOOSE` around 1), found by Newton's method.
Source of the method: D. MacKay, Information Theory, 2003, chapter 41. Sums go in the order given.
"""

from collections.abc import Sequence
from math import exp, fsum, sqrt
from typing import Final, NamedTuple

LOOSE: Final = 0.4
"""One standard deviation of a multiplier before any case is seen."""
SHIFT_LOOSE: Final = 0.7
"""The same of the common shift, log-odds: as far as businesses differ."""
ROUNDS_MAX: Final = 25
STEP_MAX: Final = 1.0
NEAR: Final = 1e-10
LEAST: Final = 0.0
MOST: Final = 3.0


class Sample(NamedTuple):
    """`base`: log-odds of the general figure. `parts`: log-odds by factor, in a fixed order."""

    base: float
    parts: tuple[float, ...]
    won: bool


class Fit(NamedTuple):
    """One multiplier a factor, and how sure each is (standard deviation)."""

    scales: tuple[float, ...]
    spreads: tuple[float, ...]


def chance(logit: float) -> float:
    if logit >= 0:
        return 1 / (1 + exp(-logit))
    return exp(logit) / (1 + exp(logit))


def multipliers(samples: Sequence[Sample], width: int) -> Fit:
    """`width` factors. A common shift is fitted beside them, so that a business that wins more in
    all does not thereby seem to prove every fact; it is not part of the answer."""
    middle = (0.0,) + (1.0,) * width
    tight = (1 / SHIFT_LOOSE**2,) + (1 / LOOSE**2,) * width
    at = list(middle)
    rows = [(s.base, (1.0, *s.parts), 1.0 if s.won else 0.0) for s in samples]
    curve = _curve(rows, at, tight)
    for _ in range(ROUNDS_MAX):
        slope = _slope(rows, at, middle, tight)
        step = _solved(curve, slope)
        longest = max(abs(one) for one in step)
        ease = min(1.0, STEP_MAX / longest) if longest else 1.0
        at = [a + ease * one for a, one in zip(at, step, strict=True)]
        curve = _curve(rows, at, tight)
        if longest < NEAR:
            break
    spreads = []
    for place in range(1, width + 1):
        unit = [1.0 if one == place else 0.0 for one in range(width + 1)]
        spreads.append(sqrt(max(_solved(curve, unit)[place], 0.0)))
    return Fit(tuple(min(max(one, LEAST), MOST) for one in at[1:]), tuple(spreads))


Rows = Sequence[tuple[float, tuple[float, ...], float]]


def _at(base: float, parts: Sequence[float], at: Sequence[float]) -> float:
    return base + fsum(a * part for a, part in zip(at, parts, strict=True))


def _slope(
    rows: Rows, at: Sequence[float], middle: Sequence[float], tight: Sequence[float]
) -> list[float]:
    misses = [won - chance(_at(base, parts, at)) for base, parts, won in rows]
    return [
        fsum(miss * parts[k] for miss, (_, parts, _) in zip(misses, rows, strict=True))
        - tight[k] * (at[k] - middle[k])
        for k in range(len(at))
    ]


def _curve(rows: Rows, at: Sequence[float], tight: Sequence[float]) -> list[list[float]]:
    width = len(at)
    curve = [[tight[k] if k == j else 0.0 for j in range(width)] for k in range(width)]
    for base, parts, _ in rows:
        p = chance(_at(base, parts, at))
        weight = p * (1 - p)
        for k, part in enumerate(parts):
            if part:
                row, much = curve[k], weight * part
                for j in range(k + 1):
                    row[j] += much * parts[j]
    for k in range(width):
        for j in range(k):
            curve[j][k] = curve[k][j]
    return curve


def _solved(curve: Sequence[Sequence[float]], wanted: Sequence[float]) -> list[float]:
    """Gauss, without pivoting: the matrix is symmetric and positive definite."""
    rows = [[*row, want] for row, want in zip(curve, wanted, strict=True)]
    size = len(rows)
    for k in range(size):
        for below in range(k + 1, size):
            much = rows[below][k] / rows[k][k]
            if much:
                rows[below] = [a - much * b for a, b in zip(rows[below], rows[k], strict=True)]
    found = [0.0] * size
    for k in reversed(range(size)):
        known = fsum(rows[k][j] * found[j] for j in range(k + 1, size))
        found[k] = (rows[k][size] - known) / rows[k][k]
    return found


def shift(logits: Sequence[float], rate: float) -> float:
    """By how much all `logits` must move for their mean chance to be `rate` (0 < rate < 1)."""
    low, high = -30.0, 30.0
    for _ in range(60):
        middle = (low + high) / 2
        if fsum(chance(one + middle) for one in logits) < rate * len(logits):
            low = middle
        else:
            high = middle
    return (low + high) / 2

"""Factors fitted to what became of orders: a logistic regression that begins with the general
factors and leaves them as far as the business's own orders speak against them.

Orders with the same marks are one line with two counts, so the work does not grow with the number
of orders. Each factor's logarithm is held to its general value by a normal of `SPREAD`; what an
order of no mark risks is free.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import exp, log
from typing import Final

import msgspec

from tillwatch.features.monitoring.risk.score import GENERAL

SPREAD: Final = 0.5
STEPS: Final = 30
CLOSE: Final = 1e-9
Marks = frozenset[str]


class Counted(msgspec.Struct):
    """Of orders with the same marks: how many, and how many of them went bad."""

    orders: int = 0
    bad: int = 0


Patterns = Mapping[Marks, Counted]


class Fitted(msgspec.Struct, frozen=True, kw_only=True):
    """`base`: the logarithm of the odds of an order without marks; `factors` by mark."""

    base: float
    factors: dict[str, float]

    def odds(self, marks: Iterable[str]) -> float:
        return exp(self.base + sum(self.factors.get(mark, 0.0) for mark in marks))


def patterns(orders: Iterable[tuple[Marks, bool]]) -> dict[Marks, Counted]:
    found: dict[Marks, Counted] = {}
    for marks, is_bad in orders:
        counted = found.setdefault(marks, Counted())
        counted.orders += 1
        counted.bad += is_bad
    return found


def general(seen: Patterns) -> Fitted:
    """The general factors, with the base that gives as many bad orders as there were."""
    return _fit(seen, ())


def fit(seen: Patterns) -> Fitted:
    """Newton's method; some orders, good and bad, are needed."""
    marks = sorted({mark for pattern in seen for mark in pattern} & GENERAL.keys())
    return _fit(seen, tuple(marks))


def _fit(seen: Patterns, free: tuple[str, ...]) -> Fitted:
    orders = sum(one.orders for one in seen.values())
    bad = sum(one.bad for one in seen.values())
    values = [log((bad + 0.5) / (orders - bad + 0.5)), *(GENERAL[mark] for mark in free)]
    held = [0.0, *([1 / SPREAD**2] * len(free))]
    start = [0.0, *(GENERAL[mark] for mark in free)]
    lines = [(_row(pattern, free), _rest(pattern, free), one) for pattern, one in seen.items()]
    for _ in range(STEPS):
        slope = [-h * (v - s) for h, v, s in zip(held, values, start, strict=True)]
        bend = [[h if i == j else 0.0 for j in range(len(values))] for i, h in enumerate(held)]
        for places, rest, one in lines:
            chance = _chance(rest + sum(values[place] for place in places))
            pull = one.bad - one.orders * chance
            weight = one.orders * chance * (1 - chance)
            for i in places:
                slope[i] += pull
                for j in places:
                    bend[i][j] += weight
        step = solved(bend, slope)
        values = [value + change for value, change in zip(values, step, strict=True)]
        if max(abs(change) for change in step) < CLOSE:
            break
    factors = dict(GENERAL) | dict(zip(free, values[1:], strict=True))
    return Fitted(base=values[0], factors=factors)


def _row(pattern: Marks, free: Sequence[str]) -> list[int]:
    """Which values count for a pattern; the first always does."""
    return [0, *(place for place, mark in enumerate(free, 1) if mark in pattern)]


def _rest(pattern: Marks, free: Sequence[str]) -> float:
    """What the marks that are not free say."""
    return sum(GENERAL.get(mark, 0.0) for mark in pattern if mark not in free)


def _chance(weight: float) -> float:
    return 1 / (1 + exp(-weight)) if weight > -500 else 0.0


def solved(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """x of matrix · x = right, by elimination; the matrix is symmetric and positive."""
    size = len(right)
    rows = [[*line, value] for line, value in zip(matrix, right, strict=True)]
    for place in range(size):
        best = max(range(place, size), key=lambda i: abs(rows[i][place]))
        rows[place], rows[best] = rows[best], rows[place]
        pivot = rows[place][place]
        for below in range(place + 1, size):
            share = rows[below][place] / pivot
            for column in range(place, size + 1):
                rows[below][column] -= share * rows[place][column]
    found = [0.0] * size
    for place in reversed(range(size)):
        known = sum(rows[place][column] * found[column] for column in range(place + 1, size))
        found[place] = (rows[place][size] - known) / rows[place][place]
    return found

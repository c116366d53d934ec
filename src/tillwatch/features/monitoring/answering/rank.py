"""In which order the rows of an answer stand, and which are beyond its limit.

With a grain the limit is one of slices (combinations of dimension values): each slice that is kept
has all its points, so that what is drawn is whole.

Amounts of several currencies have no order of their own: 1,000,000 yen are less than 9,000 euros.
They are weighed against each other by rates where there are any; else the currency that most slices
have goes first, then the next, each by itself. Which of the two it was is told (`Scale`).
"""

from collections.abc import Mapping
from fractions import Fraction
from functools import partial, reduce
from typing import Any, Final

import msgspec

from tillwatch.features.monitoring import catalogue
from tillwatch.features.monitoring.answering.line import Line
from tillwatch.features.monitoring.answering.value import (
    Bases,
    Number,
    Part,
    Value,
    added,
    is_extreme,
    is_money,
    joined,
    value,
)
from tillwatch.features.monitoring.asked import Question
from tillwatch.features.monitoring.catalogue import Ratio, Share

Slice = tuple[str | None, ...]
ORDINAL: Final = frozenset(("hour", "weekday", "amount_range"))
"""Dimensions whose values are numbers with an order of their own."""


class Scale(msgspec.Struct, frozen=True, kw_only=True):
    """How amounts of several currencies are put in an order. `currencies`: those there are, that of
    most slices first. `weights`: what a minor unit of each comes to in the first one's; None where
    nobody knows."""

    currencies: tuple[str, ...]
    weights: Mapping[str, Fraction] | None = None


def by(question: Question) -> str | None:
    """The metric that rows are ordered by; None for a dimension or time."""
    sort = question.sort
    if sort is None or (sort.by == "time" and question.dimensions):
        return question.metrics[0] if question.dimensions else None
    return sort.by if sort.by in question.metrics else None


def currencies(question: Question, found: Mapping[tuple[Slice, int], Bases]) -> tuple[str, ...]:
    """Those that the order is about, that of most slices first; none where it is about none."""
    slug = by(question)
    if slug is None:
        return ()
    counted: dict[str, int] = {}
    for bases in found.values():
        for part in value(slug, bases, bases):
            if part.currency and part.numerator:
                counted[part.currency] = counted.get(part.currency, 0) + 1
    return tuple(sorted(counted, key=lambda code: (-counted[code], code)))


def slices(
    question: Question, found: Mapping[tuple[Slice, int], Bases], scale: Scale
) -> list[Slice]:
    """The slices, all of them, in the question's order: by a metric over the whole period, by a
    dimension. Where it says nothing, or time: hours, weekdays and ranges of amounts as they follow
    each other while all have room, else by the first metric, the greatest first."""
    parts: dict[Slice, list[Bases]] = {}
    for (key, _), bases in found.items():
        parts.setdefault(key, []).append(bases)
    ordered = sorted(parts, key=_words)
    if question.sort is None and len(parts) <= question.limit and {*question.dimensions} <= ORDINAL:
        return sorted(parts, key=lambda key: [_placed(part) for part in key])
    by, falling = question.metrics[0], True
    if question.sort is not None and question.sort.by != "time":
        by, falling = question.sort.by, question.sort.descending
    if by in question.dimensions:
        place = question.dimensions.index(by)
        read = _placed if by in ORDINAL else _word
        ordered.sort(key=lambda key: read(key[place]), reverse=falling)
        return ordered
    weights = {}
    for key, some in parts.items():
        whole = added(some)
        weights[key] = weight(by, value(by, whole, whole), scale)
    ordered.sort(key=weights.__getitem__, reverse=falling)
    return ordered


def ranked(question: Question, lines: list[Line], order: list[Slice], scale: Scale) -> list[Line]:
    """By slice as in `order`; with a grain by time first, or by what else the question says."""
    places = {key: place for place, key in enumerate(order)}
    kept = sorted(lines, key=lambda line: places.get(line.dimensions, len(places)))
    if question.grain is None:
        return kept
    sort = question.sort
    if sort is not None and sort.by in question.metrics and not question.dimensions:
        by = sort.by
        kept.sort(key=lambda line: weight(by, line.values[by], scale), reverse=sort.descending)
        return kept
    falling = sort is not None and sort.by == "time" and sort.descending
    kept.sort(key=lambda line: line.start or 0, reverse=falling)
    return kept


def weight(slug: str, value: Value, scale: Scale) -> tuple[Any, ...]:
    """Greater is more. No data is least."""
    told = [part for part in value if part.denominator != 0]
    if not told:
        return (False,)
    if len(scale.currencies) < 2 or all(part.currency is None for part in told):
        return (True, max(_of(part.numerator, part.denominator) for part in told))
    if scale.weights is None:
        own = {part.currency: _of(part.numerator, part.denominator) for part in told}
        return (True, *((code in own, own.get(code, 0)) for code in scale.currencies))
    return (True, _together(slug, told, scale.weights))


def _together(slug: str, told: list[Part], weights: Mapping[str, Fraction]) -> Fraction:
    """Amounts of all currencies as one; a ratio of such sums."""
    if is_extreme(slug):
        each: list[Number] = [
            part.numerator * weights.get(part.currency or "", Fraction(1)) for part in told
        ]
        return Fraction(reduce(partial(joined, slug), each))
    above, below = Fraction(0), Fraction(0)
    of_money = _is_over_money(slug)
    for part in told:
        one = weights.get(part.currency or "", Fraction(1))
        above += part.numerator * one
        below += (part.denominator or 0) * (one if of_money else 1)
    return above / below if below else above


def _of(above: int, below: int | None) -> Fraction:
    return Fraction(above, below or 1)


def _is_over_money(slug: str) -> bool:
    made = catalogue.metric(slug).made
    match made:
        case Ratio():
            return is_money(made.denominator)
        case Share():
            return is_money(made.of)
        case _:
            return False


def _words(key: Slice) -> tuple[str, ...]:
    return tuple(str(part or "") for part in key)


def _placed(value: str | None) -> tuple[bool, int]:
    return (value is None, int(value) if value and value.isdigit() else 0)


def _word(value: str | None) -> tuple[bool, str]:
    return (value is not None, value or "")

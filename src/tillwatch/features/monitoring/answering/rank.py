"""In which order the rows of an answer stand, and which are beyond its limit.

With a grain the limit is one of slices (combinations of dimension values): each slice that is kept
has all its points, so that what is drawn is whole.
"""

from collections.abc import Mapping
from typing import Any

from tillwatch.features.monitoring.answering.line import Line
from tillwatch.features.monitoring.answering.value import Bases, Value, added, value
from tillwatch.features.monitoring.asked import Question

Slice = tuple[str | None, ...]


def slices(question: Question, found: Mapping[tuple[Slice, int], Bases]) -> list[Slice]:
    """The slices, all of them, in the question's order: by a metric over the whole period, by a
    dimension; by the first metric, the greatest first, where it says nothing or time."""
    parts: dict[Slice, list[Bases]] = {}
    for (key, _), bases in found.items():
        parts.setdefault(key, []).append(bases)
    ordered = sorted(parts, key=_words)
    by, falling = question.metrics[0], True
    if question.sort is not None and question.sort.by != "time":
        by, falling = question.sort.by, question.sort.descending
    if by in question.dimensions:
        place = question.dimensions.index(by)
        ordered.sort(key=lambda key: _word(key[place]), reverse=falling)
        return ordered
    weights = {}
    for key, some in parts.items():
        whole = added(some)
        weights[key] = weight(value(by, whole, whole))
    ordered.sort(key=weights.__getitem__, reverse=falling)
    return ordered


def ranked(question: Question, lines: list[Line], order: list[Slice]) -> list[Line]:
    """By slice as in `order`; with a grain by time first, or by what else the question says."""
    places = {key: place for place, key in enumerate(order)}
    kept = sorted(lines, key=lambda line: places.get(line.dimensions, len(places)))
    if question.grain is None:
        return kept
    sort = question.sort
    if sort is not None and sort.by in question.metrics and not question.dimensions:
        by = sort.by
        kept.sort(key=lambda line: weight(line.values[by]), reverse=sort.descending)
        return kept
    falling = sort is not None and sort.by == "time" and sort.descending
    kept.sort(key=lambda line: line.start or 0, reverse=falling)
    return kept


def weight(value: Value) -> tuple[bool, Any]:
    """Greater is more: the greatest of its currencies. No data is least."""
    told = [part for part in value if part.denominator != 0]
    if not told:
        return (False, 0.0)
    return (True, max(part.numerator / (part.denominator or 1) for part in told))


def _words(key: Slice) -> tuple[str, ...]:
    return tuple(str(part or "") for part in key)


def _word(value: str | None) -> tuple[bool, str]:
    return (value is not None, value or "")

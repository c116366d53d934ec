"""In which order the rows of an answer stand."""

from typing import Any

from tillwatch.features.monitoring.answering.line import Line
from tillwatch.features.monitoring.answering.value import Value
from tillwatch.features.monitoring.asked import Question


def ranked(question: Question, lines: list[Line]) -> list[Line]:
    """By time, then by the first metric, the greatest first; or as the question says."""
    ordered = sorted(lines, key=lambda line: tuple(str(v or "") for v in line.dimensions))
    if question.sort is None:
        first = question.metrics[0]
        ordered.sort(key=lambda line: weight(line.values[first]), reverse=True)
        ordered.sort(key=lambda line: line.start or 0)
        return ordered
    by, falling = question.sort.by, question.sort.descending
    if by == "time":
        ordered.sort(key=lambda line: line.start or 0, reverse=falling)
    elif by in question.metrics:
        ordered.sort(key=lambda line: weight(line.values[by]), reverse=falling)
    else:
        place = question.dimensions.index(by)
        ordered.sort(key=lambda line: _word(line.dimensions[place]), reverse=falling)
    return ordered


def weight(value: Value) -> tuple[bool, Any]:
    """Greater is more: the greatest of its currencies. No data is least."""
    told = [part for part in value if part.denominator != 0]
    if not told:
        return (False, 0.0)
    return (True, max(part.numerator / (part.denominator or 1) for part in told))


def _word(value: str | None) -> tuple[bool, str]:
    return (value is not None, value or "")

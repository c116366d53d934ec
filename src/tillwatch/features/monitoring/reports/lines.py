"""Charts of a report: what can stand on one axis is one chart, so there is one for each currency,
those of the accounts and those used most often first, one for percentages, one for counts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from tillwatch.features.monitoring import catalogue
from tillwatch.features.monitoring.answering import Answer, Part, Value
from tillwatch.features.monitoring.reports import words
from tillwatch.features.monitoring.reports.plan import Section
from tillwatch.features.monitoring.reports.sheet import Point, Shown
from tillwatch.kernel.money import Money

CURRENCIES_MAX: Final = 3
"""So many have a chart of their own; the others are named."""
PERCENT: Final = "%"
COUNT: Final = ""


def charts(
    section: Section, found: Answer, zone: ZoneInfo, home: str | None, names: dict[str, str]
) -> list[Shown]:
    """`names`: of the numbers, by slug."""
    axes: dict[str, list[str]] = {}
    for slug in section.metrics:
        for axis in _axes(slug, found.totals[slug]):
            axes.setdefault(axis, []).append(slug)
    money = [axis for axis in axes if axis not in (PERCENT, COUNT)]
    ranked = sorted(money, key=lambda axis: (axis != home, -_times(found, axes[axis], axis)))
    kept = ranked[:CURRENCIES_MAX]
    told = [axis for axis in (*kept, PERCENT, COUNT) if axis in axes]
    left = [axis.upper() for axis in money if axis not in kept]
    drawn = [_chart(section, found, zone, axis, axes[axis], names) for axis in told]
    if len(drawn) == 1:
        return [_noted(drawn[0], section.title, left)]
    titles = [f"{section.title}{f', {one.unit}' if one.unit else ''}" for one in drawn]
    last = len(drawn) - 1
    return [
        _noted(one, title, left if place == last else [])
        for place, (one, title) in enumerate(zip(drawn, titles, strict=True))
    ]


def _times(found: Answer, slugs: Sequence[str], currency: str) -> int:
    """In how many points there is something: amounts of two currencies cannot be compared."""
    parts = (part for row in found.rows for slug in slugs for part in row.values[slug])
    return sum(part.currency == currency and part.numerator != 0 for part in parts)


def _axes(slug: str, total: Value) -> list[str]:
    """On what a number is drawn: of money the currencies there are."""
    known = sorted({p.currency for p in total if p.currency is not None and p.numerator})
    if catalogue.metric(slug).unit in ("rate", "share"):
        return [PERCENT]
    return known or [COUNT]


def _chart(
    section: Section,
    found: Answer,
    zone: ZoneInfo,
    axis: str,
    slugs: Sequence[str],
    names: dict[str, str],
) -> Shown:
    currency = None if axis in (PERCENT, COUNT) else axis
    points = [
        Point(
            at=datetime.fromtimestamp(row.start or 0, zone).replace(tzinfo=None).isoformat(),
            line=names[slug],
            value=_height(row.values[slug], currency, percent=axis == PERCENT),
        )
        for slug in slugs
        for row in found.rows
    ]
    is_empty = all(not point.value for point in points)
    unit = axis if currency is None else currency.upper()
    return Shown(
        title=section.title, kind=section.kind, points=[] if is_empty else points, unit=unit
    )


def _noted(one: Shown, title: str, left: Sequence[str]) -> Shown:
    note = f"Also in {words.listed(left)}, which are not drawn." if left else ""
    return Shown(title=title, kind=one.kind, points=one.points, unit=one.unit, note=note)


def _height(value: Value, currency: str | None, *, percent: bool) -> float | None:
    parts = [part for part in value if percent or part.currency == currency]
    if not parts:
        return None if percent else 0.0
    if percent and len(parts) > 1:
        return None  # a rate of money has one for each currency
    return _drawn(parts[0], percent=percent)


def _drawn(part: Part, *, percent: bool) -> float | None:
    if part.denominator is not None:
        if part.denominator == 0:
            return None
        scale = 100 if percent else 1
        if part.currency is not None and not percent:
            return float(Money(part.numerator, part.currency).major()) / part.denominator
        return part.numerator / part.denominator * scale
    if part.currency is None:
        return float(part.numerator)
    return float(Money(part.numerator, part.currency).major())

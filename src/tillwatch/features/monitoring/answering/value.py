"""A number as it is kept: a numerator for each currency, and a denominator where it is a ratio.

Money stays apart by currency, and so does money over a count (an average); counts, and ratios of
counts, are of all currencies together.
"""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from tillwatch.features.monitoring import catalogue
from tillwatch.features.monitoring.catalogue import Counted, Ratio, Share, Sum


class Part(msgspec.Struct, frozen=True):
    """`currency` None: of no currency. `denominator` None: no ratio; 0: no data."""

    currency: str | None
    numerator: int
    denominator: int | None = None


Value = tuple[Part, ...]
"""In the order of currencies."""
UNKNOWN: Final[Value] = (Part(None, 0, 0),)
"""Nobody can know it: the processor does not tell what the metric needs. No data, of any unit."""
Sums = Mapping[str | None, int]
"""Of one base, by currency; under None what is not counted by currency."""
Bases = Mapping[str, Sums]


def value(slug: str, found: Bases, whole: Bases) -> Value:
    """A metric of a slice (`found`), whose whole is `whole`."""
    metric = catalogue.metric(slug)
    if metric.needs is not None and not any(sums(metric.needs, whole).values()):
        return UNKNOWN
    made = metric.made
    match made:
        case Counted() | Sum():
            given = sums(slug, found)
            if is_money(slug):
                return tuple(Part(c, given[c]) for c in sorted(given, key=_named))
            return (Part(None, sum(given.values())),)
        case Ratio():
            return _ratio(made.numerator, found, made.denominator, found)
        case Share():
            return _ratio(made.of, found, made.of, whole)


def is_money(slug: str) -> bool:
    """Whether a base, or what some of them add up to, is money."""
    made = catalogue.metric(slug).made
    if isinstance(made, Sum):
        return any(is_money(part) for part in (*made.adds, *made.takes))
    return isinstance(made, Counted) and made.is_money


def sums(slug: str, found: Bases) -> dict[str | None, int]:
    """A base, or some of them added up, by currency."""
    made = catalogue.metric(slug).made
    if isinstance(made, Counted):
        return dict(found.get(slug, {}))
    assert isinstance(made, Sum), "a ratio is not added up"
    total: dict[str | None, int] = {}
    for parts, sign in ((made.adds, 1), (made.takes, -1)):
        for part in parts:
            for currency, amount in sums(part, found).items():
                total[currency] = total.get(currency, 0) + sign * amount
    return total


def _ratio(above: str, of: Bases, below: str, over: Bases) -> Value:
    upper, lower = sums(above, of), sums(below, over)
    if not is_money(above):
        return (Part(None, sum(upper.values()), sum(lower.values())),)
    currencies = sorted({*upper, *lower}, key=_named)
    return tuple(Part(c, upper.get(c, 0), lower.get(c, 0)) for c in currencies)


def _named(currency: str | None) -> str:
    return currency or ""


def added(parts: Iterable[Bases]) -> dict[str, dict[str | None, int]]:
    """Bases of several slices together."""
    total: dict[str, dict[str | None, int]] = {}
    for part in parts:
        for slug, amounts in part.items():
            kept = total.setdefault(slug, {})
            for currency, amount in amounts.items():
                kept[currency] = kept.get(currency, 0) + amount
    return total

"""A number as it is kept: a numerator for each currency, and a denominator where it is a ratio.

Money stays apart by currency, and so does money over a count (an average); counts, and ratios of
counts, are of all currencies together.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import partial, reduce
from typing import Final

import msgspec

from tillwatch.features.monitoring import catalogue
from tillwatch.features.monitoring.catalogue import Counted, Ratio, Share, Sum


class Part(msgspec.Struct, frozen=True):
    """`currency` None: of no currency. `denominator` None: no ratio; 0: no data."""

    currency: str | None
    numerator: int
    denominator: int | None = None


class Original(msgspec.Struct, frozen=True):
    """What a converted amount was: minor units of a currency, and what they are exactly in the one
    that it is told in."""

    currency: str
    amount: int
    told: Fraction


Value = tuple[Part, ...]
"""In the order of currencies."""
UNKNOWN: Final[Value] = (Part(None, 0, 0),)
"""Nobody can know it: the processor does not tell what the metric needs. No data, of any unit."""
Number = int | Fraction
"""Exact; what is converted is no whole number before it is shown."""
Sums = Mapping[str | None, Number]
"""Of one base, by currency; under None what is not counted by currency."""
Bases = Mapping[str, Sums]


def value(slug: str, found: Bases, whole: Bases) -> Value:
    """A metric of a slice (`found`), whose whole is `whole`."""
    metric = catalogue.metric(slug)
    if metric.needs is not None and not _is_told(metric.needs, whole):
        return UNKNOWN
    made = metric.made
    match made:
        case Counted() | Sum():
            given = sums(slug, found)
            if is_money(slug):
                return tuple(Part(c, round(given[c])) for c in sorted(given, key=_named))
            return (Part(None, round(sum(given.values()))),)
        case Ratio():
            return _ratio(made.numerator, found, made.denominator, found)
        case Share():
            return _ratio(made.of, found, made.of, whole)


def ever_had(need: str) -> str:
    """The name under which a whole says what there ever was of it."""
    return f"{need}, ever"


def _is_told(need: str, whole: Bases) -> bool:
    return any(sums(need, whole).values()) or any(whole.get(ever_had(need), {}).values())


def is_money(slug: str) -> bool:
    """Whether a base, or what some of them add up to, is money."""
    made = catalogue.metric(slug).made
    if isinstance(made, Sum):
        return any(is_money(part) for part in (*made.adds, *made.takes))
    return isinstance(made, Counted) and made.is_money


def sums(slug: str, found: Bases) -> dict[str | None, Number]:
    """A base, or some of them added up, by currency."""
    made = catalogue.metric(slug).made
    if isinstance(made, Counted):
        return dict(found.get(slug, {}))
    assert isinstance(made, Sum), "a ratio is not added up"
    total: dict[str | None, Number] = {}
    for parts, sign in ((made.adds, 1), (made.takes, -1)):
        for part in parts:
            for currency, amount in sums(part, found).items():
                total[currency] = total.get(currency, 0) + sign * amount
    return total


def _ratio(above: str, of: Bases, below: str, over: Bases) -> Value:
    upper, lower = sums(above, of), sums(below, over)
    if not is_money(above):
        return (Part(None, round(sum(upper.values())), round(sum(lower.values()))),)
    all_of_them = lower.pop(None, 0)  # what is not counted by currency
    return tuple(
        Part(c, round(upper.get(c, 0)), round(lower.get(c, all_of_them)))
        for c in sorted({*upper, *lower}, key=_named)
    )


def _named(currency: str | None) -> str:
    return currency or ""


def merged(found: Bases, currency: str) -> Bases:
    """What is told in one currency already, under that one."""
    return {
        slug: {currency: reduce(partial(joined, slug), amounts.values())} if amounts else {}
        for slug, amounts in found.items()
    }


def joined(base: str, one: Number, other: Number) -> Number:
    """Two parts of a base as one."""
    made = catalogue.metric(base).made
    if isinstance(made, Counted) and made.is_extreme:
        return max(one, other) if made.kind == "most" else min(one, other)
    return one + other


def is_extreme(slug: str) -> bool:
    made = catalogue.metric(slug).made
    return isinstance(made, Counted) and made.is_extreme


def originals(slug: str, found: Bases, told: Bases) -> tuple[Original, ...]:
    """What an amount was before it was converted, by currency; nothing of what is no sum of
    money."""
    made = catalogue.metric(slug).made
    if not isinstance(made, Counted | Sum) or not is_money(slug) or is_extreme(slug):
        return ()
    were, are = sums(slug, found), sums(slug, told)
    codes = sorted(code for code in were if code)
    return tuple(Original(c, round(were[c]), Fraction(are.get(c, 0))) for c in codes)


def added(parts: Iterable[Bases]) -> dict[str, dict[str | None, Number]]:
    """Bases of several slices together."""
    total: dict[str, dict[str | None, Number]] = {}
    for part in parts:
        for slug, amounts in part.items():
            kept = total.setdefault(slug, {})
            for currency, amount in amounts.items():
                before = kept.get(currency)
                kept[currency] = amount if before is None else joined(slug, before, amount)
    return total

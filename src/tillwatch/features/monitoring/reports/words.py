"""Numbers in words, for paper and e-mail: what the screens write, written here."""

from collections.abc import Sequence
from decimal import Decimal

from tillwatch.features.monitoring.answering import Part, Value
from tillwatch.features.monitoring.catalogue import Metric
from tillwatch.kernel import currencies
from tillwatch.kernel.money import Money

LOCALE = "en_US"
NO_DATA = "no data"
LINES_MAX = 4
"""Of currencies in a cell."""


def told(metric: Metric, value: Value, order: Sequence[str] = ()) -> list[str]:
    """One line a currency, in that order; ratios with their base."""
    places = {code: place for place, code in enumerate(order)}
    value = tuple(sorted(value, key=lambda part: places.get(part.currency or "", len(places))))
    if metric.unit == "count":
        return [count(sum(part.numerator for part in value))]
    if metric.unit == "money":
        return [money(part.numerator, part.currency) for part in value] or ["–"]
    if metric.unit == "average":
        return [_average(part) for part in value] or [NO_DATA]
    some = [part for part in value if part.numerator] or list(value[:1])
    return [_ratio(metric, part) for part in some] or [NO_DATA]


def few(told: list[str]) -> list[str]:
    """As many as fit a cell."""
    more = len(told) - LINES_MAX
    return told if more <= 1 else [*told[:LINES_MAX], f"and {more} more"]


def money(amount: int, currency: str | None) -> str:
    """With the digits that Stripe counts in."""
    if not currency:
        return count(amount)
    from babel.numbers import format_currency  # 0.1 s to import, for reports only

    digits = currencies.exponent(currency)
    pattern = "¤#,##0" + ("." + "0" * digits if digits else "")
    major = Money(amount, currency).major()
    return format_currency(
        major, currency.upper(), format=pattern, locale=LOCALE, currency_digits=False
    )


def count(number: int) -> str:
    return f"{number:,}"


def listed(names: Sequence[str]) -> str:
    """a, b and c."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def percent(numerator: int, denominator: int, shown: str = "percent") -> str:
    if denominator == 0:
        return NO_DATA
    scale, unit = (10_000, " bps") if shown == "bps" else (100, " %")
    share = (Decimal(numerator) * scale / Decimal(denominator)).quantize(Decimal("0.1"))
    return f"{share:,.1f}{unit}"


def change(now: Value, before: Value) -> str:
    """Against the period before, of what has one currency, or of ratios in points; empty where it
    cannot be said."""
    if len(now) != 1 or len(before) != 1 or now[0].currency != before[0].currency:
        return ""
    new, old = now[0], before[0]
    if new.denominator is None or old.denominator is None:
        return "" if old.numerator == 0 else _grown(Decimal(new.numerator), Decimal(old.numerator))
    if not new.denominator or not old.denominator:
        return ""
    a = Decimal(new.numerator) / new.denominator
    b = Decimal(old.numerator) / old.denominator
    if new.currency is not None:
        return "" if b == 0 else _grown(a, b)
    points = ((a - b) * 100).quantize(Decimal("0.1"))
    return _signed(points, "points")


def _grown(new: Decimal, old: Decimal) -> str:
    share = ((new - old) / abs(old) * 100).quantize(Decimal("0.1"))
    return _signed(share, "%")


def _signed(value: Decimal, unit: str) -> str:
    sign = "+" if value >= 0 else "−"
    return f"{sign}{abs(value):,} {unit}"


def _average(part: Part) -> str:
    if not part.denominator:
        return NO_DATA
    return money(round(Decimal(part.numerator) / part.denominator), part.currency)


def _ratio(metric: Metric, part: Part) -> str:
    below = part.denominator or 0
    said = percent(part.numerator, below, metric.shown)
    if below == 0:
        return said
    if part.currency is not None:
        base = f"{money(part.numerator, part.currency)} of {money(below, part.currency)}"
    else:
        base = f"{count(part.numerator)} of {count(below)}"
    return f"{said} · {base}"

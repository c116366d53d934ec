"""One number as JSON: a count, amounts with their currency, or ratios as numerator and denominator,
and what amounts were before they were converted."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from tillwatch.faces.api import shapes
from tillwatch.faces.api.shapes import Model, Money
from tillwatch.features.monitoring import catalogue
from tillwatch.features.monitoring.answering import Original, Part, Value
from tillwatch.features.monitoring.answering.value import UNKNOWN
from tillwatch.features.monitoring.catalogue import Metric
from tillwatch.features.monitoring.catalogue.interval import wilson
from tillwatch.kernel import currencies
from tillwatch.ledger.questions.scope import Record

PLACES: Final = 12
SCALE: Final = 10**PLACES
Originals = Mapping[str, Sequence[Original]]


class RatioShown(Model):
    """`currency`: of money over money or a count; null for counts. `denominator` 0: no data.
    `low`, `high`: between which the true rate lies at 95 %, decimals; null where few cases are
    no matter."""

    currency: str | None
    numerator: int
    denominator: int
    low: str | None
    high: str | None


class OriginalShown(Model):
    """What a converted amount was. `rate`: units of the one currency for one of this, a decimal:
    that of its day, or what the rates of its days came to; null where the sum is 0."""

    amount: Money
    rate: str | None


class ValueShown(Model):
    """Of one metric: `count`, `amounts` or `ratios`, as its unit says; the others are null. All of
    them are null where Stripe does not tell what it needs: its definition's `missing` says so.
    `originals`: what converted amounts were; null where nothing was converted."""

    count: int | None
    amounts: list[Money] | None
    ratios: list[RatioShown] | None
    originals: list[OriginalShown] | None


def values(found: Mapping[str, Value], were: Originals | None = None) -> Record:
    """Of each metric. `were`: what amounts were before they were converted."""
    given = were or {}
    return {slug: value(slug, one, given.get(slug)) for slug, one in found.items()}


def value(slug: str, found: Value, were: Sequence[Original] | None = None) -> Record:
    """One number."""
    metric = catalogue.metric(slug)
    unit = metric.unit
    shown: Record = {"count": None, "amounts": None, "ratios": None, "originals": None}
    if metric.needs is not None and found == UNKNOWN:
        return shown
    if unit == "count":
        shown["count"] = sum(part.numerator for part in found)
    elif unit == "money":
        shown["amounts"] = [
            shapes.money(part.numerator, part.currency) for part in found if part.currency
        ]
        shown["originals"] = [_original(one, found[0]) for one in were] if were else None
    else:
        shown["ratios"] = [_ratio(metric, part) for part in found]
    return shown


def _ratio(metric: Metric, part: Part) -> Record:
    below = part.denominator or 0
    bounds = wilson(part.numerator, below) if metric.interval else None
    return {
        "currency": part.currency,
        "numerator": part.numerator,
        "denominator": below,
        "low": str(bounds.low) if bounds else None,
        "high": str(bounds.high) if bounds else None,
    }


def _original(one: Original, total: Part) -> Record:
    """The rate in major units: the same amount in both currencies."""
    rate = None
    if one.amount:
        digits = currencies.exponent(one.currency) - currencies.exponent(total.currency or "")
        exact = one.told / one.amount * Fraction(10) ** digits
        rate = decimal(exact)
    return {"amount": shapes.money(one.amount, one.currency), "rate": rate}


def decimal(exact: Fraction) -> str:
    """With up to twelve digits behind the point, and no zeros at its end."""
    text = format(Decimal(round(exact * SCALE)).scaleb(-PLACES), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text

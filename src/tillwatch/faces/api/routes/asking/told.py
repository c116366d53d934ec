"""An answer as JSON: counts as numbers, money as amounts with their currency, ratios as numerator
and denominator, each beside how it was made."""

from typing import Any

from tillwatch.faces.api import shapes
from tillwatch.faces.api.shapes import Model, Moment, Money
from tillwatch.features.monitoring import catalogue
from tillwatch.features.monitoring.answering import Answer, Line, Made, Part, Value
from tillwatch.features.monitoring.answering.value import UNKNOWN
from tillwatch.features.monitoring.asked import Question
from tillwatch.features.monitoring.catalogue import Counted, Metric, Ratio, Share, Sum
from tillwatch.features.monitoring.catalogue.interval import wilson
from tillwatch.kernel.times import Period
from tillwatch.ledger.questions.scope import Record

BY_CURRENCY = "Each currency by itself: amounts of several are never added up."


class RatioShown(Model):
    """`currency`: of money over money or a count; null for counts. `denominator` 0: no data.
    `low`, `high`: between which the true rate lies at 95 %, decimals; null where few cases are
    no matter."""

    currency: str | None
    numerator: int
    denominator: int
    low: str | None
    high: str | None


class ValueShown(Model):
    """Of one metric: `count`, `amounts` or `ratios`, as its unit says; the others are null. All of
    them are null where Stripe does not tell what it needs: its definition's `missing` says so."""

    count: int | None
    amounts: list[Money] | None
    ratios: list[RatioShown] | None


class LineShown(Model):
    """`dimensions`: by name; null where a row has none. `start` and `end`: of its part of time;
    null without a grain. `before`: of the period it is compared with."""

    dimensions: dict[str, str | None]
    start: Moment | None
    end: Moment | None
    values: dict[str, ValueShown]
    before: dict[str, ValueShown] | None


class Definition(Model):
    """What a metric means. `made`: counted (rows of `fact`), ratio, sum or share, of the metrics in
    `parts`, in this order: numerator, denominator; added …; `takes` are taken off. `where`: what a
    base's rows are like. `kpi`: what other products call it. `missing`: what is said where no row
    ever had what it needs."""

    slug: str
    name: str
    question: str
    area: str
    unit: str
    shown: str
    good: str
    kpi: str | None
    made: str
    fact: str | None
    measure: str | None
    where: list[dict[str, Any]]
    parts: list[str]
    takes: list[str]
    leaves_out: str
    note: str
    missing: str
    date_bases: list[str]
    dimensions: list[str]


class DimensionShown(Model):
    slug: str
    name: str
    about: str
    missing: str


class CatalogueShown(Model):
    metrics: list[Definition]
    dimensions: list[DimensionShown]


class SpanShown(Model):
    start: Moment
    end: Moment


class MadeShown(Model):
    """`source`: lake or ledger; `behind_s`: how far it is behind. `sql` with its `values`."""

    fact: str
    source: str
    behind_s: float
    took_ms: float
    sql: str
    values: list[Any]


class AnswerShown(Model):
    """`rows_total`: how many there are beyond `limit` too. `totals`: of all rows. `currency_rule`:
    how money of several currencies was told. `explain`: how each fact was asked."""

    livemode: bool
    period: SpanShown
    period_before: SpanShown | None
    rows: list[LineShown]
    rows_total: int
    totals: dict[str, ValueShown]
    totals_before: dict[str, ValueShown] | None
    definitions: list[Definition]
    currency_rule: str
    explain: list[MadeShown]


def told(found: Answer, question: Question, *, livemode: bool) -> Record:
    before = found.period_before
    return {
        "livemode": livemode,
        "period": _span(question.period),
        "period_before": _span(before) if before else None,
        "rows": [_line(line, question) for line in found.rows],
        "rows_total": found.rows_total,
        "totals": _values(found.totals),
        "totals_before": _values(found.totals_before) if found.totals_before else None,
        "definitions": [definition(catalogue.metric(slug)) for slug in question.metrics],
        "currency_rule": BY_CURRENCY,
        "explain": [_made(one) for one in found.made],
    }


def definition(metric: Metric) -> Record:
    """What the catalogue says of a metric."""
    made = metric.made
    parts: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    match made:
        case Ratio():
            parts = (made.numerator, made.denominator)
        case Sum():
            parts, takes = made.adds, made.takes
        case Share():
            parts = (made.of,)
    base = made if isinstance(made, Counted) else None
    return {
        "slug": metric.slug,
        "name": metric.name,
        "question": metric.question,
        "area": metric.area,
        "unit": metric.unit,
        "shown": metric.shown,
        "good": metric.good,
        "kpi": metric.kpi,
        "made": type(made).__name__.lower(),
        "fact": base.fact if base else None,
        "measure": base.measure if base else None,
        "where": list(base.where) if base else [],
        "parts": parts,
        "takes": takes,
        "leaves_out": metric.leaves_out,
        "note": metric.note,
        "missing": metric.missing,
        "date_bases": metric.date_bases,
        "dimensions": catalogue.dimensions_of(metric.slug),
    }


def value(slug: str, found: Value) -> Record:
    """One number."""
    metric = catalogue.metric(slug)
    unit = metric.unit
    shown: Record = {"count": None, "amounts": None, "ratios": None}
    if metric.needs is not None and found == UNKNOWN:
        return shown
    if unit == "count":
        shown["count"] = sum(part.numerator for part in found)
    elif unit == "money":
        shown["amounts"] = [shapes.money(part.numerator, part.currency) for part in found]
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


def _values(found: dict[str, Value]) -> Record:
    return {slug: value(slug, one) for slug, one in found.items()}


def _line(line: Line, question: Question) -> Record:
    return {
        "dimensions": dict(zip(question.dimensions, line.dimensions, strict=True)),
        "start": shapes.moment(line.start),
        "end": shapes.moment(line.end),
        "values": _values(line.values),
        "before": _values(line.before) if line.before is not None else None,
    }


def _span(period: Period) -> Record:
    return {"start": shapes.moment(period.start), "end": shapes.moment(period.end)}


def _made(one: Made) -> Record:
    return {
        "fact": one.fact,
        "source": one.source,
        "behind_s": round(one.behind_s, 3),
        "took_ms": round(one.took_ms, 2),
        "sql": one.statement.text,
        "values": one.statement.values,
    }

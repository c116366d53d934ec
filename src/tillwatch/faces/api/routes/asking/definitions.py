"""What the catalogue says of its numbers, of what divides them, and of the rows behind them."""

from typing import Any

from tillwatch.faces.api.shapes import Model
from tillwatch.features.monitoring import catalogue, choices, listing
from tillwatch.features.monitoring.alerts.ruled.rule import is_watchable
from tillwatch.features.monitoring.catalogue import Counted, Metric, Ratio, Share, Sum
from tillwatch.features.monitoring.listing import Column, FactWords
from tillwatch.lake import facts
from tillwatch.ledger.questions.scope import Record


class Definition(Model):
    """What a metric means. `made`: counted (rows of `fact`), ratio, sum or share, of the metrics in
    `parts`, in this order: numerator, denominator; added …; `takes` are taken off. `where`: what a
    base's rows are like. `watchable`: rules of alerts can test it. `kpi`: what other products call
    it. `missing`: what is said where no row ever had what it needs."""

    slug: str
    name: str
    question: str
    area: str
    unit: str
    shown: str
    good: str
    watchable: bool
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


class ColumnShown(Model):
    """`kind`: amount (of the column named in `currency`), moment, flag, number, rate, id, code or
    text."""

    slug: str
    name: str
    kind: str
    currency: str | None


class FactShown(Model):
    """Rows that can be listed. `dimensions`: what they can be narrowed by."""

    slug: str
    name: str
    about: str
    columns: list[ColumnShown]
    dimensions: list[str]


class CatalogueShown(Model):
    metrics: list[Definition]
    dimensions: list[DimensionShown]
    facts: list[FactShown]


def everything(terms: str) -> Record:
    """The whole of it. `terms`: what money taken is called, sales or gross_sales."""
    return {
        "metrics": [definition(one, terms) for one in catalogue.METRICS.values()],
        "dimensions": [
            {"slug": d.slug, "name": d.name, "about": d.about, "missing": d.missing}
            for d in catalogue.DIMENSIONS.values()
        ],
        "facts": [_fact(one) for one in listing.FACTS.values()],
    }


def definition(metric: Metric, terms: str = "sales") -> Record:
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
        "name": choices.named(metric, terms),
        "question": metric.question,
        "area": metric.area,
        "unit": metric.unit,
        "shown": metric.shown,
        "good": metric.good,
        "watchable": is_watchable(metric.slug),
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


def column(one: Column) -> Record:
    """What a column of rows is."""
    currency = one.currency if one.kind == "amount" else None
    return {"slug": one.slug, "name": one.name, "kind": one.kind, "currency": currency}


def _fact(one: FactWords) -> Record:
    there = facts.columns_of(one.slug)
    return {
        "slug": one.slug,
        "name": one.name,
        "about": one.about,
        "columns": [column(listing.COLUMNS[slug]) for slug in one.columns],
        "dimensions": [d.slug for d in catalogue.DIMENSIONS.values() if d.needs <= there],
    }

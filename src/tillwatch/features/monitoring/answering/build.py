"""The statements of a question: for each fact that its metrics come down to, one that counts and
adds up by currency, and one for what cannot be added up (different customers, say)."""

from collections.abc import Iterator
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Select, and_, case, select

from tillwatch.features.monitoring import catalogue
from tillwatch.features.monitoring.answering.clock import Clock
from tillwatch.features.monitoring.answering.columns import Columns
from tillwatch.features.monitoring.asked import Question
from tillwatch.features.monitoring.catalogue import Counted
from tillwatch.kernel.times import DAY, Period
from tillwatch.lake import sql
from tillwatch.lake.facts import Source

GROUPS_MAX: Final = 50_000
"""Rows that one statement may give."""


FEW: Final = 24
"""Rows of which each may take some memory in the lake."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """One statement: its rows are the dimensions' values, then the number of the part of time if
    there is a grain, then the currency if `by_currency`, then, where money is converted, the day
    (UTC, since 1970; 0 where nothing is), then one column a base."""

    fact: str
    bases: tuple[str, ...]
    by_currency: bool


def plans(question: Question) -> Iterator[Plan]:
    """Of the whole question; the same for the period it is compared with."""
    kinds: dict[tuple[str, bool], list[str]] = {}
    for slug in question.metrics:
        for base in catalogue.bases(slug):
            made = catalogue.metric(base).made
            assert isinstance(made, Counted)
            kept = kinds.setdefault((made.fact, made.adds_up), [])
            if base not in kept:
                kept.append(base)
    for (fact, adds_up), bases in kinds.items():
        yield Plan(fact=fact, bases=tuple(bases), by_currency=adds_up)


def statement(plan: Plan, question: Question, period: Period, source: Source) -> Select[Any]:
    """A plan over the facts of that source, in that period."""
    fact = source.fact(plan.fact)
    clock = Clock(question.zone, period)
    columns = Columns(fact, clock, question.borders())
    moment = fact.c[question.date_base]
    keys: list[ColumnElement[Any]] = [
        columns.dimension(slug).label(f"k{place}") for place, slug in enumerate(question.dimensions)
    ]
    if question.grain is not None:
        keys.append(clock.number(moment, question.grain).label("part"))
    if plan.by_currency:
        keys.append(fact.c.currency.label("money"))
        if question.convert is not None:
            own = fact.c.currency == question.convert
            keys.append(case((own, 0), else_=sql.whole(moment, DAY)).label("quoted"))
    parts = len(clock.numbers(question.grain)) if question.grain is not None else 1
    few = not question.dimensions and parts <= FEW
    values = [
        _measure(base, columns, few).label(f"v{place}") for place, base in enumerate(plan.bases)
    ]
    tests = [moment >= period.start, moment < period.end]
    if question.connections is not None:
        tests.append(fact.c.connection_id.in_(question.connections))
    if question.filter is not None:
        tests.append(columns.filter(question.filter))
    query = select(*keys, *values).where(*tests)
    if keys:
        names = [key.name for key in keys if isinstance(key, ColumnElement)]
        query = query.group_by(*names)
    return query.limit(GROUPS_MAX + 1)


def _measure(slug: str, columns: Columns, few: bool) -> ColumnElement[Any]:
    made = catalogue.metric(slug).made
    assert isinstance(made, Counted)
    tests = columns.where(made.where)
    only = and_(*tests) if tests else None
    kind, _, column = made.measure.partition(":")
    match kind:
        case "sum":
            return sql.total(columns.fact.c[column], only)
        case "distinct":
            return sql.distinct(columns.fact.c[column], only, few=few)
        case _:
            return sql.count(only)

"""The statements of a question: for each fact that its metrics come down to, one that counts and
adds up by currency, and one for each that cannot be added up (different customers, say)."""

from collections.abc import Iterator
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Select, and_, case, literal, select

from tillwatch.features.monitoring import catalogue
from tillwatch.features.monitoring.answering import spread
from tillwatch.features.monitoring.answering.clock import Clock
from tillwatch.features.monitoring.answering.columns import Columns
from tillwatch.features.monitoring.asked import Question
from tillwatch.features.monitoring.catalogue import Counted
from tillwatch.features.monitoring.catalogue.metric import Condition
from tillwatch.kernel.times import DAY, Period
from tillwatch.lake import sql
from tillwatch.lake.facts import Source

GROUPS_MAX: Final = 50_000
"""Rows that one statement may give."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """One statement: its rows are the dimensions' values, then the number of the part of time if
    there is a grain, then the currency if `by_currency`, then, where money is converted, the day
    (UTC, since 1970; 0 where nothing is), then one column a base."""

    fact: str
    bases: tuple[str, ...]
    by_currency: bool


def spread_over(plan: Plan, question: Question, period: Period) -> int:
    """Over how many parts of time, where its statement gives one row: the number of the whole, then
    of each part; 0 where it does not."""
    if plan.by_currency or question.dimensions:
        return 0
    if question.grain is None:
        return 1
    parts = len(Clock(question.zone, period).numbers(question.grain))
    return parts if parts <= spread.PARTS_MAX else 0


def plans(question: Question) -> Iterator[Plan]:
    """Of the whole question; the same for the period it is compared with."""
    kinds: dict[tuple[str, str | None], list[str]] = {}
    for slug in question.metrics:
        for base in catalogue.bases(slug):
            made = _counted(base)
            kept = kinds.setdefault((made.fact, None if made.comes_together else base), [])
            if base not in kept:
                kept.append(base)
    for (fact, alone), bases in kinds.items():
        yield Plan(fact=fact, bases=tuple(bases), by_currency=alone is None)


def statement(plan: Plan, question: Question, period: Period, source: Source) -> Select[Any]:
    """A plan over the facts of that source, in that period."""
    fact = source.fact(plan.fact)
    clock = Clock(question.zone, period)
    columns = Columns(fact, clock, question.borders())
    moment = fact.c[question.date_base]
    tests = [moment >= period.start, moment < period.end]
    if question.connections is not None:
        tests.append(fact.c.connection_id.in_(question.connections))
    if question.filter is not None:
        tests.append(columns.filter(question.filter))
    parts = spread_over(plan, question, period)
    if parts:
        made = _counted(plan.bases[0])
        value = fact.c[made.measure.partition(":")[2]]
        bit = literal(1) if question.grain is None else clock.bit(moment, question.grain)
        return spread.statement(value, bit, [*tests, *columns.where(made.where)], parts)
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
    alike = _alike(plan)
    values = [
        _measure(base, alike, columns).label(f"v{place}") for place, base in enumerate(plan.bases)
    ]
    query = select(*keys, *values).where(*tests, *columns.where(alike))
    if keys:
        names = [key.name for key in keys if isinstance(key, ColumnElement)]
        query = query.group_by(*names)
    return query.limit(GROUPS_MAX + 1)


def _counted(slug: str) -> Counted:
    made = catalogue.metric(slug).made
    assert isinstance(made, Counted)
    return made


def _alike(plan: Plan) -> tuple[Condition, ...]:
    """What all its bases ask of a row: others need not be read."""
    first, *others = (_counted(base).where for base in plan.bases)
    return tuple(one for one in first if all(one in other for other in others))


def _measure(slug: str, alike: tuple[Condition, ...], columns: Columns) -> ColumnElement[Any]:
    """`alike`: conditions that all rows fulfil."""
    made = _counted(slug)
    tests = columns.where(tuple(one for one in made.where if one not in alike))
    only = and_(*tests) if tests else None
    kind, _, column = made.measure.partition(":")
    match kind:
        case "sum":
            return sql.total(columns.fact.c[column], only)
        case "distinct":
            return sql.distinct(columns.fact.c[column], only)
        case "least" | "most":
            return sql.extreme(columns.fact.c[column], only, most=kind == "most")
        case _:
            return sql.count(only)

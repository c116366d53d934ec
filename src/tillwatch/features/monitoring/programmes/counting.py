"""What each month came to: every measure counted and added up in the lake, by account and by the
name on the cardholder's statement, whose part before `*` is the one that does not change.

One statement for each fact and date. `monthly` for judging, `daily` for the forecast.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Select, Text, and_, case, func, literal, or_, select

from tillwatch.features.monitoring.answering.clock import Clock
from tillwatch.features.monitoring.answering.columns import Columns
from tillwatch.features.monitoring.programmes import months
from tillwatch.features.monitoring.programmes.rules import BOOK, Measure
from tillwatch.kernel.times import Period
from tillwatch.lake import sql
from tillwatch.lake.facts import Source

GROUPS_MAX: Final = 100_000
STAR: Final = "*"


class Sum(msgspec.Struct, frozen=True):
    """Of one measure: how many rows, and what they add up to by currency, in minor units. `told`:
    all of it in the rules' currency, but for what is in the currencies of `without`."""

    count: int = 0
    value: Mapping[str, int] = {}
    told: int = 0
    without: frozenset[str] = frozenset()

    def __add__(self, other: "Sum") -> "Sum":
        value = dict(self.value)
        for currency, amount in other.value.items():
            value[currency] = value.get(currency, 0) + amount
        without = self.without | other.without
        return Sum(self.count + other.count, value, self.told + other.told, without)


NOTHING: Final = Sum()


class Place(msgspec.Struct, frozen=True, order=True):
    """`part`: a month's number, or a day's since 1970. `descriptor`: what does not change of it;
    empty where none is known."""

    part: int
    connection_id: str
    descriptor: str


Tally = Mapping[Place, Mapping[str, Sum]]
"""Sums by measure."""


class Plan(msgspec.Struct, frozen=True):
    """One statement: rows of `fact` by the date of `moment`."""

    fact: str
    moment: str
    measures: tuple[str, ...]


def plans(measures: Sequence[str] = tuple(BOOK.measures)) -> Iterator[Plan]:
    """Of those measures: as few statements as there are facts and dates."""
    kinds: dict[tuple[str, str], list[str]] = {}
    for slug in dict.fromkeys(measures):
        measure = BOOK.measures[slug]
        kinds.setdefault((measure.fact, measure.moment), []).append(slug)
    for (fact, moment), slugs in kinds.items():
        yield Plan(fact, moment, tuple(slugs))


def statement(
    plan: Plan,
    period: Period,
    connections: Sequence[str],
    source: Source,
    *,
    by_day: bool = False,
) -> Select[Any]:
    """Rows: month or day, account, descriptor (empty by day), currency, then count and sum of each
    measure of the plan."""
    fact = source.fact(plan.fact)
    clock = Clock(months.ZONE, period)
    moment = moment_of(fact, plan.moment)
    columns = Columns(fact, clock)
    keys: list[ColumnElement[Any]] = [
        clock.number(moment, "day" if by_day else "month").label("part"),
        fact.c.connection_id.label("account"),
        (literal("", Text) if by_day else static(fact.c.descriptor)).label("name"),
        fact.c.currency.label("money"),
    ]
    values: list[ColumnElement[Any]] = []
    for place, slug in enumerate(plan.measures):
        only = fits(BOOK.measures[slug], columns)
        values.append(sql.count(only).label(f"n{place}"))
        values.append(sql.total(amount_of(fact), only).label(f"v{place}"))
    network = or_(*(fits(BOOK.measures[slug], columns) for slug in plan.measures))
    return (
        select(*keys, *values)
        .where(moment >= period.start, moment < period.end)
        .where(fact.c.connection_id.in_(connections), network)
        .group_by("part", "account", "name", "money")
        .limit(GROUPS_MAX)
    )


def moment_of(fact: Any, moment: str) -> ColumnElement[Any]:
    """The date that puts a row into a month."""
    booked: ColumnElement[Any] = func.coalesce(fact.c.booked, fact.c.created)
    return booked if moment == "booked" else fact.c.created


def amount_of(fact: Any) -> ColumnElement[Any]:
    """What is added up: of a try, what was taken."""
    taken: ColumnElement[Any] = fact.c[
        "amount_captured" if "amount_captured" in fact.c else "amount"
    ]
    return taken


def fits(measure: Measure, columns: Columns) -> ColumnElement[bool]:
    return or_(*(and_(*columns.where(one)) for one in measure.fits))


def read(plan: Plan, rows: Sequence[tuple[Any, ...]]) -> dict[Place, dict[str, Sum]]:
    """A statement's answer."""
    found: dict[Place, dict[str, Sum]] = {}
    for part, account, name, currency, *values in rows:
        kept = found.setdefault(Place(int(part), account, name or ""), {})
        for place, slug in enumerate(plan.measures):
            count, total = int(values[2 * place] or 0), int(values[2 * place + 1] or 0)
            if count:
                value = {currency: total} if currency else {}
                kept[slug] = kept.get(slug, NOTHING) + Sum(count, value)
    return found


def merged(parts: Sequence[Tally]) -> dict[Place, dict[str, Sum]]:
    """Answers of several statements, which have different measures."""
    found: dict[Place, dict[str, Sum]] = {}
    for part in parts:
        for place, sums in part.items():
            found.setdefault(place, {}).update(sums)
    return found


def static(descriptor: ColumnElement[Any]) -> ColumnElement[Any]:
    """What does not change of the name on the statement: all of it, or what is before `*`."""
    star = sql.position(descriptor, literal(STAR, Text))
    before = func.trim(func.substr(descriptor, 1, star - 1))
    return func.coalesce(case((star > 1, before), else_=func.trim(descriptor)), "")

"""A page of rows, and how many there are: two statements to the lake over the same conditions.

Newest first, behind a cursor that names the last row of the page before; the order is whole, so
that no row stands on two pages or on none.
"""

from typing import Any, Final

import msgspec
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Text,
    and_,
    cast,
    func,
    null,
    or_,
    select,
)

from tillwatch.features.monitoring import catalogue
from tillwatch.features.monitoring.answering.clock import Clock
from tillwatch.features.monitoring.answering.columns import Columns
from tillwatch.features.monitoring.answering.value import Part, Value
from tillwatch.features.monitoring.asked.question import RANGES
from tillwatch.features.monitoring.catalogue import Counted
from tillwatch.features.monitoring.listing import began
from tillwatch.features.monitoring.listing.columns import COLUMNS, FACTS
from tillwatch.features.monitoring.listing.wanted import TIME, Wanted
from tillwatch.kernel import paging
from tillwatch.lake import sql
from tillwatch.lake.asking import Lake
from tillwatch.lake.facts import Source

REFERS: Final = ("payment", "customer", "entry", "source", "event_type")
"""Columns that say what a row belongs to."""
SHAPE: Final = (int, str, str, str)


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """One row. `counted`: what the metric adds up of it. `refers`: what it belongs to, by column.
    `values`: of the columns asked for, as the fact has them; `currencies`: of those that hold
    amounts."""

    fact: str
    id: str
    connection_id: str
    created: int
    currency: str | None
    amount: int | None
    counted: int | None
    refers: dict[str, str]
    values: dict[str, Any]
    currencies: dict[str, str | None]


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    rows: list[Shown]
    next_cursor: str | None


class Totalled(msgspec.Struct, frozen=True, kw_only=True):
    """`count`: of rows. `number`: what the metric makes of them; without one the sum of their
    amounts."""

    count: int
    number: Value


async def page(lake: Lake, wanted: Wanted, cursor: str | None, limit: int) -> Listed:
    """`BadInput` for a cursor that is none; `wanted` is `checked`."""
    after = None if cursor is None else paging.decode(cursor, SHAPE)

    def over(source: Source) -> Select[Any]:
        return _page(wanted, source, after, limit + 1)

    found = (await lake.ask(over)).rows
    rows = [_shown(wanted, row) for row in found[:limit]]
    more = len(found) > limit
    return Listed(rows=rows, next_cursor=_cursor(found[limit - 1]) if more else None)


async def totalled(lake: Lake, wanted: Wanted) -> Totalled:
    """Of all rows, on whatever page."""

    def over(source: Source) -> Select[Any]:
        return _total(wanted, source)

    rows = (await lake.ask(over)).rows
    count = sum(int(row[1]) for row in rows)
    made = catalogue.metric(wanted.base).made if wanted.base is not None else None
    if isinstance(made, Counted) and not made.is_money:
        number = sum(int(row[2] or 0) for row in rows)
        return Totalled(count=count, number=(Part(None, number),))
    sums = sorted((row[0] or "", int(row[2] or 0)) for row in rows)
    return Totalled(count=count, number=tuple(Part(c or None, n) for c, n in sums))


async def customers(lake: Lake, wanted: Wanted) -> int | None:
    """Whose payments all rows are, where they are of a cohort of customers; else None."""

    def over(source: Source) -> Select[Any]:
        fact = source.fact(wanted.fact)
        different = sql.distinct(fact.c.customer, None)
        return select(different).where(*_tests(fact, _columns(fact, wanted), wanted))

    if wanted.began is None or wanted.fact != "payment":
        return None
    return int((await lake.ask(over)).rows[0][0])


def _page(wanted: Wanted, source: Source, after: Any, limit: int) -> Select[Any]:
    fact = source.fact(wanted.fact)
    columns = _columns(fact, wanted)
    value = _sorted_by(fact, wanted)
    kinds = [fact.c.event_type] if "event_type" in fact.c else []
    order = (value, fact.c.id, fact.c.connection_id, *kinds)
    tests = _tests(fact, columns, wanted)
    if after is not None:
        tests.append(_behind(order, after[: len(order)], falling=wanted.descending))
    counted = _counted(wanted)
    shown = [
        value.label("at"),
        fact.c.id.label("id"),
        fact.c.connection_id.label("whose"),
        (kinds[0] if kinds else cast(null(), Text)).label("what"),
        fact.c.created.label("since"),
        fact.c.currency.label("money"),
        fact.c.amount.label("amount"),
        (fact.c[counted] if counted else cast(null(), BigInteger)).label("counted"),
        *(fact.c[name].label(f"r_{name}") for name in _refers(wanted)),
        *(_value(columns, slug).label(f"c_{slug}") for slug in wanted.columns),
        *(fact.c[COLUMNS[slug].currency].label(f"m_{slug}") for slug in _amounts(wanted)),
    ]
    falling = [one.desc() if wanted.descending else one.asc() for one in order]
    return select(*shown).where(*tests).order_by(*falling).limit(limit)


def _total(wanted: Wanted, source: Source) -> Select[Any]:
    fact = source.fact(wanted.fact)
    columns = _columns(fact, wanted)
    made = catalogue.metric(wanted.base).made if wanted.base is not None else None
    rows: ColumnElement[Any] = func.count()
    money: ColumnElement[Any] = fact.c.currency
    measure = made.measure if isinstance(made, Counted) else "sum:amount"
    kind, _, name = measure.partition(":")
    is_money = kind not in ("rows", "distinct")
    if kind == "sum":
        number: ColumnElement[Any] = func.coalesce(func.sum(fact.c[name]), 0)
    elif is_money:
        number = sql.extreme(fact.c[name], None, most=kind == "most")
    else:
        number = func.count(fact.c[name].distinct()) if kind == "distinct" else rows
        money = cast(null(), Text)
    query = select(money.label("money"), rows.label("rows"), number.label("number"))
    query = query.where(*_tests(fact, columns, wanted))
    return query.group_by("money") if is_money else query


def _columns(fact: Any, wanted: Wanted) -> Columns:
    ranges = RANGES if wanted.ranges is None else wanted.ranges
    return Columns(fact, Clock(wanted.zone, wanted.period), ranges)


def _tests(fact: Any, columns: Columns, wanted: Wanted) -> list[ColumnElement[bool]]:
    moment = fact.c[wanted.date_base]
    tests = [moment >= wanted.period.start, moment < wanted.period.end]
    if wanted.connections is not None:
        tests.append(fact.c.connection_id.in_(wanted.connections))
    if wanted.base is not None:
        made = catalogue.metric(wanted.base).made
        assert isinstance(made, Counted)
        tests += columns.where(made.where)
    narrowed = wanted.narrowed()
    if narrowed is not None:
        tests.append(columns.filter(narrowed))
    return [*tests, *began.tests(columns, wanted)]


def _sorted_by(fact: Any, wanted: Wanted) -> ColumnElement[Any]:
    if wanted.sort == TIME:
        moment: ColumnElement[Any] = fact.c[wanted.date_base]
        return moment
    return func.coalesce(fact.c[wanted.sort], 0)


def _behind(order: Any, after: Any, *, falling: bool) -> ColumnElement[bool]:
    """What comes after that row in this order."""
    found: list[ColumnElement[bool]] = []
    same: list[ColumnElement[bool]] = []
    for column, value in zip(order, after, strict=True):
        found.append(and_(*same, column < value if falling else column > value))
        same.append(column == value)
    return or_(*found)


def _value(columns: Columns, slug: str) -> ColumnElement[Any]:
    made = COLUMNS[slug].made
    found: ColumnElement[Any] = columns.dimension(slug) if made else columns.fact.c[slug]
    return found


def _refers(wanted: Wanted) -> tuple[str, ...]:
    return tuple(name for name in REFERS if name in FACTS[wanted.fact].columns)


def _amounts(wanted: Wanted) -> list[str]:
    return [slug for slug in wanted.columns if COLUMNS[slug].kind == "amount"]


def _counted(wanted: Wanted) -> str | None:
    """The column of the amounts that the metric is about."""
    made = catalogue.metric(wanted.base).made if wanted.base is not None else None
    if not isinstance(made, Counted) or not made.is_money:
        return None
    return made.measure.partition(":")[2]


def _shown(wanted: Wanted, row: tuple[Any, ...]) -> Shown:
    _, id_, whose, _, created, currency, amount, counted, *rest = row
    names, last = _refers(wanted), len(_refers(wanted)) + len(wanted.columns)
    refers = {name: value for name, value in zip(names, rest, strict=False) if value is not None}
    return Shown(
        fact=wanted.fact,
        id=id_,
        connection_id=whose,
        created=created,
        currency=currency,
        amount=amount,
        counted=counted,
        refers=refers,
        values=dict(zip(wanted.columns, rest[len(names) : last], strict=True)),
        currencies=dict(zip(_amounts(wanted), rest[last:], strict=True)),
    )


def _cursor(row: tuple[Any, ...]) -> str:
    return paging.encode(int(row[0]), row[1], row[2], row[3] or "")

"""Pages of any kind of row, newest first by (created, id), and single rows.

A page costs the same however long the history is: a question about some connections asks each of
them for one page in the order of its index and merges; a question about all takes the index over
all. A narrowed question first finds the places of the rows, which indexes alone can tell, by every
way that may lead to them, and then reads the rows. Rows that arrive while somebody pages through
neither repeat nor hide others.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Select,
    Text,
    literal,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.schema import Table

from tillwatch.kernel import errors, paging
from tillwatch.kernel.paging import Page
from tillwatch.ledger.questions.scope import Record, Scope
from tillwatch.store.engine import Store
from tillwatch.store.tables import LEDGER

BRANCHES_MAX: Final = 100
UNITED_MAX: Final = 400
POSITION: Final = (int, str, str)
SECONDS_MAX: Final = 2**62


class Way(msgspec.Struct, frozen=True):
    """One of several ways to find the rows that are wanted, in one connection. `few`: what it
    finds is looked up and then put in order; else the index of the list is followed until a page
    is full."""

    connection_id: str
    where: ColumnElement[bool]
    few: bool = True


async def page(
    store: Store,
    table: str,
    scope: Scope,
    *,
    where: Sequence[ColumnElement[bool]] = (),
    few: bool = False,
    ways: Sequence[Way] | None = None,
    since: int | None = None,
    until: int | None = None,
    cursor: str | None = None,
    limit: int = 25,
) -> Page[Record]:
    """Rows with created in [since, until) that fulfil all of `where` and are found by any of
    `ways`; no rows when `ways` is empty, None when it does not matter. `few`: `where` leaves few
    rows, which an index finds."""
    rows = LEDGER[table]
    conditions = [*where, *between(rows, since, until)]
    async with store.reading() as tx:
        if not where and ways is None:
            return await read(tx, rows, scope, conditions, cursor=cursor, limit=limit)
        if ways is None:
            ways = [Way(id_, true(), few=few) for id_ in scope.each()]
        places = await _places(tx, rows, ways, conditions, cursor, limit)
        keys = [(place["connection_id"], place["id"]) for place in places.rows]
        found = await by(tx, table, set(keys))
    return Page([found[key][0] for key in keys if key in found], places.next_cursor)


async def _places(
    tx: AsyncConnection,
    rows: Table,
    ways: Sequence[Way],
    where: Sequence[ColumnElement[bool]],
    cursor: str | None,
    limit: int,
) -> Page[Record]:
    """Where the rows of a page stand, told by indexes alone where they can."""
    branches = [_places_by(rows, way, where, cursor, limit + 1) for way in ways]
    if not branches:
        return Page([], None)
    merged = united([select(branch.subquery()) for branch in branches], union_all)
    # a row may come by every way there is
    query = _ordered(select(merged), merged, (limit + 1) * len(branches))
    found: dict[tuple[Any, ...], Record] = {}
    for place in (await tx.execute(query)).mappings():
        found.setdefault(tuple(place.values()), dict(place))
    return cut(list(found.values())[: limit + 1], limit)


def _places_by(
    rows: Table, way: Way, where: Sequence[ColumnElement[bool]], cursor: str | None, limit: int
) -> Select[Any]:
    # ordered by a sum, SQLite looks up what the way names instead of following the list
    created = (rows.c.created + 0).label("created") if way.few else rows.c.created
    place = (created, rows.c.id, rows.c.connection_id)
    query = select(*place).where(rows.c.connection_id == way.connection_id, way.where, *where)
    if cursor is not None:
        query = query.where(behind(cursor, *place))
    return query.order_by(*[column.desc() for column in place]).limit(limit)


async def read(
    tx: AsyncConnection,
    rows: FromClause,
    scope: Scope,
    where: Sequence[ColumnElement[bool]],
    *,
    cursor: str | None,
    limit: int,
) -> Page[Record]:
    """A page of anything with created, id and connection_id."""
    conditions = list(where)
    if cursor is not None:
        conditions.append(behind(cursor, rows.c.created, rows.c.id, rows.c.connection_id))
    query = _question(rows, scope, conditions, limit + 1)
    if query is None:
        return Page([], None)
    return cut([dict(row) for row in (await tx.execute(query)).mappings()], limit)


def behind(cursor: str, *place: ColumnElement[Any]) -> ColumnElement[bool]:
    """Behind the row where the page before ended. `BadInput` for a cursor that is not ours."""
    created, *names = _end(cursor)
    at = literal(created, BigInteger)
    return tuple_(*place) < tuple_(at, *[literal(name, Text) for name in names])


def _end(cursor: str) -> tuple[int | str, ...]:
    """The place in a cursor, if a row could have it."""
    created, *names = paging.decode(cursor, POSITION)
    if abs(int(created)) >= SECONDS_MAX or not all(str(name).isprintable() for name in names):
        raise errors.BadInput("This cursor is not one of ours: use next_cursor of the last answer")
    return (created, *names)


def between(rows: FromClause, since: int | None, until: int | None) -> list[ColumnElement[bool]]:
    """Created in [since, until)."""
    where = []
    if since is not None:
        where.append(rows.c.created >= since)
    if until is not None:
        where.append(rows.c.created < until)
    return where


def page_of(rows: Sequence[Record], cursor: str | None, limit: int) -> Page[Record]:
    """A page of rows that are all in memory."""

    def place(row: Record) -> tuple[Any, ...]:
        return (row["created"], row["id"], row["connection_id"])

    after = None if cursor is None else _end(cursor)
    rest = [row for row in rows if after is None or place(row) < after]
    return cut(sorted(rest, key=place, reverse=True)[: limit + 1], limit)


def united(questions: Sequence[Any], how: Callable[..., Any]) -> Any:
    """`union` or `union_all` of any number of questions; SQLite takes 500 at once."""
    starts = range(0, len(questions), UNITED_MAX)
    parts = [how(*questions[start : start + UNITED_MAX]).subquery() for start in starts]
    return parts[0] if len(parts) == 1 else how(*[select(part) for part in parts]).subquery()


def cut(found: list[Record], limit: int) -> Page[Record]:
    """The page of `limit` rows out of up to one more, which tells that there is a next page."""
    if len(found) <= limit:
        return Page(found, None)
    last = found[limit - 1]
    cursor = paging.encode(last["created"], last["id"], last["connection_id"])
    return Page(found[:limit], cursor)


def _question(rows: FromClause, scope: Scope, where: list[ColumnElement[bool]], limit: int) -> Any:
    """The statement; None when no connection can have such rows."""
    ids = scope.ids
    if ids is None:
        return _branch(rows, where, limit)
    if len(ids) > BRANCHES_MAX:
        return _branch(rows, [*where, rows.c.connection_id.in_(ids)], limit)
    branches = [_branch(rows, [*where, rows.c.connection_id == id_], limit) for id_ in ids]
    if len(branches) <= 1:
        return branches[0] if branches else None
    merged = union_all(*[select(branch.subquery()) for branch in branches]).subquery()
    return _ordered(select(merged), merged, limit)


def _branch(rows: FromClause, where: list[ColumnElement[bool]], limit: int) -> Select[Any]:
    return _ordered(select(rows).where(*where), rows, limit)


def _ordered(query: Select[Any], source: Any, limit: int) -> Select[Any]:
    order = (source.c.created, source.c.id, source.c.connection_id)
    return query.order_by(*[column.desc() for column in order]).limit(limit)


async def one(store: Store, table: str, connection_id: str, id_: str) -> Record:
    """The row; `NotFound` when there is none."""
    rows = LEDGER[table]
    query = select(rows).where(rows.c.connection_id == connection_id, rows.c.id == id_)
    async with store.reading() as tx:
        row = (await tx.execute(query)).mappings().first()
    if row is None:
        raise errors.NotFound(f"There is no {table.replace('_', ' ')} {id_} in {connection_id}")
    return dict(row)


Key = tuple[str, str]
"""(connection id, id): what addresses a row."""


async def by(
    tx: AsyncConnection, table: str, keys: set[Key], column: str = "id", only: Sequence[str] = ()
) -> dict[Key, list[Record]]:
    """The rows whose `column` has one of the values, by (connection, value), oldest first.

    `only`: the columns wanted beside the key, all when empty.
    """
    if not keys:
        return {}
    rows = LEDGER[table]
    names = (
        dict.fromkeys(("connection_id", "id", "created", column, *only)) if only else rows.c.keys()
    )
    wanted: dict[str, list[str]] = {}
    for connection_id, value in keys:
        wanted.setdefault(connection_id, []).append(value)
    found: dict[Key, list[Record]] = {}
    # SQLite takes the right index only for one connection at a time and without an order.
    for connection_id, values in wanted.items():
        query = select(*[rows.c[name] for name in names]).where(
            rows.c.connection_id == connection_id, rows.c[column].in_(values)
        )
        for row in (await tx.execute(query)).mappings():
            found.setdefault((connection_id, row[column]), []).append(dict(row))
    for some in found.values():
        some.sort(key=lambda row: (row["created"], row["id"]))
    return found

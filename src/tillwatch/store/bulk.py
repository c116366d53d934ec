"""Many rows in few statements, told to the driver as they are.

SQLAlchemy's own way takes a dict a row and, on SQLite, a step of the driver a row; between two
steps Python may run something else first, which makes a busy process wait thousands of times. Here
a statement takes up to `PART` rows as one flat tuple (SQLite) or all of them as one JSON array a
column (PostgreSQL, whose driver takes several times as long for an array of its own). Parts are
powers of two, so that few statements are ever compiled.

Rows are tuples in the order of `columns`, of plain values (str, int, bool, bytes, None): what a
column type would make of them (`store.columns`) is already done. In one call no two rows may have
the same key. `known` is what follows the rows in the statement: ON CONFLICT, RETURNING.

`insert`, `upsert` and `find` run on a plain connection inside `Store.write`. What goes wrong is
SQLAlchemy's `DBAPIError`, as everywhere; or the `ValueError` of a value that is none. Who has the
driver's own connection takes the statements themselves: `parts` on SQLite, `whole` and
`in_columns` on PostgreSQL.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain, repeat
from typing import Any, Final

import msgspec
from sqlalchemy import BigInteger, Boolean, Connection, Integer, LargeBinary
from sqlalchemy.schema import Table

from tillwatch.store.packing import Packed

PART: Final = 64
"""Rows in one statement on SQLite: enough that the driver is entered rarely, and few enough that
the compiled statement stays small."""
LOOKED_UP: Final = 512
"""Values in one question on SQLite."""

Values = tuple[Any, ...]
_encode = msgspec.json.Encoder().encode


def insert(
    connection: Connection, table: Table, columns: tuple[str, ...], rows: Sequence[Values]
) -> None:
    """Insert `rows`."""
    _write(connection, table, columns, "", rows)


def upsert(
    connection: Connection,
    table: Table,
    columns: tuple[str, ...],
    rows: Sequence[Values],
    key: tuple[str, ...],
) -> None:
    """Insert `rows`, or replace all other columns of those whose `key` is known."""
    _write(connection, table, columns, _replacing(columns, key), rows)


def find(
    connection: Connection,
    table: Table,
    columns: tuple[str, ...],
    owner: dict[str, str],
    column: str,
    wanted: Sequence[str],
) -> Iterator[Values]:
    """`columns` of the rows whose columns equal `owner` and whose `column` is one of `wanted`, as
    the driver gives them: on SQLite a yes or no is 1 or 0."""
    asked = (table, columns, tuple(owner), column)
    if connection.dialect.name == "postgresql":
        values: Values = (*owner.values(), list(wanted))
        yield from connection.exec_driver_sql(_question_of_all(*asked), values)
        return
    for start in range(0, len(wanted), LOOKED_UP):
        part = wanted[start : start + LOOKED_UP]
        size = 1 << (len(part) - 1).bit_length()
        padded = (*owner.values(), *part, *repeat(part[0], size - len(part)))
        yield from connection.exec_driver_sql(_question(*asked, size), padded)


def parts(
    table: Table, columns: tuple[str, ...], known: str, rows: Sequence[Values], most: int = PART
) -> Iterator[tuple[str, Values]]:
    """For SQLite: statements and their values that insert `rows`, up to `most` (a power of two)
    at a time."""
    start = 0
    while left := len(rows) - start:
        size = min(most, 1 << (left.bit_length() - 1))
        flat = tuple(chain.from_iterable(rows[start : start + size]))
        yield _statement(table, columns, known, size), flat
        start += size


@cache
def whole(table: Table, columns: tuple[str, ...], known: str, *, behind: str = "") -> str:
    """For PostgreSQL: the statement that inserts any number of rows; its values are `in_columns`.
    A number that no column holds, or a NUL in a text, makes it fail. `behind`: a table of one row
    and a comma; nothing is inserted before that row is there."""
    given = ",".join(
        f"json_array_elements_text(${number}::text::json)" for number in range(1, len(columns) + 1)
    )
    names = _names(columns)
    taken = ",".join(_taken(table, name) for name in columns)
    rows = f"SELECT {taken} FROM {behind}ROWS FROM ({given}) AS given ({names})"  # noqa: S608  # names of our own tables
    return _into(table, columns) + rows + known


def in_columns(rows: Sequence[Values]) -> tuple[str, ...]:
    """The values of `whole`: one JSON array a column. Bytes are in base64, numbers exact."""
    return tuple(map(_json, zip(*rows, strict=True)))


def _write(
    connection: Connection,
    table: Table,
    columns: tuple[str, ...],
    known: str,
    rows: Sequence[Values],
) -> None:
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(whole(table, columns, known), in_columns(rows))
        return
    for statement, values in parts(table, columns, known, rows):
        connection.exec_driver_sql(statement, values)


def _json(values: Sequence[Any]) -> str:
    return _encode(values).decode()


@cache
def _statement(table: Table, columns: tuple[str, ...], known: str, rows: int) -> str:
    places = f"({','.join('?' * len(columns))})"
    return _into(table, columns) + "VALUES " + ",".join([places] * rows) + known


def _into(table: Table, columns: tuple[str, ...]) -> str:
    return f"INSERT INTO {table.name} ({_names(columns)}) "


@cache
def _replacing(columns: tuple[str, ...], key: tuple[str, ...]) -> str:
    replaced = ",".join(f'"{name}"=excluded."{name}"' for name in columns if name not in key)
    return f" ON CONFLICT ({_names(key)}) DO UPDATE SET {replaced}"


@cache
def _question(
    table: Table, columns: tuple[str, ...], owner: tuple[str, ...], column: str, values: int
) -> str:
    equal = "".join(f'"{name}"=? AND ' for name in owner)
    places = ",".join("?" * values)
    return f'SELECT {_names(columns)} FROM {table.name} WHERE {equal}"{column}" IN ({places})'  # noqa: S608  # names of our own tables


@cache
def _question_of_all(
    table: Table, columns: tuple[str, ...], owner: tuple[str, ...], column: str
) -> str:
    """The owner is hidden from the planner (`SELECT $1`), which would else suppose that one who is
    not among its most common values has no rows, and read all of them instead of those wanted. The
    array is the driver's own: where it is known while planning, PostgreSQL looks it up by hash."""
    equal = "".join(f'"{name}"=(SELECT ${n}::text) AND ' for n, name in enumerate(owner, 1))
    wanted = f'"{column}"=ANY(${len(owner) + 1}::text[])'
    return f"SELECT {_names(columns)} FROM {table.name} WHERE {equal}{wanted}"  # noqa: S608  # names of our own tables


def _names(columns: tuple[str, ...]) -> str:
    return ",".join(f'"{name}"' for name in columns)


def _taken(table: Table, column: str) -> str:
    """The column of text that came, as the table's type."""
    match table.c[column].type:
        case Boolean():
            return f'"{column}"::boolean'
        case BigInteger() | Integer():
            return f'"{column}"::bigint'
        case LargeBinary() | Packed():
            return f"decode(\"{column}\",'base64')"
        case _:
            return f'"{column}"'

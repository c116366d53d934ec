"""Many rows in few statements, told to the driver as they are.

SQLAlchemy's own way takes a dict a row and, on SQLite, a step of the driver a row; between two
steps Python may run something else first, which makes a busy process wait thousands of times. Here
a statement takes up to `PART` rows as one flat tuple (SQLite) or all of them as one array a column
(PostgreSQL). Parts are powers of two, so that few statements are ever compiled.

Rows are tuples in the order of `columns`, of plain values: what a column type would make of them
(`store.columns`) is already done. In one call no two rows may have the same key.

Plain functions on a plain connection: they run inside `Store.write`. What goes wrong is
SQLAlchemy's `DBAPIError`, as everywhere.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain, repeat
from typing import Any, Final

from sqlalchemy import BigInteger, Boolean, Connection, Integer, LargeBinary
from sqlalchemy.schema import Table

from tillwatch.store.packing import Packed

PART: Final = 64
"""Rows in one statement on SQLite: enough that the driver is entered rarely, and few enough that
the compiled statement stays small."""
LOOKED_UP: Final = 512
"""Values in one question on SQLite."""

Values = tuple[Any, ...]


def insert(
    connection: Connection, table: Table, columns: tuple[str, ...], rows: Sequence[Values]
) -> None:
    """Insert `rows`."""
    _write(connection, table, columns, (), rows)


def upsert(
    connection: Connection,
    table: Table,
    columns: tuple[str, ...],
    rows: Sequence[Values],
    key: tuple[str, ...],
) -> None:
    """Insert `rows`, or replace all other columns of those whose `key` is known."""
    _write(connection, table, columns, key, rows)


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


def _write(
    connection: Connection,
    table: Table,
    columns: tuple[str, ...],
    key: tuple[str, ...],
    rows: Sequence[Values],
) -> None:
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        arrays = tuple(map(list, zip(*rows, strict=True)))
        connection.exec_driver_sql(_statement_of_all(table, columns, key), arrays)
        return
    start = 0
    while left := len(rows) - start:
        size = min(PART, 1 << (left.bit_length() - 1))
        flat = tuple(chain.from_iterable(rows[start : start + size]))
        connection.exec_driver_sql(_statement(table, columns, key, size), flat)
        start += size


@cache
def _statement(table: Table, columns: tuple[str, ...], key: tuple[str, ...], rows: int) -> str:
    places = f"({','.join('?' * len(columns))})"
    return _into(table, columns) + "VALUES " + ",".join([places] * rows) + _replacing(columns, key)


@cache
def _statement_of_all(table: Table, columns: tuple[str, ...], key: tuple[str, ...]) -> str:
    arrays = ",".join(f"${n}::{_type(table, name)}[]" for n, name in enumerate(columns, 1))
    rows = f"SELECT * FROM unnest({arrays})"  # noqa: S608  # names of our own tables
    return _into(table, columns) + rows + _replacing(columns, key)


def _into(table: Table, columns: tuple[str, ...]) -> str:
    return f"INSERT INTO {table.name} ({_names(columns)}) "


def _replacing(columns: tuple[str, ...], key: tuple[str, ...]) -> str:
    if not key:
        return ""
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
    equal = "".join(f'"{name}"=${n} AND ' for n, name in enumerate(owner, 1))
    wanted = f'"{column}"=ANY(${len(owner) + 1}::{_type(table, column)}[])'
    return f"SELECT {_names(columns)} FROM {table.name} WHERE {equal}{wanted}"  # noqa: S608  # names of our own tables


def _names(columns: tuple[str, ...]) -> str:
    return ",".join(f'"{name}"' for name in columns)


def _type(table: Table, column: str) -> str:
    match table.c[column].type:
        case Boolean():
            return "boolean"
        case BigInteger() | Integer():
            return "bigint"
        case LargeBinary() | Packed():
            return "bytea"
        case _:
            return "text"

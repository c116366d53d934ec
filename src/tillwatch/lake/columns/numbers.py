"""Numbers for values whose different ones are counted: from 1 on, in the order in which they come.

Counting different texts of millions is slow; numbers without gaps are bits, one for each, and what
is counted is the bits that are set (`different`). Each value stands here once with its number, so
the count is exact. `different` is a macro of the file's, because it has to say how many bits there
may be, which only the file knows; where there would be many rows of bits (a question divided by
much), numbers are counted as texts were.
"""

from typing import Final, NamedTuple

import duckdb

from tillwatch.lake import facts

LEAST: Final = 1 << 16
"""So many bits at least."""


class Given(NamedTuple):
    """What is inserted: rows from `rows`, with the columns `names` (", a, b") besides."""

    rows: str
    names: str


def begin(connection: duckdb.DuckDBPyConnection) -> None:
    """Nothing has a number yet."""
    for fact in facts.NUMBERED:
        connection.execute(f"CREATE TABLE {_table(fact)} (key UBIGINT, value TEXT, number BIGINT)")
    allow(connection, 0)


def given(connection: duckdb.DuckDBPyConnection, fact: str, coming: str) -> Given:
    """Numbers for the rows of `coming`; new ones for values that had none."""
    column = facts.NUMBERED.get(fact)
    if column is None:
        return Given(coming, "")
    table, number = _table(fact), facts.number(column)
    last = _last(connection, table)
    connection.execute(
        f"INSERT INTO {table} SELECT hash(value), value, $1 + row_number() OVER () "  # noqa: S608  # our own
        f"FROM (SELECT DISTINCT {column} AS value FROM {coming} WHERE {column} IS NOT NULL) AS new "
        f"WHERE NOT EXISTS (SELECT 1 FROM {table} AS known "
        "WHERE known.key = hash(new.value) AND known.value = new.value)",
        [last],
    )
    now = _last(connection, table)
    if _bound(now) > _bound(last):
        allow(connection, now)
    rows = (
        f"(SELECT coming.*, known.number AS {number} FROM {coming} AS coming "  # noqa: S608  # our own
        f"LEFT JOIN {table} AS known "
        f"ON known.key = hash(coming.{column}) AND known.value = coming.{column})"
    )
    return Given(rows, f", {number}")


def allow(connection: duckdb.DuckDBPyConnection, last: int) -> None:
    """Numbers up to that one can be counted as bits."""
    connection.execute(
        "CREATE OR REPLACE MACRO different(number) AS "
        f"coalesce(bit_count(bitstring_agg(number, 0, {_bound(last)})), 0)"
    )


def forget(connection: duckdb.DuckDBPyConnection) -> None:
    """Values that no row has any more."""
    for fact, column in facts.NUMBERED.items():
        connection.execute(
            f"DELETE FROM {_table(fact)} WHERE number NOT IN (SELECT {facts.number(column)} "  # noqa: S608  # our own
            f"FROM fact_{fact} WHERE {facts.number(column)} IS NOT NULL)"
        )


def _table(fact: str) -> str:
    return f"number_{fact}"


def _last(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    row = connection.execute(f"SELECT max(number) FROM {table}").fetchone()  # noqa: S608  # our own
    return int(row[0] or 0) if row else 0


def _bound(last: int) -> int:
    """A power of two above it, so that it seldom changes."""
    return max(LEAST, 1 << last.bit_length())

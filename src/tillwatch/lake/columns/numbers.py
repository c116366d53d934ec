"""Numbers for values whose different ones are counted: from 1 on, in the order in which they come.

Counting different texts of millions is slow. Numbers without gaps are places in a row: what is
counted finds its own without being looked for (`file.BY_NUMBER`). Each value stands here once with
its number, so the count is exact.
"""

from typing import Final, NamedTuple

import duckdb

from tillwatch.lake import facts

COLUMNS: Final = {
    column: [fact for fact, its in facts.NUMBERED.items() if its == column]
    for column in sorted(set(facts.NUMBERED.values()))
}
"""Each column with the facts that have it: a value has one number in all of them."""


class Given(NamedTuple):
    """What is inserted: rows from `rows`, with the columns `names` (", a, b") besides."""

    rows: str
    names: str


def begin(connection: duckdb.DuckDBPyConnection) -> None:
    """Nothing has a number yet."""
    for column in COLUMNS:
        connection.execute(
            f"CREATE TABLE {_table(column)} (key UBIGINT, value TEXT, number BIGINT)"
        )


def given(connection: duckdb.DuckDBPyConnection, fact: str, coming: str) -> Given:
    """Numbers for the rows of `coming`; new ones for values that had none."""
    column = facts.NUMBERED.get(fact)
    if column is None:
        return Given(coming, "")
    table, number = _table(column), facts.number(column)
    last = _last(connection, table)
    connection.execute(
        f"INSERT INTO {table} SELECT hash(value), value, $1 + row_number() OVER () "  # noqa: S608  # our own
        f"FROM (SELECT DISTINCT {column} AS value FROM {coming} WHERE {column} IS NOT NULL) AS new "
        f"WHERE NOT EXISTS (SELECT 1 FROM {table} AS known "
        "WHERE known.key = hash(new.value) AND known.value = new.value)",
        [last],
    )
    rows = (
        f"(SELECT coming.*, known.number AS {number} FROM {coming} AS coming "  # noqa: S608  # our own
        f"LEFT JOIN {table} AS known "
        f"ON known.key = hash(coming.{column}) AND known.value = coming.{column})"
    )
    return Given(rows, f", {number}")


def forget(connection: duckdb.DuckDBPyConnection) -> None:
    """Values that no row has any more."""
    for column, among in COLUMNS.items():
        number = facts.number(column)
        kept = " UNION ALL ".join(
            f"SELECT {number} FROM fact_{fact} WHERE {number} IS NOT NULL"  # noqa: S608  # our own
            for fact in among
        )
        connection.execute(f"DELETE FROM {_table(column)} WHERE number NOT IN ({kept})")  # noqa: S608  # our own


def _table(column: str) -> str:
    return f"number_{column}"


def _last(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    row = connection.execute(f"SELECT max(number) FROM {table}").fetchone()  # noqa: S608  # our own
    return int(row[0] or 0) if row else 0

"""Different values are counted by numbers: the same count as of the values themselves, always."""

import random
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tillwatch.lake import facts
from tillwatch.lake.columns import file, tables
from tillwatch.lake.columns.tables import Part, State

TABLE = facts.TABLES["attempt"]
STATE = State(shape="", version="", generation=1, reached=0, places={}, began_at=0.0)
COUNTED = (
    "SELECT created // 10 AS part, count(DISTINCT customer), count(DISTINCT customer_number) "
    "FROM fact_attempt GROUP BY part"
)


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with file.opened(tmp_path, 256) as opened:
        tables.begin(opened, STATE)
        yield opened


def _written(
    connection: duckdb.DuckDBPyConnection, tries: list[tuple[str, str, int, str | None]]
) -> None:
    """(connection, id, created, customer); one that is there is replaced."""
    rows = []
    for connection_id, id_, created, customer in tries:
        given = {"connection_id": connection_id, "id": id_, "created": created}
        given |= {"customer": customer} if customer else {}
        rows.append([given.get(column.name) for column in facts.told(TABLE)])
    gone = [(connection_id, id_) for connection_id, id_, _, _ in tries]
    tables.write(connection, {"attempt": Part(gone=gone, rows=rows)}, STATE)


def _agree(connection: duckdb.DuckDBPyConnection) -> None:
    for part, values, given in connection.execute(COUNTED).fetchall():
        assert values == given, part


def test_numbers_count_what_values_count_however_they_come(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    chance = random.Random(1)
    for _ in range(12):
        _written(
            connection,
            [
                (
                    f"con_{chance.randrange(2)}",
                    f"ch_{chance.randrange(150)}",
                    chance.randrange(40),
                    chance.choice([None, *(f"cus_{n}" for n in range(60))]),
                )
                for _ in range(40)
            ],
        )
        _agree(connection)
    known = connection.execute("SELECT count(*), count(DISTINCT number) FROM number_customer")
    assert known.fetchall() == [(60, 60)]


def test_what_no_row_has_any_more_is_forgotten_and_its_number_gives_no_wrong_count(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    _written(connection, [("con_a", "ch_1", 1, "cus_shared"), ("con_a", "ch_2", 2, "cus_own")])
    _written(connection, [("con_b", "ch_3", 3, "cus_shared"), ("con_b", "ch_4", 4, None)])
    tables.write(connection, {}, STATE, forgotten=["con_a"])
    kept = connection.execute("SELECT value FROM number_customer").fetchall()
    assert kept == [("cus_shared",)]
    _written(connection, [("con_b", "ch_5", 5, "cus_new")])
    _agree(connection)

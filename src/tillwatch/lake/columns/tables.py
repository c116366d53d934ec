"""The tables of the file: one a fact, and one row that says how far they are.

A row's key is a hash of its connection and id, which finds it by one column of numbers; whether it
is the row is asked of its id. All that one step writes is one transaction with its state.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import duckdb
import msgspec
import pyarrow as pa
from sqlalchemy import Integer, Table

from tillwatch.lake import facts
from tillwatch.lake.columns import numbers

Rows = Sequence[Sequence[Any]]
Keys = Sequence[tuple[str, str]]
HASHED: Final = "hash(connection_id || '/' || id)"
STATE: Final = (
    "CREATE TABLE IF NOT EXISTS lake_state (reached BIGINT, generation BIGINT, told TEXT)"
)


class Place(msgspec.Struct, kw_only=True):
    """How far a fact is filled, in the order of the ledger: behind this row."""

    created: int = -(1 << 62)
    id: str = ""
    connection_id: str = ""
    rows: int = 0
    done: bool = False


class State(msgspec.Struct, kw_only=True):
    """`shape` and `version`: who filled it; `generation`: the making of the ledger; `reached`: the
    change it followed to; `filled_at`: when it had everything once; None while it is filled."""

    shape: str
    version: str
    generation: int
    reached: int
    places: dict[str, Place]
    began_at: float
    filled_at: float | None = None


class Part(msgspec.Struct, kw_only=True):
    """What one step does to a fact: rows with these keys go, these come."""

    gone: Keys = ()
    rows: Rows = ()


def state(connection: duckdb.DuckDBPyConnection) -> State | None:
    """None of a file that was just made, or of one that says nothing that can be read."""
    connection.execute(STATE)
    row = connection.execute("SELECT told FROM lake_state").fetchone()
    try:
        return None if row is None else msgspec.json.decode(row[0], type=State)
    except msgspec.DecodeError:
        return None


def begin(connection: duckdb.DuckDBPyConnection, new: State) -> None:
    """Empty tables for all facts."""
    connection.execute("BEGIN")
    for name in _names(connection):
        connection.execute(f'DROP TABLE "{name}"')
    connection.execute(STATE)
    for table in facts.TABLES.values():
        columns = ", ".join(f'"{c.name}" {"BIGINT" if _is_number(c) else "TEXT"}' for c in table.c)
        connection.execute(f"CREATE TABLE {table.name} (key UBIGINT, {columns})")
    numbers.begin(connection)
    _tell(connection, new)
    connection.execute("COMMIT")


def write(
    connection: duckdb.DuckDBPyConnection,
    parts: Mapping[str, Part],
    new: State,
    forgotten: Sequence[str] = (),
) -> None:
    """One step. `forgotten`: connections of which nothing is kept any more."""
    connection.execute("BEGIN")
    try:
        for name, part in parts.items():
            _replace(connection, facts.TABLES[name], part)
        for connection_id in forgotten:
            for table in facts.TABLES.values():
                gone = f"DELETE FROM {table.name} WHERE connection_id = $1"  # noqa: S608  # our own
                connection.execute(gone, [connection_id])
        if forgotten:
            numbers.forget(connection)
        _tell(connection, new)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def counts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """How many rows each fact has."""
    found = {}
    for name, table in facts.TABLES.items():
        row = connection.execute(f"SELECT count(*) FROM {table.name}").fetchone()  # noqa: S608  # our own
        found[name] = int(row[0]) if row else 0
    return found


def _replace(connection: duckdb.DuckDBPyConnection, table: Table, part: Part) -> None:
    if part.gone:
        owners, ids = zip(*part.gone, strict=True)
        given = {"connection_id": pa.array(owners, pa.string()), "id": pa.array(ids, pa.string())}
        connection.register("leaving", pa.table(given))
        connection.execute(
            f"DELETE FROM {table.name} AS kept USING "  # noqa: S608  # names of our own
            f"(SELECT {HASHED} AS key, connection_id, id FROM leaving) AS going "
            "WHERE kept.key = going.key AND kept.id = going.id "
            "AND kept.connection_id = going.connection_id"
        )
        connection.unregister("leaving")
    if part.rows:
        connection.register("coming", _arrow(table, part.rows))
        names = ", ".join(f'"{c.name}"' for c in facts.told(table))
        coming = numbers.given(connection, table.name.removeprefix("fact_"), "coming")
        connection.execute(
            f"INSERT INTO {table.name} (key, {names}{coming.names}) "  # noqa: S608  # our own names
            f"SELECT {HASHED}, {names}{coming.names} FROM {coming.rows}"
        )
        connection.unregister("coming")


def _arrow(table: Table, rows: Rows) -> pa.Table:
    columns = zip(*rows, strict=True)
    given = {
        column.name: pa.array(values, pa.int64() if _is_number(column) else pa.string())
        for column, values in zip(facts.told(table), columns, strict=True)
    }
    return pa.table(given)


def _is_number(column: Any) -> bool:
    return isinstance(column.type, Integer)


def _tell(connection: duckdb.DuckDBPyConnection, new: State) -> None:
    connection.execute("DELETE FROM lake_state")
    told = msgspec.json.encode(new).decode()
    connection.execute(
        "INSERT INTO lake_state VALUES ($1, $2, $3)", [new.reached, new.generation, told]
    )


def _names(connection: duckdb.DuckDBPyConnection) -> list[str]:
    found = connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
    return [str(name) for (name,) in found]

"""What each store is told about the size of things, so that it takes the right index at once.

Without figures SQLite supposes that a connection has ten rows and walks all of its million where
it should look up twenty. Real figures (ANALYZE) would change plans as a store grows; these are
those of a large account and stand still.

PostgreSQL counts by itself, but a minute late, and until then it supposes that a connection has a
two hundredth of the rows: the first import reads all that is there again with every batch. So it
is told that one connection may have all of them, by a few examples which it looks at and which
are gone when anybody else looks.

All this steers plans only, never what is found.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Index,
    Integer,
    delete,
    exists,
    select,
)
from sqlalchemy.schema import Table

from tillwatch.store import bulk
from tillwatch.store.packing import Packed
from tillwatch.store.tables import objects

ROWS: Final = 1_000_000
SAME: Final = {"connection_id": ROWS, "status": ROWS // 8, "payout": 500, "id": 1, "created": 2}
"""About how many rows of a large account have the same value in a column."""
OTHERWISE: Final = 5
EXAMPLES: Final = range(-150, 0)
"""So many that they fill pages, as rows do."""


def tell(connection: Connection, tables: Sequence[Table]) -> None:
    """Write the estimates of every index of the ledger's tables, which are new."""
    if connection.dialect.name != "sqlite":
        for table in (*tables, objects):
            _show(connection, table)
        return
    told = [
        {"tbl": table.name, "idx": name, "stat": stat}
        for table in tables
        for name, stat in _of(table)
    ]
    # makes the table of figures, empty as there are no rows yet
    connection.exec_driver_sql(f"ANALYZE {tables[0].name}")
    connection.exec_driver_sql(
        "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (:tbl, :idx, :stat)", told
    )
    connection.exec_driver_sql("ANALYZE sqlite_schema")


def _show(connection: Connection, table: Table) -> None:
    """Let PostgreSQL analyze a table that is empty: any owner may have all rows, an id is one's."""
    if connection.scalar(select(exists().select_from(table))):
        return
    owners = ["connection_id", "kind"] if table is objects else ["connection_id"]
    alike = ", ".join(f"ALTER COLUMN {name} SET (n_distinct = 1)" for name in owners)
    connection.exec_driver_sql(f"ALTER TABLE {table.name} {alike}")
    needed = [column for column in table.columns if not column.nullable]
    rows = [tuple(_example(column, number) for column in needed) for number in EXAMPLES]
    bulk.insert(connection, table, tuple(column.name for column in needed), rows)
    seen = [*owners, *(name for name in ("id", "object_id") if name in table.columns)]
    connection.exec_driver_sql(f"ANALYZE {table.name} ({', '.join(seen)})")
    connection.execute(delete(table).where(table.c.connection_id.in_(map(str, EXAMPLES))))


def _example(column: Column[Any], number: int) -> Any:
    match column.type:
        case Boolean():
            return False
        case BigInteger() | Integer():
            return number
        case Packed():
            return b""
        case _:
            return str(number)


def _of(table: Table) -> list[tuple[str, str]]:
    """Of the key and of each index: rows in all, then rows alike in one, two … columns."""
    key = (f"sqlite_autoindex_{table.name}_1", [column.name for column in table.primary_key])
    others = [(str(index.name), _columns(index)) for index in table.indexes]
    return [(name, _stat(columns)) for name, columns in (key, *others)]


def _columns(index: Index) -> list[str]:
    return [getattr(expression, "name", "") for expression in index.expressions]


def _stat(columns: list[str]) -> str:
    alike = [ROWS]
    for name in columns:
        alike.append(min(alike[-1], SAME.get(name, OTHERWISE)))
    return " ".join(map(str, alike))

"""What SQLite is told about the ledger's indexes, so that it takes the right one from the start.

Without figures SQLite supposes that a connection has ten rows and walks all of its million where
it should look up twenty. Real figures (ANALYZE) would change plans as a store grows; these are
those of a large account and stand still. They steer plans only, never what is found.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, Index
from sqlalchemy.schema import Table

ROWS: Final = 1_000_000
SAME: Final = {"connection_id": ROWS, "status": ROWS // 8, "payout": 500, "id": 1, "created": 2}
"""About how many rows of a large account have the same value in a column."""
OTHERWISE: Final = 5


def tell(connection: Connection, tables: Sequence[Table]) -> None:
    """Write the estimates of every index of the tables. PostgreSQL counts by itself."""
    if connection.dialect.name != "sqlite":
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

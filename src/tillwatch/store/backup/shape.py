"""What a store holds that belongs into a backup: found by looking, so that a store of an older
revision is copied as it is."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    MetaData,
    Table,
    cast,
    func,
    inspect,
    select,
    text,
)

from tillwatch.store import packing, schema, tables
from tillwatch.store.tables import access, node

OF_NOW: Final = frozenset({"node", "lease", "seat"})
"""Who works at the moment: nothing of it is true after a restore."""
ALIVE_MS: Final = 20_000
"""A process gives a sign of life every five seconds."""
OWN: Final = (tables.connection, tables.person, tables.inbox, tables.objects)
MADE_AGAIN: Final = (
    schema.LEDGER_SHAPE,
    schema.LEDGER_EDITION,
    schema.LEDGER_FILLED,
    schema.MENTIONS,
)
"""Cursors of what is computed again after a restore."""

_KNOWN: Final = {**tables.metadata.tables, **tables.inbox_metadata.tables}


def kept(connection: Connection, series: str) -> list[Table]:
    """The tables of a series that are there, by their columns alone."""
    metadata = tables.inbox_metadata if series == "inbox" else tables.metadata
    looked = inspect(connection)
    there = set(looked.get_table_names())
    return [
        Table(
            name,
            MetaData(),
            *(Column(one["name"], one["type"]) for one in looked.get_columns(name)),
        )
        for name in sorted(metadata.tables)
        if name in there and name not in OF_NOW
    ]


def packed(table: Table) -> list[int]:
    """The places of the columns whose values rest packed."""
    known = _KNOWN[table.name].columns
    names = {column.name for column in known if isinstance(column.type, packing.Packed)}
    return [place for place, column in enumerate(table.columns) if column.name in names]


def rows(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0


def counter(table: Table) -> str | None:
    """The column that numbers the rows of `table` by itself, if one does."""
    return next((c.name for c in _KNOWN[table.name].primary_key if c.autoincrement is True), None)


def last_number(connection: Connection, table: Table, column: str) -> int:
    """The last number that was given, whether its row is still there or not; 0 before the first."""
    if connection.dialect.name == "sqlite":
        given = "SELECT seq FROM sqlite_sequence WHERE name = :table"
        found = connection.scalar(text(given), {"table": table.name})
    else:
        named = {"sequence": f"{table.name}_{column}_seq"}
        given = "SELECT last_value FROM pg_sequences WHERE sequencename = :sequence"
        given += " AND schemaname = current_schema()"
        found = connection.scalar(text(given), named)  # null before the first
    return int(found or 0)


def set_last_number(connection: Connection, table: Table, column: str, last: int) -> None:
    """The next number is the one after `last`."""
    if last == 0:
        return
    if connection.dialect.name == "sqlite":
        named = {"table": table.name, "last": last}
        connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :table"), named)
        connection.execute(text("INSERT INTO sqlite_sequence VALUES (:table, :last)"), named)
        return
    named = {"sequence": f"{table.name}_{column}_seq", "last": last}
    connection.execute(text("SELECT setval(CAST(:sequence AS regclass), :last)"), named)


def is_empty(connection: Connection) -> bool:
    """Whether nothing of anybody's is in the tables there are: started at most, never used."""
    there = set(inspect(connection).get_table_names())
    asked = [select(one.c[0]).limit(1) for one in OWN if one.name in there]
    if access.name in there:
        asked.append(select(access.c.id).where(access.c.kind == "token").limit(1))
    return all(connection.scalar(one) is None for one in asked)


def at_work(connection: Connection) -> str | None:
    """The machine of a process that works on this PostgreSQL: it said so a moment ago."""
    if node.name not in inspect(connection).get_table_names():
        return None
    now_ms = cast(func.extract("epoch", func.clock_timestamp()) * 1000, BigInteger)
    alive = select(node.c.host).where(node.c.seen_ms > now_ms - ALIVE_MS)
    return connection.scalar(alive.limit(1))

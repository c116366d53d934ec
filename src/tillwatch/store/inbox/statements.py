"""The one statement that keeps deliveries, as text that is made once, for both stores.

A delivery whose (connection, event, api_version) is known already only adds to that row's
`repeats`. On SQLite all rows of a part are values of one INSERT: one call into SQLite a part, so
that the thread that writes and the loop pass the interpreter's lock to each other twice a part and
not once a row. Parts have powers of two as sizes, so few statements are ever compiled. PostgreSQL
takes each column as one array.

Numbers are given in the order in which transactions commit, so that a reader that goes by them
passes nothing over: SQLite has one writer, on PostgreSQL each takes a lock first.
"""

import sqlite3
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Connection

from tillwatch.store import packing, schema


class Delivery(msgspec.Struct):
    """One event as it came. `received_ms` by our clock; `source` webhook or poll."""

    connection_id: str
    event_id: str
    api_version: str
    type: str
    created: int
    livemode: bool | None
    account: str | None
    thin: bool
    source: str
    received_ms: int
    body: bytes


COLUMNS: Final = (*Delivery.__struct_fields__, "repeats")
Row = tuple[Any, ...]
"""The values of `COLUMNS`."""

KEY: Final = 3
"""So many columns, the first ones, say which row it is."""
SOURCE, REPEATS = COLUMNS.index("source"), COLUMNS.index("repeats")
PART_MAX: Final = 256

_NAMES: Final = ", ".join(COLUMNS)
_KNOWN: Final = (
    f" ON CONFLICT ({', '.join(COLUMNS[:KEY])}) DO UPDATE SET repeats = inbox.repeats"
    " + excluded.repeats + CASE WHEN excluded.source = 'webhook' THEN 1 ELSE 0 END"
)
_ONE: Final = f"({', '.join('?' * len(COLUMNS))})"
_PARTS: Final = {
    size: f"INSERT INTO inbox ({_NAMES}) VALUES {', '.join([_ONE] * size)}{_KNOWN}"  # noqa: S608  # names of ours
    for size in (1 << power for power in range(PART_MAX.bit_length()))
}
_TYPES: Final = {
    "created": "bigint",
    "received_ms": "bigint",
    "repeats": "bigint",
    "livemode": "boolean",
    "thin": "boolean",
    "body": "bytea",
}
_ARRAYS: Final = ", ".join(
    f"${number}::{_TYPES.get(name, 'text')}[]" for number, name in enumerate(COLUMNS, 1)
)
_POSTGRESQL: Final = (
    f"WITH kept AS (INSERT INTO inbox ({_NAMES})"  # noqa: S608  # names of ours
    f" SELECT * FROM unnest({_ARRAYS}){_KNOWN} RETURNING xmax)"
    " SELECT count(*) FROM kept WHERE xmax <> 0"  # an inserted row has none
)


def united(deliveries: Sequence[Delivery]) -> list[Row]:
    """Each delivery once, the first; what repeats it by webhook is counted on it. (A poll that
    finds what a webhook brought is no repeat: it is expected.)"""
    found: dict[Row, Row] = {}
    for delivery in deliveries:
        row = (*msgspec.structs.astuple(delivery)[:-1], packing.pack(delivery.body), 0)
        key = row[:KEY]
        first = found.setdefault(key, row)
        if first is not row and row[SOURCE] == "webhook":
            found[key] = (*first[:REPEATS], first[REPEATS] + 1)
    return list(found.values())


def into_file(file: sqlite3.Connection, rows: Sequence[Row]) -> int:
    """Keep `united` rows in a transaction of its own, on disk when this returns. How many of them
    were known before."""
    file.execute("BEGIN IMMEDIATE")
    try:
        [before] = file.execute("SELECT coalesce(max(seq), 0) FROM inbox").fetchone()
        at, left = 0, len(rows)
        while left:
            size = min(PART_MAX, 1 << (left.bit_length() - 1))
            file.execute(_PARTS[size], [value for row in rows[at : at + size] for value in row])
            at, left = at + size, left - size
        [new] = file.execute("SELECT count(*) FROM inbox WHERE seq > ?", (before,)).fetchone()
        file.execute("COMMIT")
    except BaseException:
        if file.in_transaction:  # a full disk has ended it already
            file.execute("ROLLBACK")
        raise
    return len(rows) - int(new)


def into_postgresql(connection: Connection, rows: Sequence[Row]) -> int:
    """Keep `united` rows, in the transaction that is open. How many of them were known before."""
    schema.in_turn(connection, schema.INBOX_LOCK)
    columns = tuple([row[number] for row in rows] for number in range(len(COLUMNS)))
    return connection.exec_driver_sql(_POSTGRESQL, columns).scalar() or 0

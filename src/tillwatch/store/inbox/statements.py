"""The one statement that keeps deliveries, on both stores.

A delivery whose (connection, event, api_version) is known already only adds to that row's
`repeats`. `store.bulk` makes the statements. On SQLite they go to the driver's own connection: one
call into SQLite a part, so that the thread that writes and the loop pass the interpreter's lock to
each other twice a part and not once a row.

Numbers are given in the order in which transactions commit, so that a reader that goes by them
passes nothing over: SQLite has one writer, on PostgreSQL the statement takes a lock before it has
its first row, and is a transaction of its own: one question and one answer a batch.
"""

import sqlite3
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Connection

from tillwatch.store import bulk, packing, schema
from tillwatch.store.tables import inbox


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

_KNOWN: Final = (
    f" ON CONFLICT ({', '.join(COLUMNS[:KEY])}) DO UPDATE SET repeats = inbox.repeats"
    " + excluded.repeats + CASE WHEN excluded.source = 'webhook' THEN 1 ELSE 0 END"
)
_TURN: Final = f"(SELECT pg_advisory_xact_lock({schema.INBOX_LOCK})) AS turn, "
"""Joined to the rows: there is none before the lock is held, and so no number of one."""
_KEPT: Final = bulk.whole(inbox, COLUMNS, _KNOWN + " RETURNING xmax", behind=_TURN)
_POSTGRESQL: Final = (
    f"WITH kept AS ({_KEPT})"  # noqa: S608  # names of ours
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
        for statement, values in bulk.parts(inbox, COLUMNS, _KNOWN, rows, PART_MAX):
            file.execute(statement, values)
        [new] = file.execute("SELECT count(*) FROM inbox WHERE seq > ?", (before,)).fetchone()
        file.execute("COMMIT")
    except BaseException:
        if file.in_transaction:  # a full disk has ended it already
            file.execute("ROLLBACK")
        raise
    return len(rows) - int(new)


def into_postgresql(connection: Connection, rows: Sequence[Row]) -> int:
    """Keep `united` rows. How many of them were known before."""
    return connection.exec_driver_sql(_POSTGRESQL, bulk.in_columns(rows)).scalar() or 0

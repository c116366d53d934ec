"""Rows into the store, and one line in the log of changes for each row that changed.

A caller gives, for objects that changed, the rows they made before and the rows they make now
(both are pure translations, so nothing need be read to tell what changed). Payments follow from
the intents and attempts among them and are put together again: from these rows, and from what the
store holds beside them.

Plain functions on a plain connection: they run inside `Store.write`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final, TypeVar

import msgspec
from sqlalchemy import Connection, Table, delete

from tillwatch.ledger import project
from tillwatch.rows import Attempt, Intent, Payment, Row
from tillwatch.store import bulk, columns, schema
from tillwatch.store.tables import LEDGER, changes

CHUNK = 400
KEY: Final = ("connection_id", "id")
LOGGED: Final = ("connection_id", "kind", "id", "what", "at_ms", "live")
R = TypeVar("R", bound=Row)
T = TypeVar("T")
Rows = Mapping[str, Row]


class Change(msgspec.Struct, frozen=True):
    """`what`: new, changed or gone."""

    table: str
    id: str
    what: str


def write(
    connection: Connection, connection_id: str, before: Iterable[Row], after: Iterable[Row]
) -> list[Change]:
    """Write what differs between `before` and `after`, payments included; say what changed."""
    old, new = _by_table(before), _by_table(after)
    changed: dict[str, list[Row]] = {}
    gone: dict[str, list[str]] = {}
    payments: set[str] = set()
    for table in sorted(old.keys() | new.keys()):
        was, now = old.get(table, {}), new.get(table, {})
        changed[table] = [row for id_, row in now.items() if was.get(id_) != row]
        gone[table] = [id_ for id_ in was if id_ not in now]
        if table in _PARTS:
            payments |= _payments(changed[table])
            payments |= _payments(was[row.id] for row in changed[table] if row.id in was)
            payments |= _payments(was[id_] for id_ in gone[table])
    parts = _parts(connection, connection_id, sorted(payments), old, new) if payments else _NONE
    written: list[Change] = []
    for table, rows in changed.items():
        written += _written(connection, connection_id, table, rows, gone[table], old.get(table, {}))
    if payments:
        written += _refreshed(connection, connection_id, sorted(payments), *parts)
    return written


def refresh_payments(
    connection: Connection, connection_id: str, ids: Iterable[str]
) -> list[Change]:
    """Put these payments together again from the stored intents and attempts."""
    written: list[Change] = []
    for part in chunks(sorted(ids), CHUNK):
        parts = _parts(connection, connection_id, part, {}, {})
        written += _refreshed(connection, connection_id, part, *parts)
    return written


def upsert(connection: Connection, connection_id: str, rows: Sequence[Row]) -> None:
    """Insert or replace rows of one table."""
    if rows:
        named = ("connection_id", *columns.fields(type(rows[0])))
        values = [(connection_id, *columns.plain(row)) for row in rows]
        bulk.upsert(connection, LEDGER[rows[0].table], named, values, KEY)


def log(
    connection: Connection,
    connection_id: str,
    written: Sequence[Change],
    *,
    at_ms: int,
    live: bool,
) -> None:
    """Append to the log of changes, as the last thing of a transaction: on PostgreSQL, where
    several may write, numbers are given in the order of commits. `live`: it came by event, not
    with the history."""
    if written:
        schema.in_turn(connection, schema.CHANGES_LOCK)
        rows = [(connection_id, one.table, one.id, one.what, at_ms, live) for one in written]
        bulk.insert(connection, changes, LOGGED, rows)


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """`items` in lists of at most `size`."""
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part


def stored(
    connection: Connection, row: type[R], column: str, connection_id: str, ids: Sequence[str]
) -> list[R]:
    """The stored rows of one type whose `column` is one of `ids`."""
    return [
        columns.row_of(row, values)
        for values in _stored(connection, row, column, connection_id, ids)
    ]


def _stored(
    connection: Connection, row: type[R], column: str, connection_id: str, ids: Sequence[str]
) -> Iterator[tuple[Any, ...]]:
    owner = {"connection_id": connection_id}
    return bulk.find(connection, LEDGER[row.table], columns.fields(row), owner, column, ids)


def _by_table(rows: Iterable[Row]) -> dict[str, dict[str, Row]]:
    tables: dict[str, dict[str, Row]] = {}
    for row in rows:
        tables.setdefault(row.table, {})[row.id] = row
    return tables


def _written(
    connection: Connection,
    connection_id: str,
    table: str,
    changed: Sequence[Row],
    gone: Sequence[str],
    was: Collection[str],
) -> list[Change]:
    upsert(connection, connection_id, changed)
    _remove(connection, LEDGER[table], connection_id, gone)
    written = [Change(table, row.id, "changed" if row.id in was else "new") for row in changed]
    written += [Change(table, id_, "gone") for id_ in gone]
    return written


_PARTS: Final = (Intent.table, Attempt.table)
Intents = dict[str, Intent]
Tries = dict[str, list[Attempt]]
_NONE: Final[tuple[Intents, Tries]] = ({}, {})


def _payments(rows: Iterable[Row]) -> set[str]:
    return {row.payment if isinstance(row, Attempt) else row.id for row in rows}


def _parts(
    connection: Connection,
    connection_id: str,
    payments: Sequence[str],
    old: Mapping[str, Rows],
    new: Mapping[str, Rows],
) -> tuple[Intents, Tries]:
    """What these payments are made of: the rows of `new`, and what the store holds besides, but
    for what `old` had and `new` has no more. To be asked before the rows are written."""
    intents: Intents = {}
    tries: Tries = {}
    known = old.get(Intent.table, {}).keys() | new.get(Intent.table, {}).keys()
    unknown = [id_ for id_ in payments if id_ not in known]
    for intent in stored(connection, Intent, "id", connection_id, unknown):
        intents[intent.id] = intent
    for row in new.get(Intent.table, {}).values():
        assert isinstance(row, Intent)
        intents[row.id] = row
    known = old.get(Attempt.table, {}).keys() | new.get(Attempt.table, {}).keys()
    for values in _stored(connection, Attempt, "payment", connection_id, payments):
        if values[0] not in known:
            attempt = columns.row_of(Attempt, values)
            tries.setdefault(attempt.payment, []).append(attempt)
    for row in new.get(Attempt.table, {}).values():
        assert isinstance(row, Attempt)
        tries.setdefault(row.payment, []).append(row)
    return intents, tries


def _refreshed(
    connection: Connection,
    connection_id: str,
    payments: Sequence[str],
    intents: Intents,
    tries: Tries,
) -> list[Change]:
    known = {
        values[0]: values for values in _stored(connection, Payment, "id", connection_id, payments)
    }
    changed: list[Row] = []
    gone: list[str] = []
    for id_ in payments:
        made = project.payment(intents.get(id_), tries.get(id_, ()))
        if made is not None and columns.plain(made) != known.get(id_):
            changed.append(made)
        elif made is None and id_ in known:
            gone.append(id_)
    return _written(connection, connection_id, Payment.table, changed, gone, known)


def _remove(connection: Connection, table: Table, connection_id: str, ids: Sequence[str]) -> None:
    for part in chunks(ids, CHUNK):
        connection.execute(
            delete(table).where(table.c.connection_id == connection_id, table.c.id.in_(part))
        )

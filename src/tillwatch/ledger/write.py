"""Rows into the store, and one line in the log of changes for each row that changed.

A caller gives, for objects that changed, the rows they made before and the rows they make now
(both are pure translations, so nothing need be read to tell what changed). Payments follow from
the intents and attempts among them and are put together again from the store.

Plain functions on a plain connection: they run inside `Store.write`.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

import msgspec
from sqlalchemy import Connection, Table, delete, select

from tillwatch.ledger import project
from tillwatch.rows import Attempt, Intent, Payment, Row
from tillwatch.store.engine import Store
from tillwatch.store.tables import LEDGER, changes

CHUNK = 400
R = TypeVar("R", bound=Row)
T = TypeVar("T")


class Change(msgspec.Struct, frozen=True):
    """`what`: new, changed or gone."""

    table: str
    id: str
    what: str


def write(
    connection: Connection,
    store: Store,
    connection_id: str,
    before: Iterable[Row],
    after: Iterable[Row],
) -> list[Change]:
    """Write what differs between `before` and `after`, payments included; say what changed."""
    old, new = _by_table(before), _by_table(after)
    written: list[Change] = []
    payments: set[str] = set()
    for table in sorted(old.keys() | new.keys()):
        was, now = old.get(table, {}), new.get(table, {})
        changed = [row for id_, row in now.items() if was.get(id_) != row]
        gone = [id_ for id_ in was if id_ not in now]
        upsert(connection, store, connection_id, changed)
        _remove(connection, LEDGER[table], connection_id, gone)
        touched = [*changed, *(was[row.id] for row in changed if row.id in was)]
        payments |= _payments([*touched, *(was[id_] for id_ in gone)])
        written += [Change(table, row.id, "changed" if row.id in was else "new") for row in changed]
        written += [Change(table, id_, "gone") for id_ in gone]
    written += refresh_payments(connection, store, connection_id, payments)
    return written


def refresh_payments(
    connection: Connection, store: Store, connection_id: str, ids: Iterable[str]
) -> list[Change]:
    """Put these payments together again from the stored intents and attempts."""
    written: list[Change] = []
    for part in chunks(sorted(ids), CHUNK):
        intents = {row.id: row for row in stored(connection, Intent, "id", connection_id, part)}
        tries: dict[str, list[Attempt]] = {}
        for attempt in stored(connection, Attempt, "payment", connection_id, part):
            tries.setdefault(attempt.payment, []).append(attempt)
        known = {row.id: row for row in stored(connection, Payment, "id", connection_id, part)}
        made = {id_: project.payment(intents.get(id_), tries.get(id_, ())) for id_ in part}
        changed = [row for id_, row in made.items() if row and row != known.get(id_)]
        gone = [id_ for id_, row in made.items() if row is None and id_ in known]
        upsert(connection, store, connection_id, changed)
        _remove(connection, LEDGER[Payment.table], connection_id, gone)
        written += [
            Change(Payment.table, row.id, "changed" if row.id in known else "new")
            for row in changed
        ]
        written += [Change(Payment.table, id_, "gone") for id_ in gone]
    return written


def upsert(connection: Connection, store: Store, connection_id: str, rows: Sequence[Row]) -> None:
    """Insert or replace rows of one table."""
    if not rows:
        return
    table = LEDGER[rows[0].table]
    statement = store.insert(table)
    values = {c.name: statement.excluded[c.name] for c in table.columns if not c.primary_key}
    statement = statement.on_conflict_do_update(index_elements=["connection_id", "id"], set_=values)
    connection.execute(
        statement, [{"connection_id": connection_id, **msgspec.structs.asdict(row)} for row in rows]
    )


def log(
    connection: Connection,
    connection_id: str,
    written: Sequence[Change],
    *,
    at_ms: int,
    live: bool,
) -> None:
    """Append to the log of changes. `live`: it came by event, not with the history."""
    if written:
        connection.execute(
            changes.insert(),
            [
                {
                    "connection_id": connection_id,
                    "kind": change.table,
                    "id": change.id,
                    "what": change.what,
                    "at_ms": at_ms,
                    "live": live,
                }
                for change in written
            ],
        )


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """`items` in lists of at most `size`."""
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part


def _by_table(rows: Iterable[Row]) -> dict[str, dict[str, Row]]:
    tables: dict[str, dict[str, Row]] = {}
    for row in rows:
        tables.setdefault(row.table, {})[row.id] = row
    return tables


def _payments(rows: Iterable[Row]) -> set[str]:
    ids = set()
    for row in rows:
        if isinstance(row, Intent):
            ids.add(row.id)
        elif isinstance(row, Attempt):
            ids.add(row.payment)
    return ids


def stored(
    connection: Connection, row: type[R], column: str, connection_id: str, ids: list[str]
) -> list[R]:
    """The stored rows of one type whose `column` is one of `ids`."""
    table = LEDGER[row.table]
    fields = [table.c[name] for name in row.__struct_fields__]
    query = select(*fields).where(table.c.connection_id == connection_id, table.c[column].in_(ids))
    result = connection.execute(query)
    return [row(**dict(zip(row.__struct_fields__, values, strict=True))) for values in result]


def _remove(connection: Connection, table: Table, connection_id: str, ids: Sequence[str]) -> None:
    for part in chunks(ids, CHUNK):
        connection.execute(
            delete(table).where(table.c.connection_id == connection_id, table.c.id.in_(part))
        )

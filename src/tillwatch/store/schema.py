"""The store's shape, brought up to date when it is opened.

What cannot be made again (connections, objects, inbox …) is migrated by Alembic, a series for the
main store and one for the inbox. The ledger can be made again from the objects at any time, so its
tables are not migrated: when the row types changed, or `rows.EDITION` says that they are filled in
another way, the tables are made anew, empty, and the worker fills them (`intake.rebuild`).
"""

import hashlib
import secrets
from pathlib import Path
from typing import Any, Final

from sqlalchemy import (
    Connection,
    MetaData,
    Select,
    column,
    inspect,
    select,
    table,
    text,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateTable

from tillwatch import rows
from tillwatch.kernel import errors
from tillwatch.store import estimates, tables
from tillwatch.store.tables import cursor

MIGRATIONS: Final = Path(__file__).parent / "migrations"
HEADS: Final = {"main": "0011", "inbox": "0002"}
"""The newest revision of each series: a store that has it is opened without Alembic."""
OLDEST: Final = {"main": "0008", "inbox": "0001"}
"""The oldest revision of each series whose code can run on a store of this one: while machines are
upgraded one after another, those of the version before go on and may be started again. Migrations
only add (`tests/store/test_upgrade.py`); what an older version must not touch raises the number."""
LEDGER_SHAPE: Final = "ledger shape"
LEDGER_EDITION: Final = "ledger edition"
LEDGER_FILLED: Final = "ledger filled"
LEDGER_MADE: Final = "ledger made"
"""A number drawn anew each time the ledger is filled from its beginning: who keeps a copy of its
rows sees that they are others, even where a backup brought an older ledger back."""
MENTIONS: Final = "mentions"
"""The delivery up to which it is noted which objects each tells of."""
LOCK: Final = 7_145_551
INBOX_LOCK: Final = 7_145_552
CHANGES_LOCK: Final = 7_145_553
LEASES_LOCK: Final = 7_145_554
ACCOUNTS_LOCK: Final = 7_145_555
AUDIT_LOCK: Final = 7_145_556
"""Whoever appends to the inbox, the log of changes or the log of deeds, gives seats, or connects an
account, has its turn (`in_turn`)."""
HUNG_MS: Final = 15_000
_LIMIT: Final = "'idle_in_transaction_session_timeout'"
_CUT: Final = (
    f"set_config({_LIMIT}, CASE current_setting({_LIMIT}) WHEN '0' THEN :hung "
    f"ELSE current_setting({_LIMIT}) END, true)"
)
"""What was set before in the same transaction, or by the server's keeper, counts."""
CUT: Final = text(f"SELECT {_CUT}")
TURN: Final = text(f"SELECT pg_advisory_xact_lock(:lock), {_CUT}")


_METADATA: Final = {"main": tables.metadata, "inbox": tables.inbox_metadata}


def main(connection: Connection) -> None:
    """Bring the main store up to date. `Unavailable` when a newer Tillwatch wrote it."""
    in_turn(connection, LOCK)
    _migrate(connection, "main", tables.metadata)
    _make_ledger(connection)


def inbox(connection: Connection) -> None:
    """Bring the inbox up to date."""
    in_turn(connection, LOCK)
    _migrate(connection, "inbox", tables.inbox_metadata)


def make(connection: Connection, series: str, edition: str) -> None:
    """The tables of a series as they were at that revision, empty: a backup brings its rows.
    `Unavailable` for a revision of a newer Tillwatch."""
    in_turn(connection, LOCK)
    _migrate(connection, series, _METADATA[series], edition)


def ledger_is_filled(connection: Connection) -> bool:
    """Whether the ledger's rows were made since its tables were."""
    return bool(connection.scalar(_position(LEDGER_FILLED)) == 1)


def set_ledger_filled(connection: Connection) -> None:
    _set(connection, LEDGER_FILLED, 1)
    _set(connection, LEDGER_MADE, secrets.randbits(62))


def revision(connection: Connection, series: str) -> str | None:
    """The revision of a series (one of `HEADS`) that the store has; None before its first."""
    version_table = _version_table(series)
    if not inspect(connection).has_table(version_table):
        return None
    found = connection.scalar(select(column("version_num")).select_from(table(version_table)))
    return None if found is None else str(found)


def _version_table(series: str) -> str:
    return f"schema_{series}"


def in_turn(connection: Connection, lock: int, *, hung_ms: int = HUNG_MS) -> None:
    """Until its transaction ends no other process is behind this line, so that numbers given from
    here on are seen in their order: a reader that goes on from the last number it saw misses none.
    A process that hangs behind it for `hung_ms` is cut off. On SQLite the write lock does it."""
    if connection.dialect.name == "postgresql":
        connection.execute(TURN, {"lock": lock, "hung": str(hung_ms)})


def cut_if_hung(connection: Connection, hung_ms: int) -> None:
    """PostgreSQL ends this transaction, and its locks, when it asks nothing for so long."""
    if connection.dialect.name == "postgresql":
        connection.execute(CUT, {"hung": str(hung_ms)})


def _migrate(
    connection: Connection, series: str, metadata: MetaData, edition: str = "head"
) -> None:
    present = revision(connection, series)
    if present == HEADS[series]:
        return
    from alembic.config import Config  # 0.3 s to import, needed when the shape changes only
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS / series))
    script = ScriptDirectory.from_config(config)
    known = {None, "head", *(one.revision for one in script.walk_revisions())}
    if not known >= {present, edition}:
        if edition == "head" and _may_run(connection, series):
            return
        raise errors.Unavailable(
            "This data was written by a newer Tillwatch: install that version or a later one"
        )

    def upgrade(present: Any, _context: Any) -> Any:
        return script._upgrade_revs(edition, present)

    with EnvironmentContext(config, script, fn=upgrade) as environment:
        environment.configure(
            connection=connection,
            target_metadata=metadata,
            version_table=_version_table(series),
            render_as_batch=True,
        )
        environment.run_migrations()
    if edition == "head" and inspect(connection).has_table(cursor.name):
        _set(connection, f"oldest {series}", int(OLDEST[series]))


def _may_run(connection: Connection, series: str) -> bool:
    """Whether a newer Tillwatch that wrote this store lets ours work on it."""
    if not inspect(connection).has_table(cursor.name):
        return False
    oldest = connection.scalar(_position(f"oldest {series}"))
    return oldest is not None and int(HEADS[series]) >= oldest


def ledger_shape_of_store() -> Select[Any]:
    """Asks for the shape and edition of the ledger in the store."""
    return _position(LEDGER_SHAPE)


def _make_ledger(connection: Connection) -> None:
    shape = ledger_shape()
    if connection.scalar(_position(LEDGER_SHAPE)) == shape:
        return
    if (connection.scalar(_position(LEDGER_EDITION)) or 0) > rows.EDITION:
        return  # a newer Tillwatch fills it
    tables.ledger_metadata.drop_all(connection)
    tables.ledger_metadata.create_all(connection)
    estimates.tell(connection, tables.ledger_metadata.sorted_tables)
    _set(connection, LEDGER_SHAPE, shape)
    _set(connection, LEDGER_EDITION, rows.EDITION)
    _set(connection, LEDGER_FILLED, 0)
    _set(connection, MENTIONS, 0)


def ledger_shape() -> int:
    """A number of the ledger's tables and of the edition of what fills them."""
    shapes = tables.ledger_metadata.tables.values()
    made = [str(CreateTable(table).compile(dialect=sqlite.dialect())) for table in shapes]
    made += [f"{index.name} {index.columns.keys()}" for t in shapes for index in t.indexes]
    digest = hashlib.sha256("\n".join([str(rows.EDITION), *sorted(made)]).encode()).digest()
    return int.from_bytes(digest[:7])


def _position(name: str) -> Select[Any]:
    return select(cursor.c.position).where(cursor.c.name == name)


def _set(connection: Connection, name: str, position: int) -> None:
    changed = connection.execute(
        cursor.update().where(cursor.c.name == name).values(position=position)
    )
    if changed.rowcount == 0:
        connection.execute(cursor.insert(), {"name": name, "position": position})

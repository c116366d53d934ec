"""What was overwritten or deleted, gone from the files as well.

SQLite leaves what a page held before in the page, in free pages and in its log. `overwriting` makes
a transaction put zeros there at once; what older transactions left behind goes when the file is
written anew (`wipe`), which takes as long as copying it and lets nobody write meanwhile: webhooks
wait, and above half a minute are asked to come again. PostgreSQL gives the room of old rows free;
what lies in its log, its disk pages and on its replicas is its keeper's.
"""

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Final

from sqlalchemy import Connection, text

from tillwatch.kernel import errors
from tillwatch.store.engine import Store
from tillwatch.store.tables import (
    LEDGER,
    dispute_answer,
    dispute_case,
    dispute_fact,
    dispute_file,
    dispute_note,
    dispute_sending,
    dispute_sent_file,
    inbox,
    objects,
    set_aside,
)
from tillwatch.store.writer import BUSY_S

CASES = (
    dispute_answer,
    dispute_case,
    dispute_fact,
    dispute_file,
    dispute_note,
    dispute_sending,
    dispute_sent_file,
)
"""What people wrote and brought to disputes."""

TRIES: Final = 20
PAUSE_S: Final = 0.1


@contextmanager
def overwriting(tx: Connection) -> Iterator[None]:
    """Until the end of the block, SQLite puts zeros where a value was."""
    if tx.dialect.name != "sqlite":
        yield
        return
    tx.exec_driver_sql("PRAGMA secure_delete=ON")
    try:
        yield
    finally:
        tx.exec_driver_sql("PRAGMA secure_delete=OFF")


async def wipe(store: Store) -> None:
    """Nothing is left of what is no longer there. `Unavailable` when there is no room, or no quiet
    moment, for it."""
    if store.sqlite:
        for file in _files(store):
            await asyncio.to_thread(_anew, file)
        return
    held = (objects, inbox, set_aside, *CASES, *LEDGER.values())
    names = ", ".join(f'"{table.name}"' for table in held)
    async with store.main.connect() as tx:
        await tx.execution_options(isolation_level="AUTOCOMMIT")
        await tx.execute(text(f"VACUUM {names}"))


async def log_emptied(store: Store) -> None:
    """SQLite's logs taken over and cut off, as far as nobody reads in them just now."""
    if store.sqlite:
        for file in _files(store):
            await asyncio.to_thread(_emptied, file)


def _files(store: Store) -> list[str]:
    return [str(engine.url.database) for engine in (store.main, store.inbox)]


def _anew(path: str) -> None:
    with closing(sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)) as file:
        file.execute("PRAGMA temp_store=FILE")
        try:
            file.execute("VACUUM")
        except sqlite3.OperationalError as problem:
            raise errors.Unavailable(
                f"What was overwritten is still in the free room of {path} ({problem}): there must "
                "be free disk for twice the file; it is tried again"
            ) from None
        _cut_off(file)


def _emptied(path: str) -> None:
    with closing(sqlite3.connect(path, timeout=1.0, isolation_level=None)) as file:
        _cut_off(file)


def _cut_off(file: sqlite3.Connection) -> None:
    for _ in range(TRIES):
        busy, *_ = file.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if not busy:
            return
        time.sleep(PAUSE_S)

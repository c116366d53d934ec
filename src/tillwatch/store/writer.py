"""SQLite files: how each connection to one is set up, and the one thread that writes, where a
transaction is a plain function, run in one go."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar, cast

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import OperationalError

IMMEDIATE: Final = "tillwatch_immediate"
"""Execution option: take the write lock when the transaction begins."""
PATIENCE: Final = "tillwatch_patience"
"""Execution option: how many seconds the transaction waits for the write lock."""
BUSY_S: Final = 30
LOG_PAGES: Final = 16_000
"""Written to the log before it is taken over into the file: pages that change often, as those of
indexes do, are taken over once for many changes. See `Store.shorten_log`, too."""

T = TypeVar("T")


class Writer:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._thread = ThreadPoolExecutor(1, "tillwatch-store")

    async def run(self, work: Callable[[Connection], T]) -> T:
        """`work` as one transaction; committed when this returns."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._one, work)

    async def run_on_file(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """`work` on the driver's own connection, its transactions its own: for what is so hot that
        each layer counts. SQLite's errors are raised as SQLAlchemy's `OperationalError`."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._on_file, work)

    async def close(self) -> None:
        """Waits for a transaction under way."""
        await asyncio.to_thread(self._thread.shutdown)
        self.engine.dispose()

    def _one(self, work: Callable[[Connection], T]) -> T:
        opened = self.engine.connect().execution_options(**{IMMEDIATE: True})
        with opened as connection, connection.begin():
            return work(connection)

    def _on_file(self, work: Callable[[sqlite3.Connection], T]) -> T:
        opened = self.engine.raw_connection()
        try:
            return work(cast(sqlite3.Connection, opened.driver_connection))
        except sqlite3.Error as problem:
            raise OperationalError(None, None, problem, hide_parameters=True) from problem
        finally:
            opened.close()


def log_taken_over(file: sqlite3.Connection) -> tuple[int, int]:
    """Take the log over into the file, as far as nobody reads the state before. The pages of the
    log, and how many of them are in the file now."""
    _, pages, taken = file.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    return pages, taken


def configure(engine: Engine, cache_kb: int) -> None:
    """Let all connections of `engine` be set up so, and its transactions begin so."""

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions are ours: BEGIN IMMEDIATE where we write
        statements = connection.cursor()
        statements.execute("PRAGMA journal_mode=WAL")
        statements.execute("PRAGMA synchronous=FULL")
        statements.execute(f"PRAGMA busy_timeout={BUSY_S * 1000}")
        statements.execute("PRAGMA foreign_keys=ON")
        statements.execute(f"PRAGMA cache_size=-{cache_kb}")
        statements.execute("PRAGMA temp_store=MEMORY")
        statements.execute(f"PRAGMA wal_autocheckpoint={LOG_PAGES}")
        statements.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        options = connection.get_execution_options()
        patience_s = options.get(PATIENCE, BUSY_S)
        if patience_s == BUSY_S:
            connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(IMMEDIATE) else "BEGIN")
            return
        _wait_for_others(connection, patience_s)
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        finally:
            _wait_for_others(connection, BUSY_S)


def _wait_for_others(connection: Connection, seconds: float) -> None:
    connection.exec_driver_sql(f"PRAGMA busy_timeout={int(seconds * 1000)}")

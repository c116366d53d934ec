"""The one thread that writes to a SQLite file: a transaction is a plain function, run in one go."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar, cast

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

IMMEDIATE: Final = "tillwatch_immediate"
"""Execution option: take the write lock when the transaction begins."""

T = TypeVar("T")


class Writer:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine
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
        self._engine.dispose()

    def _one(self, work: Callable[[Connection], T]) -> T:
        opened = self._engine.connect().execution_options(**{IMMEDIATE: True})
        with opened as connection, connection.begin():
            return work(connection)

    def _on_file(self, work: Callable[[sqlite3.Connection], T]) -> T:
        opened = self._engine.raw_connection()
        try:
            return work(cast(sqlite3.Connection, opened.driver_connection))
        except sqlite3.Error as problem:
            raise OperationalError(None, None, problem, hide_parameters=True) from problem
        finally:
            opened.close()

"""Opens the store.

SQLite: `tillwatch.sqlite` and `inbox.sqlite` in the data folder, write-ahead log, every commit on
disk before it returns (synchronous=FULL). PostgreSQL: one database for both.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.schema import Table

from tillwatch.kernel import errors
from tillwatch.settings import Settings
from tillwatch.store import tables

BUSY_S = 30
IMMEDIATE = "tillwatch_immediate"


class Store:
    """`main` holds everything but the inbox; on PostgreSQL both are the same engine.

    SQLite has one writer at a time: `writing` takes the write lock at once (BEGIN IMMEDIATE), so
    that two processes wait for each other instead of failing half-way.
    """

    def __init__(self, main: AsyncEngine, inbox: AsyncEngine) -> None:
        self.main = main
        self.inbox = inbox
        self.sqlite = main.dialect.name == "sqlite"

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction on the main store, committed at the end of the block."""
        async with self.main.connect() as connection:
            await connection.execution_options(**{IMMEDIATE: True})
            async with connection.begin():
                yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection whose statements see one state of the main store."""
        async with self.main.connect() as connection:
            yield connection

    def insert(self, table: Table) -> Any:
        """An INSERT that knows ON CONFLICT, in this store's dialect."""
        return sqlite.insert(table) if self.sqlite else postgresql.insert(table)

    async def close(self) -> None:
        await self.main.dispose()
        if self.inbox is not self.main:
            await self.inbox.dispose()


async def open_store(settings: Settings) -> Store:
    """The store, with its tables made where they are missing. `Unavailable` says why not."""
    if settings.database_url:
        return await _open_postgresql(settings.database_url)
    folder = settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as problem:
        raise errors.Unavailable(
            f"The data folder {folder} cannot be used ({problem.strerror}): "
            "set TILLWATCH_DATA_DIR to a folder you can write to"
        ) from None
    if not os.access(folder, os.W_OK):
        raise errors.Unavailable(
            f"The data folder {folder} cannot be written to: change its owner, "
            "or set TILLWATCH_DATA_DIR to another"
        )
    main = _open_file(folder / "tillwatch.sqlite")
    inbox = _open_file(folder / "inbox.sqlite")
    store = Store(main, inbox)
    async with main.begin() as connection:
        await connection.run_sync(tables.metadata.create_all)
    async with inbox.begin() as connection:
        await connection.run_sync(tables.inbox_metadata.create_all)
    return store


async def _open_postgresql(address: str) -> Store:
    url = make_url(address).set(drivername="postgresql+asyncpg")
    engine = create_async_engine(url, pool_size=8, max_overflow=8, pool_pre_ping=True)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(tables.metadata.create_all)
            await connection.run_sync(tables.inbox_metadata.create_all)
    except OSError as problem:
        raise errors.Unavailable(
            f"PostgreSQL at {url.host}:{url.port or 5432} does not answer ({problem}): "
            "start it, or mend TILLWATCH_DATABASE_URL"
        ) from None
    return Store(engine, engine)


def _open_file(path: Path) -> AsyncEngine:
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{path}", connect_args={"timeout": BUSY_S}, pool_size=6
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions are ours: BEGIN IMMEDIATE where we write
        statements = connection.cursor()
        statements.execute("PRAGMA journal_mode=WAL")
        statements.execute("PRAGMA synchronous=FULL")
        statements.execute(f"PRAGMA busy_timeout={BUSY_S * 1000}")
        statements.execute("PRAGMA foreign_keys=ON")
        statements.execute("PRAGMA cache_size=-32000")
        statements.execute("PRAGMA temp_store=MEMORY")
        statements.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        immediate = connection.get_execution_options().get(IMMEDIATE)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine

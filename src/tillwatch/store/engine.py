"""Opens the store.

SQLite: `tillwatch.sqlite` and `inbox.sqlite` in the data folder, write-ahead log, every commit on
disk before it returns (synchronous=FULL). PostgreSQL: one database for both.

What goes wrong is told without the values of a statement: they are names and addresses.
"""

import logging
import os
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.schema import Table

from tillwatch.kernel import errors
from tillwatch.settings import Settings
from tillwatch.store import numbers, schema, soundness
from tillwatch.store.postgresql.sessions import answering, one_database
from tillwatch.store.writer import BUSY_S, IMMEDIATE, PATIENCE, Writer, configure, log_taken_over

CACHE_KB = 8192
"""Of each connection; the file system keeps the rest."""
WRITER_CACHE_KB = 32_768
"""Of one that writes: a row belongs on a page of its table and one of each index. In an import of
40,000 payments it reads 0.3 million pages with it and 0.8 million without."""
PRIVATE = 0o600
FILES = ("tillwatch.sqlite", "inbox.sqlite")
T = TypeVar("T")
_log = logging.getLogger(__name__)


class Store:
    """`main` holds everything but the inbox; on PostgreSQL both are the same engine.

    SQLite has one writer at a time: `writing` takes the write lock at once (BEGIN IMMEDIATE), so
    that two processes wait for each other instead of failing half-way. What writes much gives
    `write` a plain function: it runs as one transaction in one thread, without a hop a statement.
    """

    def __init__(
        self,
        main: AsyncEngine,
        inbox: AsyncEngine,
        writer: Writer | None = None,
        inbox_writer: Writer | None = None,
        inbox_log: Writer | None = None,
    ) -> None:
        self.main = main
        self.inbox = inbox
        self._writers = {"main": writer, "inbox": inbox_writer, "inbox log": inbox_log}
        self.sqlite = main.dialect.name == "sqlite"
        files = (one.engine for one in self._writers.values() if one is not None)
        self.watch = soundness.Watch(main.sync_engine, inbox.sync_engine, *files)

    @asynccontextmanager
    async def writing(self, *, patience_s: float = BUSY_S) -> AsyncIterator[AsyncConnection]:
        """A transaction on the main store, committed at the end of the block. `patience_s`: how
        long it waits for SQLite's write lock before it fails."""
        async with self.main.connect() as connection:
            options = {IMMEDIATE: True, PATIENCE: patience_s}
            await connection.execution_options(**options)
            async with connection.begin():
                yield connection

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` as one transaction on the main store; committed when it returns."""
        return await _run(self._writers["main"], self.main, work)

    async def write_inbox(self, work: Callable[[Connection], T]) -> T:
        """Run `work` as one transaction on the inbox."""
        return await _run(self._writers["inbox"], self.inbox, work)

    async def write_inbox_file(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run `work` on the inbox's file itself (SQLite only), its transactions its own."""
        return await self._on_file("inbox", work)

    async def beside_inbox_file(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """The same on a connection and a thread of its own: the inbox is written meanwhile."""
        return await self._on_file("inbox log", work)

    async def shorten_log(self) -> None:
        """Take what stands in SQLite's log over into its file now: little at a time, so that the
        disk is not busy with it for long while others wait for theirs."""
        if self.sqlite:
            await self._on_file("main", log_taken_over)

    async def _on_file(self, name: str, work: Callable[[sqlite3.Connection], T]) -> T:
        writer = self._writers[name]
        assert writer is not None, "PostgreSQL has no such file"
        with self.watch.met():
            return await writer.run_on_file(work)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection whose statements see one state of the main store."""
        async with self.main.connect() as connection:
            yield connection

    def insert(self, table: Table) -> Any:
        """An INSERT that knows ON CONFLICT, in this store's dialect."""
        return sqlite.insert(table) if self.sqlite else postgresql.insert(table)

    async def close(self) -> None:
        for writer in self._writers.values():
            if writer is not None:
                await writer.close()
        await self.main.dispose()
        if self.inbox is not self.main:
            await self.inbox.dispose()


async def _run(writer: Writer | None, engine: AsyncEngine, work: Callable[[Connection], T]) -> T:
    if writer is not None:
        return await writer.run(work)
    async with engine.begin() as connection:
        return await connection.run_sync(work)


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
    main, inbox = (folder / name for name in FILES)
    for file in (main, inbox):
        _kept_private(file)
    writers = (_open_writer(main), _open_writer(inbox), _open_writer(inbox))
    store = Store(_open_file(main), _open_file(inbox), *writers)
    try:
        await store.write(schema.main)
        await store.write_inbox(schema.inbox)
        number = await store.write(numbers.noted)
        missing = await store.write_inbox(partial(numbers.go_on, number=number))
    except DBAPIError as problem:
        await store.close()
        if soundness.is_damage(problem):
            raise soundness.in_words(problem) from problem
        raise errors.Unavailable(
            f"The data in {folder} cannot be opened ({problem.orig}): "
            "`tillwatch doctor` says what is wrong with it"
        ) from problem
    if missing:
        _log.warning(
            "inbox.sqlite is older than tillwatch.sqlite: %d events are in the rows and no longer "
            "in the list of events. Compare with Stripe, and keep both files together",
            missing,
        )
    return store


def _kept_private(file: Path) -> None:
    """Names and addresses are in there: its owner alone reads it, whatever the folder allows. What
    SQLite lays beside a file gets the file's own mode; what is there already is narrowed. A file of
    somebody else stays as they made it."""
    with suppress(OSError):
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, PRIVATE))
    for suffix in ("", "-wal", "-shm"):
        with suppress(OSError):
            file.with_name(file.name + suffix).chmod(PRIVATE)


async def _open_postgresql(address: str) -> Store:
    engine = one_database(address)
    try:
        async with answering(engine), engine.begin() as connection:
            await connection.run_sync(schema.main)
            await connection.run_sync(schema.inbox)
    except BaseException:
        await engine.dispose()
        raise
    return Store(engine, engine)


def _open_file(path: Path) -> AsyncEngine:
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{path}",
        connect_args={"timeout": BUSY_S},
        pool_size=6,
        hide_parameters=True,
    )
    configure(engine.sync_engine, CACHE_KB)
    return engine


def _open_writer(path: Path) -> Writer:
    """The same file for the one thread that writes."""
    return Writer(one_file(path, cache_kb=WRITER_CACHE_KB))


def one_file(path: Path, *, cache_kb: int = CACHE_KB) -> Engine:
    """A SQLite file for one thread at a time; the connection may be closed by another."""
    arguments = {"timeout": BUSY_S, "check_same_thread": False}
    engine = create_engine(
        f"sqlite:///{path}", connect_args=arguments, pool_size=1, hide_parameters=True
    )
    configure(engine, cache_kb)
    return engine

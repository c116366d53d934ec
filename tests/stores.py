"""Which store a test's installation stands on: files in its folder, or a PostgreSQL of its own.

The folder says it: one that holds `database_url` (put there by the fixture `any_store`) is on that
database. So whatever opens an installation in a folder, by `given`, runs on both stores.
"""

import asyncio
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg

from tests.postgres import Server
from tillwatch import settings
from tillwatch.settings import Settings
from tillwatch.store.engine import open_store

MARK = "database_url"
TEMPLATE = "tables"


def given(folder: Path, **more: str) -> Settings:
    """The settings of an installation in `folder`; `more`: others, by their short names."""
    mark = folder / MARK
    named = {"data_dir": str(folder), **more}
    if mark.exists():
        named["database_url"] = mark.read_text()
    return settings.load({f"TILLWATCH_{name.upper()}": value for name, value in named.items()})


def on_postgresql(folder: Path, url: str) -> None:
    """Let the installation in `folder` stand on this database."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text(url)


class Databases:
    """A database for whoever asks, with its tables made, on one server."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._numbers = count(1)
        self._do(f"CREATE DATABASE {TEMPLATE}")
        _run(_make_tables(server.address(TEMPLATE)))

    @contextmanager
    def fresh(self, template: str = TEMPLATE) -> Iterator[str]:
        """The address of a new database, dropped at the end with whoever still uses it."""
        name = f"t{next(self._numbers)}"
        self._do(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        try:
            yield self.server.address(name)
        finally:
            self._do(f"DROP DATABASE {name} WITH (FORCE)")

    def _do(self, statement: str) -> None:
        _run(_execute(self.server.address("postgres"), statement))


async def _execute(address: str, statement: str) -> None:
    connection = await asyncpg.connect(address)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def _make_tables(address: str) -> None:
    await (await open_store(settings.load({"TILLWATCH_DATABASE_URL": address}))).close()


def _run(work: Coroutine[Any, Any, None]) -> None:
    """In a loop of its own, whether one runs here or not."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()

"""Which store a test's installation stands on: files in its folder, or a PostgreSQL of its own.

The folder says it: one that holds `database_url` (put there by the fixture `any_store`) is on that
database. So whatever opens an installation in a folder, by `given`, runs on both stores.

Making all tables takes ten times as long as opening what has them. So an installation that begins
on files begins as a copy of an empty one that was made once, as one does on PostgreSQL; tests of
how a store is made ask `settings` for themselves.
"""

import asyncio
import atexit
import shutil
import tempfile
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import asyncpg

from tests.postgres import Server
from tillwatch import settings
from tillwatch.settings import Settings
from tillwatch.store.engine import FILES, open_store

MARK = "database_url"
T = TypeVar("T")


def given(folder: Path, **more: str) -> Settings:
    """The settings of an installation in `folder`, which is begun where there is none; `more`:
    others, by their short names."""
    if not (folder / MARK).exists() and "database_url" not in more:
        begin(folder)
    return of(folder, **more)


def of(folder: Path, **more: str) -> Settings:
    """The same, and the folder stays as it is."""
    mark = folder / MARK
    named = {"data_dir": str(folder), "api_rate": "0", **more}
    if mark.exists():
        named["database_url"] = mark.read_text()
    return settings.load({f"TILLWATCH_{name.upper()}": value for name, value in named.items()})


def begin(folder: Path) -> None:
    """The files of an empty installation, unless there is one of them."""
    if not any((folder / name).exists() for name in FILES):
        folder.mkdir(parents=True, exist_ok=True)
        for name in FILES:
            shutil.copy(empty() / name, folder)


@cache
def empty() -> Path:
    """An installation in which nothing ever happened, of this process."""
    folder = Path(tempfile.mkdtemp(prefix="empty-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    _run(_make_tables(settings.load({"TILLWATCH_DATA_DIR": str(folder)})))
    return folder


def on_postgresql(folder: Path, url: str) -> None:
    """Let the installation in `folder` stand on this database."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text(url)


class Databases:
    """Databases with their tables made, on one server. Making one takes long and emptying one does
    not, so one that is given back is washed and given to the next."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._numbers = count(1)
        self._clean: list[str] = []
        self._wash = ""

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """The address of a database as new; whoever still uses it at the end is cut off."""
        name = self._clean.pop() if self._clean else self._made()
        yield self.server.address(name)
        self._do(CUT_OFF, name)
        try:
            self._do(self._wash, name)
        except asyncpg.PostgresError:  # it has other tables now
            self._do(f"DROP DATABASE {name} WITH (FORCE)")
        else:
            self._clean.append(name)

    @contextmanager
    def empty(self) -> Iterator[str]:
        """The address of a database without tables, dropped at the end."""
        name = f"t{next(self._numbers)}"
        self._do(f"CREATE DATABASE {name}")
        yield self.server.address(name)
        self._do(f"DROP DATABASE {name} WITH (FORCE)")

    def _made(self) -> str:
        name = f"t{next(self._numbers)}"
        self._do(f"CREATE DATABASE {name}")
        address = self.server.address(name)
        _run(_make_tables(settings.load({"TILLWATCH_DATABASE_URL": address})))
        self._wash = self._wash or _run(_washing(address))
        return name

    def _do(self, statements: str, database: str = "postgres") -> None:
        _run(_execute(self.server.address(database), statements))


CUT_OFF = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""


async def _execute(address: str, statements: str) -> None:
    connection = await asyncpg.connect(address)
    try:
        await connection.execute(statements)
    finally:
        await connection.close()


async def _make_tables(given: Settings) -> None:
    await (await open_store(given)).close()


async def _washing(address: str) -> str:
    """The statements that make a used database what this new one is."""
    connection = await asyncpg.connect(address)
    try:
        tables = await connection.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        )
        counters = await connection.fetch("SELECT sequencename FROM pg_sequences")
        places = await connection.fetch("SELECT name, position FROM cursor")
    finally:
        await connection.close()
    names = [name for (name,) in tables if not name.startswith("schema_")]
    values = ", ".join(f"('{name}', {position})" for name, position in places)
    return "; ".join(
        [f'DELETE FROM "{name}"' for name in names]
        + [f'ALTER SEQUENCE "{name}" RESTART' for (name,) in counters]
        + [f"INSERT INTO cursor (name, position) VALUES {values}"]
    )


def _run(work: Coroutine[Any, Any, T]) -> T:
    """In a loop of its own, whether one runs here or not."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()

"""Brings a backup into the store the settings name, whole or not at all.

SQLite: both files are made beside the old ones and put in their place when they are whole.
PostgreSQL: one transaction. Either way the tables are made as they were at the revision the backup
is of; whoever opens the store next brings them up to date.

The secret keys that are here already stay behind those that come: a key too many opens nothing.
"""

import asyncio
import os
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, MetaData, create_engine, event, inspect, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import Table

from tillwatch.kernel import errors
from tillwatch.settings import Settings
from tillwatch.store import bulk, schema, tables
from tillwatch.store.backup import paper, shape
from tillwatch.store.backup.paper import About, Held, OnStep, Restored, Step
from tillwatch.store.engine import FILES, PRIVATE, one_file
from tillwatch.store.postgresql.sessions import one_connection

SPACE: Final = "restoring-"
"""Where the files are made, beside those that they replace."""
LEFTOVERS: Final = ("-wal", "-shm", "-journal")
NUL, SHOWN_NUL = "\x00", "\ufffd"
"""PostgreSQL's text cannot hold the first."""


class Coming:
    """A backup that is being read."""

    def __init__(self, packed: zipfile.ZipFile, on_step: OnStep) -> None:
        self.packed = packed
        self.about: About = paper.about(packed)
        self.held = paper.contents(packed)
        self.key = packed.read(paper.KEY)
        self.total = sum(one.rows for one in self.held)
        self.done = 0
        self._on_step = on_step

    def fill(self, connection: Connection, series: str) -> None:
        """Make the tables of a series in an empty database, and bring their rows."""
        schema.make(connection, series, self.about.revisions[series])
        made = {table.name: table for table in shape.kept(connection, series)}
        for held in self.held:
            if held.series == series:
                self._bring(connection, made[held.table], held)

    def _bring(self, connection: Connection, table: Table, held: Held) -> None:
        names = tuple(held.columns)
        for part in paper.parts(self.packed, held):
            bulk.insert(connection, table, names, _fitting(connection, part))
            self.done += len(part)
            self._on_step(Step(table.name, self.done, self.total))
        if held.last is not None and (column := shape.counter(table)) is not None:
            shape.set_last_number(connection, table, column, held.last)


async def load(
    settings: Settings, file: Path, *, replace: bool, on_step: OnStep = lambda _: None
) -> Restored:
    """What came. `Conflict` when data is there, unless `replace`; `BadInput` when it is
    no backup, or no longer a whole one: then nothing has changed. Nobody else may work on it."""
    try:
        with zipfile.ZipFile(file) as packed:
            coming = Coming(packed, on_step)
            if settings.database_url:
                await _into_database(settings.database_url, coming, replace)
                _bring_key(coming.key, settings.secret_key_file)
            else:
                await asyncio.to_thread(_into_files, settings, coming, replace)
            return Restored(coming.about, {one.table: one.rows for one in coming.held})
    except paper.DAMAGE as problem:
        raise errors.BadInput(f"{file} cannot be restored: {_why(problem)}") from None
    except SQLAlchemyError as problem:
        why = str(getattr(problem, "orig", problem)).splitlines()[0]
        raise errors.Unavailable(f"{file} cannot be restored: {why}") from None


def _why(problem: Exception) -> str:
    match problem:
        case zipfile.BadZipFile() | KeyError():
            return "it is no backup of Tillwatch, or not all of one"
        case OSError() if problem.strerror:
            return problem.strerror
        case EOFError():
            return str(problem)
        case _:
            return "it is damaged"


async def _into_database(address: str, coming: Coming, replace: bool) -> None:
    def work(connection: Connection) -> None:
        if (who := shape.at_work(connection)) is not None:
            raise errors.Conflict(
                f"Tillwatch runs on this PostgreSQL database ({who}): stop it first, then restore"
            )
        if not shape.is_empty(connection) and not replace:
            raise errors.Conflict(
                "There is data in this PostgreSQL database already: restore into an empty one "
                "(TILLWATCH_DATABASE_URL), or replace it with --replace"
            )
        _clear(connection)
        for series in ("main", "inbox"):
            coming.fill(connection, series)

    async with one_connection(address) as connection, connection.begin():
        await connection.run_sync(work)


def _clear(connection: Connection) -> None:
    """Drop what is ours: tables of another revision may be among them."""
    there = set(inspect(connection).get_table_names())
    series = {f"schema_{name}" for name in schema.HEADS}
    named: list[MetaData] = [tables.metadata, tables.inbox_metadata, tables.ledger_metadata]
    ours = series.union(*(metadata.tables for metadata in named))
    for name in sorted(ours & there):
        connection.execute(text(f'DROP TABLE "{name}"'))


def _into_files(settings: Settings, coming: Coming, replace: bool) -> None:
    folder = settings.data_dir
    if not replace and not _is_unused(folder):
        raise errors.Conflict(
            f"There is data in {folder} already: restore into an empty folder "
            "(TILLWATCH_DATA_DIR), or replace it with --replace"
        )
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for cut_off in folder.glob(f"{SPACE}*"):  # of a restore that was killed: there is one at a time
        shutil.rmtree(cut_off)
    with tempfile.TemporaryDirectory(dir=folder, prefix=SPACE) as space:
        for name, series in zip(FILES, ("main", "inbox"), strict=True):
            _fill_file(Path(space) / name, coming, series)
        _bring_key(coming.key, settings.secret_key_file)
        for name in FILES:
            for ending in LEFTOVERS:
                (folder / (name + ending)).unlink(missing_ok=True)
            (Path(space) / name).replace(folder / name)


def _is_unused(folder: Path) -> bool:
    if not (folder / FILES[0]).exists():
        return not (folder / FILES[1]).exists()
    found = []
    for name in FILES:
        engine = one_file(folder / name)
        try:
            with engine.connect() as connection:
                found.append(shape.is_empty(connection))
        finally:
            engine.dispose()
    return all(found)


def _fill_file(path: Path, coming: Coming, series: str) -> None:
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE), "rb") as file:
        engine = _unsafe(path)
        try:
            with engine.begin() as connection:
                coming.fill(connection, series)
        finally:
            engine.dispose()
        os.fsync(file.fileno())


def _unsafe(path: Path) -> Engine:
    """A file that nobody reads before it is whole: no journal, no waiting for the disk."""
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=OFF")
        connection.execute("PRAGMA synchronous=OFF")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


def _fitting(connection: Connection, part: list[list[Any]]) -> list[tuple[Any, ...]]:
    if connection.dialect.name == "sqlite":
        return [tuple(row) for row in part]
    return [
        tuple(v.replace(NUL, SHOWN_NUL) if isinstance(v, str) else v for v in row) for row in part
    ]


def _bring_key(came: bytes, path: Path) -> None:
    """Its keys first: they seal, and open what came; then those that were here."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    here = path.read_bytes().split() if path.exists() else []
    lines = list(dict.fromkeys([*came.split(), *here]))
    draft = path.with_name(path.name + ".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE), "wb") as file:
        file.write(b"\n".join(lines) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)

"""Writes a backup: every table that cannot be made again, part by part, into the zip."""

import asyncio
import os
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Table, select
from sqlalchemy.exc import SQLAlchemyError

from tillwatch import __version__
from tillwatch.kernel import errors
from tillwatch.kernel.clock import Clock
from tillwatch.settings import Settings
from tillwatch.store import packing, schema
from tillwatch.store.backup import paper, shape
from tillwatch.store.backup.paper import About, Held, OnStep, Step
from tillwatch.store.engine import FILES, one_file
from tillwatch.store.postgresql.sessions import one_connection
from tillwatch.store.secrets import open_vault
from tillwatch.store.tables import cursor

PART: Final = 200
"""Rows read and written at a time; a row may be 1 MB."""
SERIES: Final = ("main", "inbox")
SEALED: Final = "_sealed"
"""So end the columns of what the secret key opens."""


class Copying:
    """One backup under way: what was copied so far, told as it goes."""

    def __init__(self, packed: zipfile.ZipFile, on_step: OnStep) -> None:
        self.packed = packed
        self.held: list[Held] = []
        self.revisions: dict[str, str] = {}
        self.dictionaries: set[int] = set()
        self.sealed: list[bytes] = []
        self.total = 0
        self.done = 0
        self._on_step = on_step

    def look(self, connection: Connection, series: str) -> list[Table]:
        """The first question of a transaction: what it sees from here on is one moment."""
        self.revisions[series] = schema.revision(connection, series) or ""
        found = shape.kept(connection, series)
        self.total += sum(shape.rows(connection, table) for table in found)
        return found

    def copy(self, connection: Connection, series: str, table: Table) -> None:
        column = shape.counter(table)
        last = None if column is None else shape.last_number(connection, table, column)
        names = [str(one.name) for one in table.columns]
        held = Held(series=series, table=str(table.name), columns=names, rows=0, last=last)
        rows, packed = 0, shape.packed(table)
        sealed = [at for at, name in enumerate(names) if name.endswith(SEALED)]
        with paper.writing(self.packed, held.member) as member:
            for part in _parts(connection, table, column):
                paper.put_part(member, part)
                self.dictionaries |= _named(part, packed)
                self.sealed += [row[at] for row in part for at in sealed if row[at]]
                rows += len(part)
                self.done += len(part)
                self._on_step(Step(table.name, self.done, max(self.total, self.done)))
        self.held.append(msgspec.structs.replace(held, rows=rows))


async def save(
    settings: Settings, file: Path, clock: Clock, on_step: OnStep = lambda _: None
) -> bool:
    """Write `file` (0600; it holds the secret key), whole or not at all. Whether that key opens all
    that is sealed in it. `NotFound` when there is nothing yet, `Unavailable` when it cannot be read
    or written. `on_step` hears from a thread."""
    try:
        with tempfile.TemporaryDirectory(dir=file.parent) as space:
            draft = Path(space) / "backup"
            with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT, 0o600), "wb") as opened:
                with zipfile.ZipFile(opened, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as packed:
                    opens = await _fill(settings, packed, clock, on_step)
                opened.flush()
                os.fsync(opened.fileno())
            draft.replace(file)
        return opens
    except (OSError, SQLAlchemyError) as problem:
        why = getattr(problem, "strerror", None) or getattr(problem, "orig", None) or problem
        raise errors.Unavailable(f"The backup {file} cannot be written: {why}") from None


async def _fill(settings: Settings, packed: zipfile.ZipFile, clock: Clock, on_step: OnStep) -> bool:
    copying = Copying(packed, on_step)
    if settings.database_url:
        await _from_database(settings.database_url, copying)
    else:
        await asyncio.to_thread(_from_files, settings.data_dir, copying)
    paper.put_file(packed, paper.KEY, settings.secret_key_file)
    about = About(
        format=paper.FORMAT,
        tillwatch=__version__,
        made_at=int(clock.now()),
        store="PostgreSQL" if settings.database_url else "SQLite",
        revisions=copying.revisions,
        dictionaries=sorted(copying.dictionaries),
    )
    paper.put(packed, paper.ABOUT, about)
    paper.put(packed, paper.CONTENTS, copying.held)
    vault = open_vault(settings.secret_key_file)
    return all(vault.knows(one) for one in copying.sealed)


async def _from_database(address: str, copying: Copying) -> None:
    """Both series in one transaction that sees one moment."""
    async with one_connection(address) as connection:
        await connection.execution_options(isolation_level="REPEATABLE READ")
        await connection.run_sync(_all, copying)


def _all(connection: Connection, copying: Copying) -> None:
    found = [(series, copying.look(connection, series)) for series in SERIES]
    for series, tables in found:
        for table in tables:
            copying.copy(connection, series, table)


def _from_files(folder: Path, copying: Copying) -> None:
    if not (folder / FILES[0]).exists():
        raise errors.NotFound(f"There is nothing to back up in {folder}")
    for name, series in zip(FILES, SERIES, strict=True):
        engine = one_file(folder / name)
        try:
            with engine.connect() as connection:
                for table in copying.look(connection, series):
                    copying.copy(connection, series, table)
        finally:
            engine.dispose()


def _parts(connection: Connection, table: Table, column: str | None) -> Any:
    query = select(table)
    if table.name == cursor.name:
        query = query.where(table.c.name.not_in(shape.MADE_AGAIN))
    if column is not None:
        query = query.order_by(table.c[column])
    rows = connection.execution_options(yield_per=PART).execute(query)
    for part in rows.partitions():
        yield [tuple(row) for row in part]


def _named(part: Sequence[tuple[Any, ...]], packed: Sequence[int]) -> set[int]:
    """The dictionaries that the values in those places are packed with."""
    named = {packing.dictionary(row[place]) for row in part for place in packed}
    return {number for number in named if number is not None}

"""A backup of the SQLite store: one archive with a consistent copy of each file, and the key.

The copies are made with SQLite's own backup, so the application may run and write meanwhile. The
main file is copied before the inbox: its place in the inbox is then never beyond the inbox's end,
and what the inbox has more is applied after the restore, which is what applying twice is for.
"""

import io
import os
import sqlite3
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Final

from tillwatch.kernel import errors

FILES: Final = ("tillwatch.sqlite", "inbox.sqlite")
KEY: Final = "key"
LEFTOVERS: Final = ("-wal", "-shm", "-journal")


def save(folder: Path, key_file: Path, archive: Path) -> None:
    """Write `archive` (0600; it holds the secret key), whole or not at all."""
    if not (folder / FILES[0]).exists():
        raise errors.NotFound(f"There is nothing to back up in {folder}")
    try:
        with tempfile.TemporaryDirectory(dir=archive.absolute().parent) as space:
            draft = Path(space) / "archive"
            with os.fdopen(_create(draft), "wb") as file:
                _pack(folder, key_file, Path(space), file)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(archive)
    except (OSError, sqlite3.Error) as problem:
        why = getattr(problem, "strerror", None) or problem
        raise errors.Unavailable(f"The backup {archive} cannot be written: {why}") from None


def load(archive: Path, folder: Path, key_file: Path, *, replace: bool) -> None:
    """Bring `archive` back into `folder`. `Conflict` when data is there, unless `replace`."""
    present = [name for name in FILES if (folder / name).exists()]
    if present and not replace:
        raise errors.Conflict(
            f"There is data in {folder} already: restore into an empty folder "
            "(TILLWATCH_DATA_DIR), or replace it with --force"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryDirectory(dir=folder) as space:
            _unpack(archive, Path(space))
            for name in FILES:
                _clear(folder / name)
                (Path(space) / name).replace(folder / name)
            key_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            (Path(space) / KEY).replace(key_file)
    except (OSError, tarfile.TarError, EOFError, sqlite3.Error) as problem:
        raise errors.BadInput(f"{archive} cannot be restored: {problem}") from None


def _pack(folder: Path, key_file: Path, space: Path, file: io.BufferedWriter) -> None:
    with tarfile.open(fileobj=file, mode="w:gz", compresslevel=3) as packed:
        for name in FILES:
            _copy(folder / name, space / name)
            packed.add(space / name, name, filter=_plain)
            (space / name).unlink()
        packed.add(key_file, KEY, filter=_plain)


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")


def _unpack(archive: Path, space: Path) -> None:
    """Only the files we wrote, and only if they are whole."""
    with tarfile.open(archive, mode="r:gz") as packed:
        for name in (*FILES, KEY):
            try:
                member = packed.extractfile(name)
            except KeyError:
                member = None
            if member is None:
                raise tarfile.TarError(f"it is no backup of Tillwatch ({name} is missing)")
            with os.fdopen(_create(space / name), "wb") as file:
                while chunk := member.read(1 << 20):
                    file.write(chunk)
    for name in FILES:
        with closing(sqlite3.connect(space / name)) as copy:
            if copy.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise sqlite3.DatabaseError(f"{name} in it is damaged")


def _clear(path: Path) -> None:
    for ending in LEFTOVERS:
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """No owner, readable by whoever unpacks it only."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


def _create(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)

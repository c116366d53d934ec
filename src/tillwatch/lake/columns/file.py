"""The file: opened, and moved aside where it does not open.

No indexes and no keys: DuckDB updates them badly, and what is asked here reads whole columns. What
may be asked is closed: no other file, no network, no setting.
"""

import contextlib
import logging
import os
import time
from pathlib import Path
from typing import Final

import duckdb

from tillwatch.kernel import errors

NAME: Final = "lake.duckdb"
BESIDE: Final = ".wal"
BROKEN: Final = "broken"
LEAST_MB: Final = 256
MOST_MB: Final = 4096
BY_NUMBER: Final = 22
"""Values numbered up to so many bits (four million) are counted in a place of their own each."""
SHUT: Final = (
    f"SET GLOBAL perfect_ht_threshold = {BY_NUMBER}",
    "SET enable_external_access = false",
    "SET python_enable_replacements = false",
    "SET lock_configuration = true",
)
IN_USE: Final = "Could not set lock"
NONSENSE: Final = ("orrupt", "not a valid DuckDB", "checksum", "older version", "newer version")
NO_ROOM: Final = ("No space left", "Out of Memory", "could not allocate")

log = logging.getLogger(__name__)


class InUse(errors.Unavailable):
    """Another process has the file."""


def opened(folder: Path, memory_mb: int | None = None) -> duckdb.DuckDBPyConnection:
    """The file in that folder, made where it is missing. One that does not open is moved aside,
    with a word in the log, and begun again. `InUse`: another process has it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / NAME
    try:
        return _connected(path, memory_mb)
    except duckdb.Error as problem:
        if IN_USE in str(problem):
            raise InUse(
                f"{path} is in use by another process: stop it, or give this one another folder "
                "(TILLWATCH_LAKE_URL)"
            ) from None
        if not is_damage(problem):
            raise
        aside(folder, problem)
        return _connected(path, memory_mb)


def aside(folder: Path, problem: object) -> Path:
    """Move the file out of the way, for whoever wants to know what became of it; of such files the
    newest is kept."""
    path = folder / NAME
    for old in folder.glob(f"{NAME}.{BROKEN}-*"):
        old.unlink(missing_ok=True)
    moved = folder / f"{NAME}.{BROKEN}-{int(time.time())}"
    for suffix in ("", BESIDE):
        with contextlib.suppress(FileNotFoundError):
            path.with_name(path.name + suffix).rename(moved.with_name(moved.name + suffix))
    first = str(problem).partition("\n")[0]
    log.warning("The columns did not open (%s): moved to %s, filled again", first, moved.name)
    return moved


def is_damage(problem: duckdb.Error) -> bool:
    """Whether making the file again helps: what it says of itself makes no sense to DuckDB. No
    room on the disk or in memory is no damage."""
    said = str(problem)
    if any(word in said for word in NO_ROOM):
        return False
    is_broken = isinstance(
        problem, duckdb.FatalException | duckdb.InternalException | duckdb.SerializationException
    )
    return is_broken or any(word in said for word in NONSENSE)


def version() -> str:
    """Of what writes the file."""
    return duckdb.__version__


def memory_mb() -> int:
    """How much questions may take where nobody said it: a quarter of the machine's."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // (1 << 20)
    return min(max(machine // 4, LEAST_MB), MOST_MB)


def _connected(path: Path, given_mb: int | None) -> duckdb.DuckDBPyConnection:
    if path.exists() and path.stat().st_size == 0:
        path.unlink()  # DuckDB opens no empty file, and makes its own
    before = os.umask(0o077)
    try:
        connection = duckdb.connect(
            str(path),
            config={
                "threads": min(os.cpu_count() or 1, 4),
                "memory_limit": f"{given_mb or memory_mb()}MB",
                "temp_directory": str(path.with_name("lake.tmp")),
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            },
        )
    finally:
        os.umask(before)
    for statement in SHUT:
        connection.execute(statement)
    return connection

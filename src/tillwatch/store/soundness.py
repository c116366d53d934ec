"""Whether the store itself is sound: its files, or how its server is set."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, text

STEPS: Final = 20_000
"""Steps of SQLite's machine between two looks at the time."""
ASKED: Final = ("server_version_num", "fsync", "full_page_writes", "synchronous_commit")


def damage(file: Path, seconds: float, timer: Callable[[], float] = time.monotonic) -> str | None:
    """What is wrong with a SQLite file, in SQLite's words; None when nothing was found.
    `TimeoutError` when the time was too short to look at all of it and nothing was found so far."""
    end = timer() + seconds
    address = f"{file.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=seconds)) as connection:
        connection.set_progress_handler(lambda: timer() > end, STEPS)
        try:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.OperationalError as problem:
            if str(problem) == "interrupted":
                raise TimeoutError from None
            return str(problem)
        except sqlite3.DatabaseError as problem:
            return str(problem)
    said = str(found[0]).splitlines()[0]
    return None if said == "ok" else said


def server(connection: Connection) -> dict[str, str]:
    """What matters of how a PostgreSQL is set: `version`, `fsync`, `full_page_writes`,
    `synchronous_commit`, `free`: connections left for us."""
    told = {name: str(connection.scalar(text(f"SHOW {name}"))) for name in ASKED}
    free = connection.scalar(
        text(
            "SELECT current_setting('max_connections')::int"
            " - current_setting('superuser_reserved_connections')::int"
            " - (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend')"
        )
    )
    version = int(told.pop("server_version_num"))
    return {**told, "version": f"{version // 10_000}.{version % 10_000}", "free": str(free)}

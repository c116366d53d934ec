"""Whether the store itself is sound: its files, or how its server is set; and what its failures are
called, for a person."""

import logging
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import DBAPIError

from tillwatch.kernel import errors

STEPS: Final = 20_000
"""Steps of SQLite's machine between two looks at the time."""
DAMAGE: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
DAMAGED: Final = (
    "The database is damaged: `tillwatch doctor` says which file; stop Tillwatch, keep the file, "
    "and restore the last backup into a new folder"
)
ASKED: Final = ("server_version_num", "fsync", "full_page_writes", "synchronous_commit")

log = logging.getLogger(__name__)


class Watch:
    """Whether damage was met in the files of these engines: `damaged`. It stays so, for a file does
    not heal; the log has it once."""

    def __init__(self, *engines: Engine) -> None:
        self.damaged = False
        for engine in engines:
            event.listen(engine, "handle_error", self._failed)

    @contextmanager
    def met(self) -> Iterator[None]:
        """Around what speaks to a file past its engine."""
        try:
            yield
        except DBAPIError as problem:
            self._look(problem)
            raise

    def _failed(self, context: Any) -> None:
        self._look(context.original_exception)

    def _look(self, problem: BaseException) -> None:
        if not self.damaged and is_damage(problem):
            self.damaged = True
            log.error("%s (%s)", DAMAGED, getattr(problem, "orig", problem))


def in_words(problem: BaseException) -> errors.Unavailable:
    """A failure of the store in one sentence: what is damaged stays so, all else may pass."""
    if is_damage(problem):
        return errors.Unavailable(DAMAGED, code="damaged")
    return errors.Unavailable("The store does not answer: try again")


def is_damage(problem: BaseException | None) -> bool:
    """Whether SQLite said that a file of it is damaged, or is none of its files. Of several that
    were raised together one is enough."""
    if isinstance(problem, BaseExceptionGroup):
        return any(is_damage(one) for one in problem.exceptions)
    if isinstance(problem, DBAPIError):
        problem = problem.orig
    if not isinstance(problem, sqlite3.Error):
        return False
    return getattr(problem, "sqlite_errorcode", 0) & 0xFF in DAMAGE


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

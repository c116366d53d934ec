"""Questions to the file, each on a cursor and a thread of its own, with an end.

A question sees the state that one step left: it never waits for the step that is being written, and
is told which change that state had reached.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, Final

import duckdb
import msgspec

from tillwatch.kernel import errors

AT_ONCE: Final = 4
AGAIN_S: Final = 0.05
TOO_LONG: Final = (
    "This question takes too long: ask for a shorter period, fewer dimensions or stricter filters"
)


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """`reached` and `generation`: of the state that was asked."""

    rows: list[tuple[Any, ...]]
    reached: int
    generation: int


class Questions:
    """`close` at the end; what is being answered then is interrupted."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._threads = ThreadPoolExecutor(AT_ONCE, "tillwatch-lake-question")
        self._asked: set[duckdb.DuckDBPyConnection] = set()

    async def ask(self, text: str, values: list[Any], limit_s: float) -> Found:
        """`Unavailable` when it takes longer; `BadInput` for what DuckDB does not understand."""
        loop = asyncio.get_running_loop()
        cursor = self._connection.cursor()
        self._asked.add(cursor)
        answered = loop.run_in_executor(self._threads, _answered, cursor, text, values)
        end = loop.call_later(limit_s, _end, loop, cursor, answered)
        try:
            return await asyncio.shield(answered)
        except asyncio.CancelledError:
            _end(loop, cursor, answered)
            answered.add_done_callback(lambda one: one.cancelled() or one.exception())
            raise
        except duckdb.InterruptException:
            raise errors.Unavailable(TOO_LONG) from None
        except duckdb.OutOfMemoryException:
            raise errors.Unavailable(
                "This question needs more memory than the columns may take: ask for a shorter "
                "period, or raise TILLWATCH_LAKE_MEMORY_MB"
            ) from None
        finally:
            end.cancel()
            self._asked.discard(cursor)

    def close(self) -> None:
        for cursor in list(self._asked):
            _interrupt(cursor)
        self._threads.shutdown(wait=True, cancel_futures=True)


def _end(
    loop: asyncio.AbstractEventLoop,
    cursor: duckdb.DuckDBPyConnection,
    answered: "asyncio.Future[Found]",
) -> None:
    """Until it has ended: a statement that is just about to begin hears nothing."""
    if not answered.done():
        _interrupt(cursor)
        loop.call_later(AGAIN_S, _end, loop, cursor, answered)


def _interrupt(cursor: duckdb.DuckDBPyConnection) -> None:
    with suppress(duckdb.Error):  # it has just ended
        cursor.interrupt()


def _answered(cursor: duckdb.DuckDBPyConnection, text: str, values: list[Any]) -> Found:
    try:
        cursor.execute("BEGIN")
        state = cursor.execute("SELECT reached, generation FROM lake_state").fetchone()
        rows = cursor.execute(text, values).fetchall()
        cursor.execute("COMMIT")
    finally:
        cursor.close()
    reached, generation = state if state is not None else (-1, -1)
    return Found(rows=rows, reached=reached, generation=generation)

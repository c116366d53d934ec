"""Questions to the ledger itself, where the lake is not: slower, so few at a time and with an end.

The end is real: SQLite is interrupted, PostgreSQL told how long a statement may run. So a large
question holds up neither the connection it was asked on nor whoever waits for one.
"""

import asyncio
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.kernel import errors
from tillwatch.store.engine import Store

AT_ONCE: Final = 2
"""The rest of the application asks on the same few connections."""
CANCELED: Final = ("interrupted", "canceling statement")
LIMIT: Final = text("SELECT set_config('statement_timeout', :ms, true)")
TOO_LONG: Final = (
    "This question takes too long while the columns are being filled: ask for a "
    "shorter period, or try again in a few minutes"
)


class Ledger:
    """Asks the ledger."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def ask(self, question: Select[Any], limit_s: float) -> list[tuple[Any, ...]]:
        """`Unavailable` when it takes longer; waiting for its turn may take as long again."""
        try:
            async with asyncio.timeout(limit_s):
                await self._turn.acquire()
        except TimeoutError:
            raise errors.Unavailable(TOO_LONG) from None
        try:
            async with self._store.reading() as tx:
                return await self._rows(tx, question, limit_s)
        except DBAPIError as problem:
            if any(word in str(problem.orig) for word in CANCELED):
                raise errors.Unavailable(TOO_LONG) from None
            raise
        finally:
            self._turn.release()

    async def _rows(
        self, tx: AsyncConnection, question: Select[Any], limit_s: float
    ) -> list[tuple[Any, ...]]:
        if not self._store.sqlite:
            await tx.execute(LIMIT, {"ms": str(max(int(limit_s * 1000), 1))})
            return [plain(row) for row in await tx.execute(question)]
        file: Any = (await tx.get_raw_connection()).driver_connection
        asked = asyncio.ensure_future(tx.execute(question))
        try:
            await asyncio.wait([asked], timeout=limit_s)
        finally:  # a thread works for it, which does not hear that nobody waits any more
            if not asked.done():
                await file.interrupt()
                await asyncio.wait([asked])
        return [plain(row) for row in asked.result()]


def plain(row: Any) -> tuple[Any, ...]:
    """PostgreSQL adds whole numbers up to decimals."""
    return tuple(int(value) if isinstance(value, Decimal) else value for value in row)

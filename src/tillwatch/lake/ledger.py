"""Questions to the ledger itself, where the lake is not: slower, so few at a time and with an end.

The end is real: SQLite is interrupted, PostgreSQL told how long a statement may run. So a large
question holds up neither the connection it was asked on nor whoever waits for one.
"""

import asyncio
from contextlib import suppress
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.kernel import errors
from tillwatch.store.engine import Store

AT_ONCE: Final = 2
"""The rest of the application asks on the same few connections."""
CANCELED: Final = ("interrupted", "QueryCanceled")
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
        """`Unavailable` when it takes longer, its turn included."""
        try:
            async with asyncio.timeout(limit_s), self._turn, self._store.reading() as tx:
                try:
                    return await self._rows(tx, question, limit_s)
                except asyncio.CancelledError:
                    await _interrupt(tx)
                    raise
        except TimeoutError:
            raise errors.Unavailable(TOO_LONG) from None
        except DBAPIError as problem:
            if any(word in str(problem.orig) for word in CANCELED):
                raise errors.Unavailable(TOO_LONG) from None
            raise

    async def _rows(
        self, tx: AsyncConnection, question: Select[Any], limit_s: float
    ) -> list[tuple[Any, ...]]:
        if not self._store.sqlite:
            await tx.execute(LIMIT, {"ms": str(int(limit_s * 1000))})
        return [plain(row) for row in await tx.execute(question)]


def plain(row: Any) -> tuple[Any, ...]:
    """PostgreSQL adds whole numbers up to decimals."""
    return tuple(int(value) if isinstance(value, Decimal) else value for value in row)


async def _interrupt(tx: AsyncConnection) -> None:
    """A thread works for SQLite, which does not hear that nobody waits any more."""
    if tx.dialect.name == "sqlite":
        with suppress(Exception):
            driver: Any = (await tx.get_raw_connection()).driver_connection
            await driver.interrupt()

"""Where a question goes: to the lake while it is there and not far behind, else to the ledger.

Whoever asks builds the question once, over a `Source`, and is told which of the two answered, how
far behind it was, and the statement. The ledger answers the same, slower; a time limit keeps a
large question from holding up everything else there.
"""

import asyncio
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

import msgspec
from sqlalchemy import Select

from tillwatch.kernel import errors
from tillwatch.lake import facts, sql
from tillwatch.lake.facts import Source
from tillwatch.lake.sql import Written
from tillwatch.store.engine import Store

LIMIT_S: Final = 20.0
"""How long the ledger may think about one question."""
Build = Callable[[Source], Select[Any]]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """`rows` as the question selects them, integers as `int`. `source`: lake or ledger;
    `behind_s`: how far it is behind the ledger, 0 when not at all."""

    rows: list[tuple[Any, ...]]
    source: str
    behind_s: float
    took_ms: float
    statement: Written


class Lake:
    """Answers questions over the facts."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def ask(self, build: Build) -> Answer:
        """`Unavailable` when it takes longer than it may."""
        return await self._of_ledger(build(facts.LEDGER))

    async def _of_ledger(self, question: Select[Any]) -> Answer:
        began = time.perf_counter()
        try:
            async with asyncio.timeout(LIMIT_S), self._store.reading() as tx:
                rows = [_plain(row) for row in await tx.execute(question)]
        except TimeoutError:
            raise errors.Unavailable(
                "This question takes too long while the columns are being filled: ask for a "
                "shorter period, or try again in a few minutes"
            ) from None
        return Answer(
            rows=rows,
            source=facts.LEDGER.name,
            behind_s=0.0,
            took_ms=(time.perf_counter() - began) * 1000,
            statement=sql.written(question, self._store.main.dialect),
        )


def _plain(row: Any) -> tuple[Any, ...]:
    """PostgreSQL adds whole numbers up to decimals."""
    return tuple(int(value) if isinstance(value, Decimal) else value for value in row)

"""Where a question goes: to the lake while it is there and not far behind, else to the ledger.

Whoever asks builds the question once, over a `Source`, and is told which of the two answered, how
far behind it was, and the statement. Both give the same answer, the ledger slower.

The rule: the lake answers when it is less than `FRESH_S` behind. Is it further behind (during an
import), the ledger gets `TRIED_S` to do better; where it cannot, the lake's answer is given with
how far behind it is, and the ledger is left alone with such questions for `SPARED_S`. Without a
lake, or while it is being filled, the ledger answers within `LIMIT_S` or says that it cannot.
"""

import logging
import time
from collections.abc import Callable
from typing import Any, Final

import msgspec
from sqlalchemy import Select

from tillwatch.kernel import bell, errors
from tillwatch.kernel.bell import Bell
from tillwatch.kernel.clock import Clock, SystemClock
from tillwatch.lake import facts, mark, seat, sql
from tillwatch.lake.facts import Source
from tillwatch.lake.ledger import Ledger, plain
from tillwatch.lake.seat import Seat
from tillwatch.lake.serving.client import Client, Silent
from tillwatch.lake.serving.frames import Asked, Told
from tillwatch.lake.sql import Written
from tillwatch.store.engine import Store

LIMIT_S: Final = 20.0
"""How long either may think about one question."""
FRESH_S: Final = 5.0
TRIED_S: Final = 2.0
SPARED_S: Final = 60.0
SLOW_S: Final = 1.0
"""So long in the ledger, and a lake is worth having for those who ask by the clock, too."""
LOOK_S: Final = 2.0
"""How long it is remembered who sits where."""
Build = Callable[[Source], Select[Any]]

log = logging.getLogger(__name__)


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """`rows` as the question selects them, integers as `int`. `source`: lake or ledger;
    `behind_s`: how far it is behind the ledger, 0 when not at all."""

    rows: list[tuple[Any, ...]]
    source: str
    behind_s: float
    took_ms: float
    statement: Written


class Lake:
    """Answers questions over the facts. `key`: what is said to the lake is sealed with it; without
    one the ledger is asked. The lake begins with the first question of a person's; for who asks
    by the clock (`eager` false) with the first that the ledger is slow at. `only`: lake or ledger,
    whatever the rule says."""

    def __init__(
        self,
        store: Store,
        key: bytes | None = None,
        *,
        clock: Clock | None = None,
        bell: Bell | None = None,
        eager: bool = True,
        only: str | None = None,
    ) -> None:
        self._store = store
        self._clock = clock or SystemClock()
        self._bell = bell
        self._eager = eager
        self._only = only
        self._ledger = Ledger(store)
        self._client = Client(key) if key is not None else None
        self._seat: Seat | None = None
        self._looked = -LOOK_S
        self._spared = -SPARED_S
        self._is_wanted = False

    async def ask(self, build: Build) -> Answer:
        """`Unavailable` when it takes longer than it may."""
        if self._only == facts.LEDGER.name:
            return await self._of_ledger(build, LIMIT_S)
        found = await self._of_lake(build)
        if self._only is not None:
            if found is None:
                raise errors.Unavailable("The columns are not there yet: try again in a minute")
            return found
        if found is None:
            return await self._of_ledger(build, LIMIT_S)
        if found.behind_s <= FRESH_S or time.monotonic() - self._spared < SPARED_S:
            return found
        try:
            return await self._of_ledger(build, TRIED_S)
        except errors.Unavailable:
            self._spared = time.monotonic()
            return found

    async def standing(self) -> Seat | None:
        """Who sits there now; None: nobody."""
        return await seat.found(self._store, self._clock)

    def close(self) -> None:
        if self._client is not None:
            self._client.close()

    async def _of_ledger(self, build: Build, limit_s: float) -> Answer:
        began = time.perf_counter()
        question = build(facts.LEDGER)
        rows = await self._ledger.ask(question, limit_s)
        written = sql.written(question, self._store.main.dialect)
        if time.perf_counter() - began > SLOW_S:
            await self._want()
        return _answer(facts.LEDGER, rows, 0.0, began, written)

    async def _of_lake(self, build: Build) -> Answer | None:
        """None where it cannot be asked now."""
        began = time.perf_counter()
        sits = await self._sits()
        if sits is None or self._client is None:
            return None
        written = sql.duck(build(facts.LAKE))
        asked = Asked(text=written.text, values=written.values, limit_s=LIMIT_S)
        try:
            told = await self._client.ask((sits.host, sits.port), asked)
        except Silent as problem:
            log.info("The columns do not answer: %s", problem)
            self._looked = -LOOK_S
            return None
        if told.problem is not None:
            if told.is_final:
                raise errors.Unavailable(told.problem)
            return None
        behind_s = await self._behind_s(told)
        if behind_s is None:
            return None
        rows = [plain(row) for row in told.rows]
        return _answer(facts.LAKE, rows, behind_s, began, written)

    async def _sits(self) -> Seat | None:
        """Who may be asked: of our shape, and filled."""
        if self._client is None:
            return None
        if time.monotonic() - self._looked >= LOOK_S:
            self._seat = await seat.found(self._store, self._clock)
            self._looked = time.monotonic()
            if self._seat is None and self._eager:
                await self._want()
        found = self._seat
        if found is None or not found.up or found.figures.filled_at is None:
            return None
        return found if found.figures.shape == mark.shape() else None

    async def _want(self) -> None:
        if self._is_wanted or self._client is None:
            return
        self._is_wanted = True
        if not await seat.is_wanted(self._store):
            await seat.want(self._store)
            if self._bell is not None:
                self._bell.ring(bell.LAKE)

    async def _behind_s(self, told: Told) -> float | None:
        """How far the state that answered is behind; None: it is of another ledger."""
        async with self._store.reading() as tx:
            generation, at_ms = (await tx.execute(mark.of_answer(told.reached))).one()
        if generation != told.generation:
            return None
        return 0.0 if at_ms is None else max(self._clock.now() - at_ms / 1000, 0.0)


def _answer(
    source: Source, rows: list[tuple[Any, ...]], behind_s: float, began: float, written: Written
) -> Answer:
    took_ms = (time.perf_counter() - began) * 1000
    return Answer(
        rows=rows, source=source.name, behind_s=behind_s, took_ms=took_ms, statement=written
    )

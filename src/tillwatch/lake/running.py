"""The lake's life in the process that owns it: open the file, answer, follow, tell how far it is.

Whatever fails ends this life: whoever keeps it begins the next one, which goes on where the file
is. A file that is damaged is moved aside before.
"""

import asyncio
import logging
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any, Final

import duckdb
import msgspec
from sqlalchemy import Select, column, func, select, table, text
from sqlalchemy.exc import SQLAlchemyError

from tillwatch.kernel import bell
from tillwatch.kernel.bell import Bell, Ear
from tillwatch.kernel.clock import Clock
from tillwatch.kernel.scrub import unsaid
from tillwatch.lake import facts, mark, seat
from tillwatch.lake.columns import file, tables
from tillwatch.lake.columns.questions import Questions
from tillwatch.lake.following.follower import Follower
from tillwatch.lake.seat import Figures
from tillwatch.lake.serving.server import listening
from tillwatch.store.engine import Store

LOOK_S: Final = 1.0
GATHER_S: Final = 0.25
"""How long changes are gathered before they are followed."""
MANY: Final = 1000
"""So many are followed without waiting for more."""
TELL_S: Final = 5.0
FILLING_S: Final = 1.0

_PG_CLASS: Final = table("pg_class", column("relname"), column("reltuples"))

log = logging.getLogger(__name__)


class Owner(msgspec.Struct, frozen=True, kw_only=True):
    """Who owns it and with what. `host`: where questions are listened for; `memory_mb`: what they
    may take, None: a part of the machine's."""

    store: Store
    clock: Clock
    bell: Bell
    node: str
    key: bytes
    folder: Path
    host: str = "127.0.0.1"
    memory_mb: int | None = None

    __repr__ = unsaid


async def run(owner: Owner) -> None:
    """Until cancelled, or until somebody else sits there. `InUse`: another process has the file."""
    try:
        await _live(owner)
    except duckdb.Error as problem:
        if file.is_damage(problem):
            await asyncio.to_thread(file.aside, owner.folder, problem)
        raise


async def _live(owner: Owner) -> None:
    async with AsyncExitStack() as stack:
        connection = await asyncio.to_thread(file.opened, owner.folder, owner.memory_mb)
        stack.callback(connection.close)
        follower = Follower(owner.store, connection, owner.clock)
        stack.push_async_callback(asyncio.to_thread, follower.close)
        questions = Questions(connection)
        stack.push_async_callback(asyncio.to_thread, questions.close)
        port = await stack.enter_async_context(listening(questions, owner.key, owner.host))
        telling = _Telling(owner, connection, follower, port)
        stack.push_async_callback(telling.get_up)
        await telling.sit_down()
        ear = stack.enter_context(owner.bell.listen(bell.CHANGES))
        while True:
            began = asyncio.get_running_loop().time()
            done = await follower.step()
            if not await telling.tell(done):
                log.info("The columns are asked elsewhere now")
                return
            await _rest(ear, done, asyncio.get_running_loop().time() - began)


async def _rest(ear: Ear, done: int, took_s: float) -> None:
    """Until something is to be done. After a small step as long as it took, and until more of it
    can be done together: a step costs the same for one row as for a thousand."""
    if done == 0:
        await ear.wait(LOOK_S)
        await asyncio.sleep(GATHER_S)
    elif done < MANY:
        await asyncio.sleep(max(GATHER_S, took_s))


class _Telling:
    """Keeps the seat's row true."""

    def __init__(
        self, owner: Owner, connection: duckdb.DuckDBPyConnection, follower: Follower, port: int
    ) -> None:
        self._owner = owner
        self._connection = connection.cursor()
        self._follower = follower
        self._port = port
        self._told_at = 0.0
        self._told: float | None = None
        self._expected = 0

    async def sit_down(self) -> None:
        o = self._owner
        self._expected = await _expected(o.store)
        figures = await self._figures()
        reached = self._reached()
        await seat.sit_down(o.store, o.clock, o.node, o.host, self._port, reached, figures)

    async def tell(self, done: int) -> bool:
        """How far it is, when it is time or when it has just been filled; False: our seat is
        somebody else's."""
        now = asyncio.get_running_loop().time()
        filled_at = self._filled_at()
        pause = FILLING_S if filled_at is None else TELL_S
        if now - self._told_at < pause and filled_at == self._told:
            return True
        self._told_at, self._told = now, filled_at
        o = self._owner
        return await seat.tell(o.store, o.clock, o.node, self._reached(), await self._figures())

    async def get_up(self) -> None:
        with suppress(SQLAlchemyError, OSError):
            await seat.get_up(self._owner.store, self._owner.node)

    def _filled_at(self) -> float | None:
        return self._follower.state.filled_at if self._follower.state is not None else None

    def _reached(self) -> int:
        return self._follower.state.reached if self._follower.state is not None else 0

    async def _figures(self) -> Figures:
        state = self._follower.state
        if state is None or state.filled_at is None:
            rows = sum(one.rows for one in state.places.values()) if state is not None else 0
        else:
            rows = sum((await asyncio.to_thread(tables.counts, self._connection)).values())
        path = self._owner.folder / file.NAME
        return Figures(
            shape=mark.shape() if state is None else state.shape,
            generation=0 if state is None else state.generation,
            rows=rows,
            expected=max(self._expected, rows),
            began_at=self._owner.clock.now() if state is None else state.began_at,
            filled_at=self._filled_at(),
            bytes=path.stat().st_size if path.exists() else 0,
        )


async def _expected(store: Store) -> int:
    """About how many rows there will be: counting millions would take longer than it is worth."""
    last: list[Select[Any]] = [
        select(func.max(text("rowid"))).select_from(one.base) for one in facts.KEPT
    ]
    if not store.sqlite:
        last = [
            select(func.max(_PG_CLASS.c.reltuples)).where(_PG_CLASS.c.relname == one.base.name)
            for one in facts.KEPT
        ]
    async with store.reading() as tx:
        counts = [await tx.scalar(one) for one in last]
    return sum(max(int(one or 0), 0) for one in counts)

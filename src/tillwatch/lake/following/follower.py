"""The follower: brings the columns to where the ledger is, one step after the other.

It takes no input but what stands in the ledger and in its own file. A file that was made of another
ledger, or by another version, is emptied and filled from the beginning, a part a step, in the order
of time; where it is stopped, it goes on. Changes that came meanwhile are followed behind it, so no
row is missed, and one that came twice is replaced.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar

import duckdb
import msgspec
from sqlalchemy import Connection

from tillwatch.kernel.clock import Clock
from tillwatch.lake import facts, mark
from tillwatch.lake.columns import file, tables
from tillwatch.lake.columns.tables import Part, Place, State
from tillwatch.lake.following import reading, touched
from tillwatch.lake.following.touched import Touched
from tillwatch.store.engine import Store

FILLED_AT_ONCE: Final = 10_000
FOLLOWED_AT_ONCE: Final = 20_000
T = TypeVar("T")
Rows = list[reading.Row]


class Follower:
    """One for a file. `step` until it says that nothing is left; `close` at the end. Writes in a
    thread of its own, so that questions are answered meanwhile."""

    def __init__(self, store: Store, connection: duckdb.DuckDBPyConnection, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._cursor = connection.cursor()
        self._thread = ThreadPoolExecutor(1, "tillwatch-lake-write")
        self.state: State | None = tables.state(self._cursor)
        self._is_checked = False

    async def step(self, most: int = FOLLOWED_AT_ONCE) -> int:
        """How much was done; 0: the columns are where the ledger is. `most`: changes in one."""
        generation, filled, last = await self._read(lambda tx: tx.execute(mark.of_ledger()).one())
        if not filled:
            return 0  # its rows are being made: they come as a new generation
        state = self.state
        if state is None or not self._fits(state, generation, last):
            await self._begin(generation, last)
            return 1
        if state.filled_at is None:
            return await self._fill(state)
        return await self._follow(state, most) if last > state.reached else 0

    def close(self) -> None:
        self._thread.shutdown(wait=True)
        self._cursor.close()

    def _fits(self, state: State, generation: int, last: int) -> bool:
        """An older copy of the ledger knows less than its follower: looked at once."""
        is_older = not self._is_checked and last < state.reached
        self._is_checked = True
        made = (state.shape, state.version, state.generation)
        return made == (mark.shape(), file.version(), generation) and not is_older

    async def _begin(self, generation: int, last: int) -> None:
        new = State(
            shape=mark.shape(),
            version=file.version(),
            generation=generation,
            reached=last,
            places={one.name: Place() for one in facts.KEPT},
            began_at=self._clock.now(),
        )
        await self._write(lambda: tables.begin(self._cursor, new))
        self.state = new

    async def _fill(self, state: State) -> int:
        fact = next((one for one in facts.KEPT if not state.places[one.name].done), None)
        if fact is None:
            await self._next(state, {}, filled_at=self._clock.now())
            return 1
        place = state.places[fact.name]
        rows: Rows = await self._read(lambda tx: reading.behind(tx, fact, place, FILLED_AT_ONCE))
        await self._next(
            state,
            {fact.name: Part(rows=rows)},
            places={**state.places, fact.name: _behind(fact, place, rows)},
        )
        return max(len(rows), 1)

    async def _follow(self, state: State, most: int) -> int:
        def read(tx: Connection) -> tuple[Touched, dict[str, Part]]:
            found = touched.behind(tx, state.reached, most)
            return found, {name: _part(tx, name, by) for name, by in found.rows.items()}

        found, parts = await self._read(read)
        await self._next(state, parts, found.forgotten, reached=found.reached)
        return found.count

    async def _next(
        self,
        state: State,
        parts: dict[str, Part],
        forgotten: list[str] | None = None,
        **changed: Any,
    ) -> None:
        new = msgspec.structs.replace(state, **changed)
        await self._write(lambda: tables.write(self._cursor, parts, new, forgotten or ()))
        self.state = new

    async def _read(self, work: Callable[[Connection], T]) -> T:
        async with self._store.reading() as tx:
            return await tx.run_sync(work)

    async def _write(self, work: Callable[[], None]) -> None:
        await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._thread, work))


def _part(tx: Connection, name: str, by: dict[str, set[str]]) -> Part:
    fact = next(one for one in facts.KEPT if one.name == name)
    keys = [(connection_id, id_) for connection_id, ids in by.items() for id_ in ids]
    rows: Rows = []
    for connection_id, ids in by.items():
        rows += reading.by_ids(tx, fact, connection_id, ids)
    return Part(gone=keys, rows=rows)


def _behind(fact: facts.Fact, place: Place, rows: Rows) -> Place:
    """The place behind those rows."""
    if not rows:
        return msgspec.structs.replace(place, done=True)
    names = fact.ledger.selected_columns.keys()
    last = dict(zip(names, rows[-1], strict=True))
    return Place(
        created=last["created"],
        id=last["id"],
        connection_id=last["connection_id"],
        rows=place.rows + len(rows),
        done=len(rows) < FILLED_AT_ONCE,
    )

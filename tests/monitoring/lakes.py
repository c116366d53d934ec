"""Columns for a test: a follower that goes as far as it is told to, and a lake that is asked over
its socket and knows what the ledger knows."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import NamedTuple

import duckdb
from sqlalchemy import Connection, update

from tillwatch.intake.house import House
from tillwatch.lake import facts, mark, seat
from tillwatch.lake.asking import Lake
from tillwatch.lake.columns import file
from tillwatch.lake.columns.questions import Questions
from tillwatch.lake.following.follower import Follower
from tillwatch.lake.serving import PURPOSE
from tillwatch.lake.serving.server import listening
from tillwatch.store import schema
from tillwatch.store.tables import lake_seat

MEMORY_MB = 256
HERE = "127.0.0.1"
AN_HOUR_MS = 3_600_000


class Open(NamedTuple):
    follower: Follower
    connection: duckdb.DuckDBPyConnection

    async def catch_up(self) -> int:
        """How many steps that took."""
        steps = 0
        while await self.follower.step():
            steps += 1
        return steps


@contextmanager
def following(house: House, folder: Path) -> Iterator[Open]:
    connection = file.opened(folder, MEMORY_MB)
    follower = Follower(house.store, connection, house.clock)
    try:
        yield Open(follower, connection)
    finally:
        follower.close()
        connection.close()


@asynccontextmanager
async def lake(house: House, folder: Path) -> AsyncIterator[tuple[Lake, Open]]:
    """A lake that only its columns answer, as far as the ledger is now; and what is behind it, to
    bring it further. The ledger counts as filled."""
    await house.store.write(schema.set_ledger_filled)
    key = house.vault.derived(PURPOSE)
    with following(house, folder) as opened:
        await opened.catch_up()
        questions = Questions(opened.connection)
        async with listening(questions, key, HERE) as port:
            await sit_down(house, opened, port)
            await house.store.write(_awake)
            asks = Lake(house.store, key, clock=house.clock, only="lake")
            try:
                yield asks, opened
            finally:
                asks.close()
        questions.close()


def _awake(tx: Connection) -> None:
    """It gives no signs of life, and on a busy machine a test takes longer than it may be silent:
    PostgreSQL's clock goes on meanwhile."""
    tx.execute(update(lake_seat).values(seen_ms=lake_seat.c.seen_ms + AN_HOUR_MS))


async def sit_down(house: House, opened: Open, port: int, node: str = "nod_test") -> None:
    state = opened.follower.state
    assert state is not None
    figures = seat.Figures(
        shape=mark.shape(),
        generation=state.generation,
        rows=0,
        expected=0,
        began_at=0.0,
        filled_at=state.filled_at,
        bytes=0,
    )
    await seat.sit_down(house.store, house.clock, node, HERE, port, state.reached, figures)


async def same(house: House, connection: duckdb.DuckDBPyConnection) -> int:
    """Each fact's rows in the columns are those of its question to the ledger. How many."""
    count = 0
    for fact in facts.KEPT:
        names = ", ".join(f'"{column.name}"' for column in facts.told(facts.TABLES[fact.name]))
        kept = connection.execute(f"SELECT {names} FROM fact_{fact.name}").fetchall()
        async with house.store.reading() as tx:
            asked = [tuple(row) for row in await tx.execute(fact.ledger)]
        differs = set(kept) ^ set(asked)
        assert not differs, (fact.name, differs)
        assert len(kept) == len(asked), fact.name
        count += len(kept)
    return count


def broken(folder: Path) -> list[str]:
    """What was moved aside there."""
    return [one.name for one in folder.glob(f"{file.NAME}.{file.BROKEN}-*")]

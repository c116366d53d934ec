"""The lake follows the ledger: row for row, whatever changed and in whatever order."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from tests.monitoring import business
from tillwatch.intake.house import House
from tillwatch.lake import facts
from tillwatch.lake.columns import file
from tillwatch.lake.following.follower import Follower
from tillwatch.store import schema


@contextmanager
def follower(house: House, folder: Path) -> Iterator[tuple[Follower, duckdb.DuckDBPyConnection]]:
    connection = file.opened(folder, 256)
    made = Follower(house.store, connection, house.clock)
    try:
        yield made, connection
    finally:
        made.close()
        connection.close()


async def same(house: House, connection: duckdb.DuckDBPyConnection) -> int:
    """Each fact's rows in the columns are those of its question to the ledger. How many."""
    count = 0
    for fact in facts.KEPT:
        names = ", ".join(f'"{column.name}"' for column in facts.TABLES[fact.name].c)
        kept = connection.execute(f"SELECT {names} FROM fact_{fact.name}").fetchall()
        async with house.store.reading() as tx:
            asked = [tuple(row) for row in await tx.execute(fact.ledger)]
        assert sorted(kept, key=repr) == sorted(asked, key=repr), fact.name
        count += len(kept)
    return count


async def test_x(house: House, tmp_path: Path) -> None:
    await house.store.write(schema.set_ledger_filled)
    await business.open_business(house, 1, payments=120, days=40)
    with follower(house, tmp_path) as (it, connection):
        while await it.step():
            pass
        assert await same(house, connection) > 300

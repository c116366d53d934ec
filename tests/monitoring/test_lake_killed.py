"""kill -9 of the process that owns the lake, while it fills and while it follows: the file opens
again, and goes on where it was."""

import asyncio
import os
import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection

from tests.monitoring import business
from tests.monitoring.lakes import broken, following, same
from tillwatch.intake.house import House
from tillwatch.kernel.clock import SystemClock
from tillwatch.lake import seat
from tillwatch.lake.columns import file
from tillwatch.lake.seat import Seat
from tillwatch.ledger import write
from tillwatch.rows import Row
from tillwatch.store import schema
from tillwatch.wiring import tasks

SOON_S = 120


@asynccontextmanager
async def owning(folder: Path) -> AsyncIterator["subprocess.Popen[bytes]"]:
    """The process as a worker begins it; killed at the end."""
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            env = {**os.environ, "TILLWATCH_DATA_DIR": str(folder)}
            child = tasks.spawn("work", "--lake", end=theirs, env=env)
        try:
            yield child
        finally:
            child.kill()
            child.wait()


async def seated(house: House, reached: int, *, filled: bool) -> Seat:
    """What its seat says, once it is that far."""
    async with asyncio.timeout(SOON_S):
        while True:
            found = await seat.found(house.store, SystemClock())
            is_filled = found is not None and found.figures.filled_at is not None
            if found and found.reached >= reached and is_filled >= filled:
                return found
            await asyncio.sleep(0.01)


async def test_killed_while_it_fills_and_while_it_follows_it_loses_nothing(
    house: House, tmp_path: Path
) -> None:
    await house.store.write(schema.set_ledger_filled)
    rows = await business.open_business(house, 1, payments=120, days=40)
    async with owning(tmp_path):
        await seated(house, 0, filled=False)  # begun, and hardly further
    async with owning(tmp_path) as child:
        await seated(house, len(rows), filled=True)
        with pytest.raises(file.InUse):
            file.opened(tmp_path)
        changes = [_gone(house, part) for part in (rows[:40], rows[40:80])]
        await changes[0]
        await asyncio.sleep(0)
        child.kill()
        await changes[1]
    with following(house, tmp_path) as it:
        assert it.follower.state is not None
        assert it.follower.state.filled_at is not None, "what was filled is not filled again"
        await it.catch_up()
        assert await same(house, it.connection) > 100
    assert not broken(tmp_path)


async def _gone(house: House, rows: list[Row]) -> None:
    def work(tx: Connection) -> None:
        written = write.write(tx, business.CON, rows, ())
        write.log(tx, business.CON, written, at_ms=0, live=True)

    await house.store.write(work)
    house.bell.ring("changes")

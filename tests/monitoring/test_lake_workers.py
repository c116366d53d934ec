"""The lake between workers on one database: whoever has the installation's lease keeps it. When its
machine is killed, the ledger answers until another has made its own."""

import asyncio
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Select, func, select

from tests import stores
from tests.cli.shell import COMMAND, environment
from tests.doubles.desk import opened
from tests.monitoring import business
from tillwatch.intake.house import House
from tillwatch.intake.leases import INSTALLATION
from tillwatch.kernel import bell
from tillwatch.kernel.bell import Bell
from tillwatch.kernel.clock import SystemClock
from tillwatch.lake import seat
from tillwatch.lake.asking import Answer, Lake
from tillwatch.lake.facts import Source
from tillwatch.lake.serving import PURPOSE
from tillwatch.store import schema
from tillwatch.store.tables import lease, node
from tillwatch.wiring.bridge import Bridge
from tillwatch.wiring.lake import keeper

PATIENCE_S = 180
LOOK_S = 0.1


def by_outcome(source: Source) -> Select[Any]:
    attempt = source.fact("attempt")
    return select(attempt.c.outcome, func.count()).group_by(attempt.c.outcome).order_by("outcome")


@contextmanager
def worker(folder: Path, url: str, name: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A machine of its own that only works: its folder, the database and the key in common."""
    settings = {
        "TILLWATCH_DATA_DIR": str(folder / name),
        "TILLWATCH_DATABASE_URL": url,
        "TILLWATCH_SECRET_KEY_FILE": str(folder / "key"),
        "TILLWATCH_TAKEOVER_SECONDS": "2",
    }
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            (*COMMAND, "work"), env=environment(settings), stderr=log, start_new_session=True
        )
    try:
        yield process
    finally:
        killed(process)


def killed(process: "subprocess.Popen[bytes]") -> None:
    """With the process of the lake, as when a machine loses its power."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


async def first(house: House) -> int:
    """The process that has the installation's lease."""
    held = select(node.c.pid).join(lease, lease.c.node == node.c.id)
    async with asyncio.timeout(PATIENCE_S):
        while True:
            async with house.store.reading() as tx:
                pid = await tx.scalar(held.where(lease.c.connection_id == INSTALLATION))
            if pid is not None:
                return int(pid)
            await asyncio.sleep(LOOK_S)


async def of_columns(lake: Lake) -> Answer:
    """What they answer, once they do; until then the ledger does."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            told = await lake.ask(by_outcome)
            if told.source == "lake":
                return told
            await asyncio.sleep(LOOK_S)


async def test_when_a_machine_is_killed_another_makes_its_own_columns(
    tmp_path: Path, store_url: str
) -> None:
    stores.on_postgresql(tmp_path, store_url)
    async with opened(tmp_path) as desk:
        house = desk.house
        await house.store.write(schema.set_ledger_filled)
        await business.open_business(house, 1, payments=60, days=20)
        await seat.want(house.store)
        lake = Lake(house.store, house.vault.derived(PURPOSE), clock=SystemClock())
        with ExitStack() as stack:
            machines = [stack.enter_context(worker(tmp_path, store_url, n)) for n in ("a", "b")]
            by_pid = {one.pid: one for one in machines}
            told = await of_columns(lake)
            gone = await first(house)
            killed(by_pid[gone])
            meanwhile = await lake.ask(by_outcome)
            assert (meanwhile.source, meanwhile.rows) == ("ledger", told.rows)
            again = await of_columns(lake)
            assert again.rows == told.rows
            assert await first(house) != gone
            files = [folder.name for folder in (tmp_path / "a", tmp_path / "b")]
            assert [(tmp_path / name / "lake.duckdb").exists() for name in files] == [True, True]
        lake.close()
        await house.store.close()


async def test_what_another_machine_rang_reaches_the_process_of_the_lake() -> None:
    """A ring that came from elsewhere is not rung again for everybody, but is passed on there."""
    here, there = Bell(), Bell()
    ours, theirs = socket.socketpair()
    told = Bell()
    with Bridge(told, ours), Bridge(there, theirs), there.listen(bell.CHANGES) as ear:
        passing = asyncio.create_task(keeper.pass_on(here, told))
        await asyncio.sleep(0)
        here.heard(bell.CHANGES)
        assert await ear.wait(PATIENCE_S)
        passing.cancel()

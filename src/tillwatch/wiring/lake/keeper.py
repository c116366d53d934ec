"""Keeps the lake: one life after the other, while somebody wants it and it is ours to keep."""

import asyncio
import logging
import os
import signal
import socket
import subprocess
from collections.abc import Callable
from typing import Final

from tillwatch.intake.house import House
from tillwatch.kernel import bell, errors
from tillwatch.kernel.bell import Bell
from tillwatch.lake import seat, trouble
from tillwatch.wiring import tasks
from tillwatch.wiring.bridge import Bridge
from tillwatch.wiring.house import environment

LOOK_S: Final = 1.0
AGAIN_S: Final = 2.0
STOP_S: Final = 3.0
"""Shorter than what the worker itself is given."""

log = logging.getLogger(__name__)


async def keep(house: House, is_ours: Callable[[], bool], *, apart: bool) -> None:
    """Until cancelled. `is_ours`: whether this worker is the one to keep it; `apart`: in a process
    of its own. Nothing is loaded for it before somebody asked."""
    wanted = False
    with house.bell.listen(bell.LAKE) as ear:
        while True:
            try:
                wanted = wanted or await seat.is_wanted(house.store)
                if wanted and is_ours():
                    await _while_ours(_child(house) if apart else _here(house), is_ours)
                    await asyncio.sleep(AGAIN_S)
            except errors.BadInput as problem:
                log.error("The columns cannot be kept: %s", problem.message)
                await trouble.note(house.store, house.clock, trouble.of(problem))
                await tasks.for_ever()
            except Exception as problem:  # noqa: BLE001  # questions have the ledger meanwhile
                log.warning("The columns could not be kept, trying again: %s", problem)
                await asyncio.sleep(AGAIN_S)
            await ear.wait(LOOK_S)


async def _while_ours(life: "asyncio.Future[None]", is_ours: Callable[[], bool]) -> None:
    try:
        while not life.done() and is_ours():
            await asyncio.wait([life], timeout=LOOK_S)
    finally:
        await tasks.cancel(life)
    if not life.cancelled():
        life.result()


def _here(house: House) -> "asyncio.Task[None]":
    return asyncio.create_task(_own(house), name="lake")


async def _own(house: House) -> None:
    from tillwatch.wiring.lake import child  # DuckDB is large, and most of the time not wanted

    own = child.owner(house.settings, house.store, house.vault, house.clock, house.bell)
    await child.in_turn(own)


def _child(house: House) -> "asyncio.Task[None]":
    return asyncio.create_task(_other(house), name="lake")


async def _other(house: House) -> None:
    ours, theirs = socket.socketpair()
    with theirs:
        process = tasks.spawn(
            "work",
            "--lake",
            end=theirs,
            stdout=subprocess.DEVNULL,
            env={**os.environ, **environment(house.settings)},
        )
    told = Bell()
    with Bridge(told, ours) as bridge:
        try:
            await tasks.first_of(bridge.gone.wait(), pass_on(house.bell, told))
        finally:
            code = await tasks.end(process, STOP_S)
    log.warning("The process of the columns ended (%s): starting it again", code)
    if code < 0 and code != -signal.SIGTERM:  # else it has said itself what ended it
        await trouble.note(house.store, house.clock, trouble.ended(code))


async def pass_on(heard: Bell, told: Bell) -> None:
    """Ring there whenever the rows changed: here, or on another machine, whose rings are heard here
    and not rung again. Until cancelled."""
    with heard.listen(bell.CHANGES) as ear:
        while True:
            if await ear.wait(None):
                told.ring(bell.CHANGES)

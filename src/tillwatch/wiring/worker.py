"""The worker: in this process, or as a child of the web process.

Only one worker at a time works on the files of a data folder: it holds `worker.lock`, and another
one waits for it. So a worker that has not noticed yet that its parent was killed and the worker
of the next start never write at once. On PostgreSQL there may be any number.

The child ends when it is told to (SIGTERM) or when its parent is gone; a child that ends by itself
is started again.
"""

import asyncio
import logging
import os
import socket
import subprocess
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from typing import Any

from tillwatch.intake import nodes
from tillwatch.intake.house import House
from tillwatch.intake.leases import INSTALLATION
from tillwatch.intake.process import WORKER
from tillwatch.intake.work import Worker
from tillwatch.kernel.bell import Bell
from tillwatch.settings import Settings
from tillwatch.store.postgresql.calls import Calls
from tillwatch.wiring import place, tasks, tuning
from tillwatch.wiring.bridge import Bridge
from tillwatch.wiring.disputes import judging, preventing, reminding, sending
from tillwatch.wiring.house import environment, open_house
from tillwatch.wiring.lake.keeper import keep
from tillwatch.wiring.monitoring import alerting, learning, reporting

TURN_S = 0.05
"""How often a waiting worker looks whether it is its turn."""
STOP_S = 6.0
AGAIN_S = (0.1, 0.5, 2.0, 5.0)
"""How long to wait before a child that ended is started again, the first time and so on."""
STEADY_S = 60.0
"""A child that ran so long begins with the shortest wait again."""

log = logging.getLogger(__name__)


async def work_here(house: House, calls: Calls) -> None:
    """Everything the worker does, until cancelled. `calls` run beside it."""
    tuning.worker()
    async with _turn(house.settings):
        worker = Worker(house, backend=lambda: calls.backend)
        await tasks.first_of(
            worker.run(),
            keep(house, lambda: _is_first(worker), apart=False),
            *_once_for_all(house, lambda: _is_first(worker)),
        )


def _once_for_all(
    house: House, is_first: Callable[[], bool]
) -> Iterator[Coroutine[Any, Any, None]]:
    """What one worker does for all."""
    for part in (alerting, reporting, learning, judging, sending, preventing, reminding):
        yield part.keep(house, is_first)


async def _work_as_node(house: House) -> None:
    """The same for a process that does nothing else: it gives signs of life meanwhile."""
    tuning.worker()
    calls = Calls(house.store.main, house.bell, house.node.id)
    async with _turn(house.settings):
        worker = Worker(house, backend=lambda: calls.backend)
        lake = keep(house, lambda: _is_first(worker), apart=True)
        alive = nodes.beat(house, WORKER)
        once = _once_for_all(house, lambda: _is_first(worker))
        await tasks.first_of(worker.run(), alive, calls.run(), lake, *once)


def _is_first(worker: Worker) -> bool:
    """Whether it does what is done once for all workers."""
    return INSTALLATION in worker.leases.held


async def work_alone(settings: Settings, stop: asyncio.Event) -> None:
    """`tillwatch work`: until `stop`."""
    tuning.one_heap()
    async with open_house(settings) as house:
        await tasks.first_of(stop.wait(), _work_as_node(house))


async def work_for(settings: Settings, end: socket.socket, stop: asyncio.Event) -> None:
    """The child's whole life: until `stop`, or the other end of the socket closes."""
    tuning.behind_the_web()
    tuning.one_heap()
    async with open_house(settings) as house:
        with Bridge(house.bell, end) as bridge:
            await tasks.first_of(stop.wait(), bridge.gone.wait(), _work_as_node(house))


async def keep_child(settings: Settings, bell: Bell) -> None:
    """Run the child, again whenever it ends, until cancelled."""
    loop = asyncio.get_running_loop()
    failures = 0
    while True:
        began = loop.time()
        code = await _child(settings, bell)
        failures = 0 if loop.time() - began > STEADY_S else failures
        wait = AGAIN_S[min(failures, len(AGAIN_S) - 1)]
        failures += 1
        log.warning("The worker ended (%s): starting it again in %g s", code, wait)
        await asyncio.sleep(wait)


async def _child(settings: Settings, bell: Bell) -> int:
    ours, theirs = socket.socketpair()
    with theirs:
        child = tasks.spawn(
            "work",
            end=theirs,
            stdout=subprocess.DEVNULL,
            env={**os.environ, **environment(settings)},
        )
    with Bridge(bell, ours) as bridge:
        try:
            await bridge.gone.wait()
        finally:
            code = await tasks.end(child, STOP_S)
    return code


@asynccontextmanager
async def _turn(settings: Settings) -> AsyncIterator[None]:
    if settings.database_url:
        yield
        return
    lock = place.Lock(settings.data_dir / place.WORKER)
    await tasks.until(lock.take, TURN_S)
    try:
        yield
    finally:
        lock.release()

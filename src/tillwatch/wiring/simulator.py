"""The simulated Stripe: in a process of its own, as a command and as the demo's child."""

import asyncio
import gc
import os
import socket
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import msgspec

from tillwatch.kernel import errors
from tillwatch.kernel.clock import SystemClock
from tillwatch.kernel.scrub import unsaid
from tillwatch.simulator.business import World
from tillwatch.simulator.clock import VirtualClock
from tillwatch.simulator.http import serve
from tillwatch.simulator.http.app import Application, application
from tillwatch.simulator.http.options import Options
from tillwatch.wiring import tasks, tuning

STOP_S = 3.0
LOUDEST = 1 << 16


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """A key the simulator accepts, or refuses on purpose (`name` says why)."""

    account_id: str
    mode: str
    name: str
    key: str

    __repr__ = unsaid


class Simulated(msgspec.Struct, frozen=True, kw_only=True):
    """A running simulator. The first account is the main one."""

    url: str
    keys: list[Key]

    def key(self, name: str, mode: str = "test") -> str:
        """The main account's key of that name."""
        main = self.keys[0].account_id
        wanted = (main, mode, name)
        return next(k.key for k in self.keys if (k.account_id, k.mode, k.name) == wanted)


def listening(port: int) -> socket.socket:
    """A bound socket, before a year is invented; `Unavailable` when the port is not to be had."""
    try:
        return serve.listening(serve.LOOPBACK, port)
    except OSError as problem:
        raise errors.Unavailable(
            f"Cannot listen on port {port} ({problem.strerror}): choose another with --port"
        ) from None


async def simulate(
    bound: socket.socket,
    seed: int,
    payments: int,
    knobs: dict[str, Any],
    stop: asyncio.Event,
    started: Callable[[Simulated], None],
    end: socket.socket | None = None,
) -> None:
    """Build the world and serve it on `bound` until `stop`, or until the other end of `end` closes.

    `knobs` are `simulator.http.options.Options`; `started` is told once it answers.
    """
    wall = SystemClock()
    world = World(seed, VirtualClock(wall), payments=payments)
    app = application(world, options=msgspec.convert({"seed": seed, **knobs}, Options), wall=wall)
    gc.collect()
    gc.freeze()
    tuning.loaded()
    async with serve.running(app, bound) as url:
        started(Simulated(url=url, keys=_keys(app)))
        await tasks.first_of(stop.wait(), _closed(end))


@asynccontextmanager
async def simulator_child(
    seed: int, payments: int, knobs: dict[str, Any]
) -> AsyncIterator[Simulated]:
    """A simulator in a process that ends with this one, however this one ends."""
    ours, theirs = socket.socketpair()
    with theirs:
        child = tasks.spawn(
            *("simulate", "--port", "0", "--json"),
            *("--seed", str(seed), "--payments", str(payments)),
            *("--deeds-per-minute", str(knobs.get("deeds_per_minute", 0))),
            "--limits" if knobs.get("limits", True) else "--no-limits",
            end=theirs,
            stdout=subprocess.PIPE,
        )
    try:
        yield await asyncio.to_thread(_told, child)
    finally:
        ours.close()
        await tasks.end(child, STOP_S)


def _told(child: "subprocess.Popen[bytes]") -> Simulated:
    """The line a simulator begins with; waits for it."""
    with child.stdout or open(os.devnull, "rb") as said:
        line = said.readline()
    if not line:
        raise errors.Unavailable(f"The simulator did not start (it ended with {child.wait()})")
    return msgspec.json.decode(line, type=Simulated)


def _keys(app: Application) -> list[Key]:
    return [
        Key(
            account_id=key.account,
            mode="live" if key.livemode else "test",
            name=key.name,
            key=key.secret,
        )
        for key in app.keys.all()
    ]


async def _closed(end: socket.socket | None) -> None:
    if end is None:
        await asyncio.Event().wait()
        return
    end.setblocking(False)
    while await asyncio.get_running_loop().sock_recv(end, LOUDEST):
        pass

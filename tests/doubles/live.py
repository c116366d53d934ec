"""Everything live in this process, on one clock: a simulated Stripe over HTTP, the webhook address
over HTTP, the worker. The clock can be moved, so that a month takes seconds."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from tests import stores
from tillwatch.faces.hook import Hook
from tillwatch.intake import connections
from tillwatch.intake.house import House
from tillwatch.intake.receive import Receiver
from tillwatch.intake.work import Worker
from tillwatch.kernel import bell
from tillwatch.kernel.bell import Bell
from tillwatch.kernel.clock import Clock, SystemClock
from tillwatch.processors.registry import Registry
from tillwatch.processors.stripe import Stripe
from tillwatch.simulator.business import World
from tillwatch.simulator.clock import VirtualClock
from tillwatch.simulator.http import serve
from tillwatch.simulator.http.app import Application, application
from tillwatch.simulator.http.options import Options
from tillwatch.store.engine import open_store
from tillwatch.store.inbox import Inbox
from tillwatch.store.secrets import open_vault

POLL_S = "0.1"
LOOK_S = 0.05
FRESH = httpx.Limits(keepalive_expiry=1)
"""A server closes an idle connection after five seconds, and httpx uses one just as long: a call at
that moment is lost."""


class Guest(uvicorn.Server):
    """A server in our loop that leaves signals alone."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def listening(app: Any) -> AsyncIterator[str]:
    """Serve an ASGI application; its origin."""
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    config = uvicorn.Config(app, lifespan="off", log_level="critical", date_header=False)
    server = Guest(config)
    task = asyncio.create_task(server.serve([bound]))
    await until(lambda: server.started)
    try:
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task


async def until(condition: Callable[[], Any], seconds: float = 120.0) -> None:
    """Wait for a condition, plain or awaitable; fails after `seconds`."""
    async with asyncio.timeout(seconds):
        while True:
            met = condition()
            if asyncio.iscoroutine(met):
                met = await met
            if met:
                return
            await asyncio.sleep(LOOK_S)


@dataclass
class Live:
    world: World
    app: Application
    api: str
    hook: str
    house: House
    worker: Worker
    http: httpx.AsyncClient

    def key(self, name: str = "full") -> str:
        found = self.app.keys.named(self.account, False, name)
        assert found is not None
        return found.secret

    @property
    def account(self) -> str:
        return next(iter(self.world.shops))

    async def control(self, deed: str, **body: Any) -> Any:
        answer = await self.http.post(f"{self.api}/_simulator/{deed}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def endpoint(self, connection_id: str, types: list[str] | None = None) -> str:
        """Let the simulator deliver to a connection; the signing secret."""
        url = f"{self.hook}/api/webhooks/stripe/{connection_id}"
        made = await self.control("endpoints", url=url, enabled_events=types or ["*"])
        return str(made["secret"])

    async def connect(self, key: str | None = None, secret: str | None = None, **more: Any) -> str:
        made = await connections.connect(
            self.house, processor="stripe", name="Shop", key=key, secret=secret, **more
        )
        return made.id


@asynccontextmanager
async def going(
    folder: Path,
    seed: int,
    *,
    payments: int = 200,
    days: int = 40,
    options: Options | None = None,
    ours: Callable[[Clock], Clock] = lambda true: true,
    **size: int,
) -> AsyncIterator[Live]:
    """A business of `days` days, and a desk that knows nothing of it yet. `ours`: the clock on our
    wall, where it is not the one Stripe goes by."""
    clock = VirtualClock(SystemClock())
    world = World(seed, clock, payments=payments, days=days, **size)
    app = application(world, options=options or Options(limits=False, seed=seed), wall=clock)
    async with (
        serve.running(app) as api,
        httpx.AsyncClient(timeout=60, limits=FRESH) as http,
    ):
        given = stores.given(folder, stripe_api_base=api, poll_seconds=POLL_S)
        store = await open_store(given)
        house = House(
            settings=given,
            store=store,
            vault=open_vault(given.secret_key_file),
            processors=Registry([Stripe(api, api, 1.0, 0, ours(clock), sleep=_shortly)]),
            clock=ours(clock),
            bell=Bell(),
        )
        inbox, worker = Inbox(store, house.counters, house.clock), Worker(house)
        try:
            async with (
                listening(Hook(Receiver(house, inbox), house.counters)) as hook,
                _running(inbox.run(), worker.run(), _ring(inbox, house)),
            ):
                yield Live(world, app, api, hook, house, worker, http)
        finally:
            await connections.close_readers(house)
            await store.close()


@asynccontextmanager
async def _running(*works: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """All of them beside the block; none may end by itself."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        yield
        for task in tasks:
            assert not task.done(), task.exception()
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


async def _shortly(seconds: float) -> None:
    """The pauses between tries, a twentieth as long."""
    await asyncio.sleep(seconds / 20)


async def _ring(inbox: Inbox, house: House) -> None:
    while True:
        await inbox.arrived.wait()
        inbox.arrived.clear()
        house.bell.ring(bell.INBOX)

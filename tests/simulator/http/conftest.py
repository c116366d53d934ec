"""One running simulator per test, over real HTTP, in a thread with a loop of its own."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import stripe

from tests.doubles.live import FRESH
from tests.simulator.http.small import SmallWorld, filled, no_limits
from tillwatch.kernel.clock import Clock, SetClock, SystemClock
from tillwatch.simulator.http.app import Application, application
from tillwatch.simulator.http.options import Options
from tillwatch.simulator.http.port import World
from tillwatch.simulator.http.serve import running


@dataclass
class Simulator:
    app: Application
    url: str
    client: httpx.Client

    def key(self, name: str = "secret", livemode: bool = False) -> str:
        account = next(iter(self.app.world.shops))
        key = self.app.keys.named(account, livemode, name)
        assert key is not None
        return key.secret

    def get(self, path: str, key: str | None = None, **headers: str) -> httpx.Response:
        return self.ask("GET", path, key, headers=headers)

    def ask(
        self,
        method: str,
        path: str,
        key: str | None = None,
        *,
        headers: dict[str, str] | None = None,
        data: dict[str, str] | None = None,
    ) -> httpx.Response:
        named = {"authorization": f"Bearer {key or self.key()}", **(headers or {})}
        return self.client.request(method, self.url + path, headers=named, data=data)

    def control(self, path: str, **body: object) -> httpx.Response:
        return self.client.post(f"{self.url}/_simulator/{path}", json=body)

    def sdk(self, key: str | None = None, **more: Any) -> stripe.StripeClient:
        return stripe.StripeClient(
            key or self.key(), base_addresses={"api": self.url}, max_network_retries=0, **more
        )


class Thread(threading.Thread):
    """Serves an application until told to stop."""

    def __init__(self, make: Callable[[], Application]) -> None:
        super().__init__(daemon=True)
        self._make = make
        self.ready = threading.Event()
        self.url = ""
        self.app: Application | None = None

    def run(self) -> None:
        try:
            asyncio.run(self._serve())
        finally:
            self.ready.set()

    async def _serve(self) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        self.app = self._make()
        async with running(self.app) as self.url:
            self.ready.set()
            await self._end.wait()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self.join()


Start = Callable[..., Simulator]


@contextmanager
def serving(
    world: World, options: Options | None = None, wall: Clock | None = None
) -> Iterator[Simulator]:
    """A simulator over a world, without limits unless the options say so."""
    thread = Thread(
        lambda: application(world, options=options or no_limits(), wall=wall or SystemClock())
    )
    thread.start()
    thread.ready.wait()
    assert thread.app is not None
    with httpx.Client(trust_env=False, timeout=60, limits=FRESH) as client:
        yield Simulator(thread.app, thread.url, client)
    thread.stop()


@pytest.fixture
def start() -> Iterator[Start]:
    """Start simulators that end with the test: `start(world, options, wall)`."""
    with ExitStack() as stack:
        yield lambda *args: stack.enter_context(serving(*args))


@pytest.fixture
def world() -> SmallWorld:
    return SmallWorld(SetClock(0))


@pytest.fixture(scope="module")
def small_world() -> SmallWorld:
    """25 charges of one account in test mode; shared by the tests of a file."""
    made = SmallWorld(SetClock(0))
    filled(made)
    return made


@pytest.fixture(scope="module")
def small(small_world: SmallWorld) -> Iterator[Simulator]:
    with serving(small_world) as running:
        yield running

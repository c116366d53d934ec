"""The real API over a real SQLite store, asked as an admin unless a test says otherwise."""

import asyncio
import shutil
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
import uvicorn

from tests import stores
from tillwatch.faces.api import api
from tillwatch.faces.front import Application
from tillwatch.intake.house import House
from tillwatch.intake.nodes.beat import write as sign_of_life
from tillwatch.intake.process import BOTH
from tillwatch.kernel.bell import Bell
from tillwatch.kernel.clock import SetClock
from tillwatch.people import tokens
from tillwatch.processors.registry import Registry
from tillwatch.processors.stripe import Stripe
from tillwatch.store.engine import open_store
from tillwatch.store.secrets import open_vault

NOW = 1_793_620_800.0  # 2026-11-02T12:00:00Z
ORIGIN = "http://127.0.0.1:8787"
LOCALHOST = "http://localhost:8787"
NOWHERE = "http://127.0.0.1:9"
PATIENCE_S = 60


async def furnished(folder: Path, clock: SetClock) -> House:
    read = stores.given(folder)
    stripe = Stripe(api_base=NOWHERE, files_base=NOWHERE, rate_share=1.0, rate=0.0, clock=clock)
    return House(
        settings=read,
        store=await open_store(read),
        vault=open_vault(read.secret_key_file),
        processors=Registry([stripe]),
        clock=clock,
        bell=Bell(),
    )


@pytest.fixture
def ada(stranger: httpx.AsyncClient) -> httpx.AsyncClient:
    """Ada's browser, at an address that can have passkeys."""
    stranger.base_url = httpx.URL(LOCALHOST)
    return stranger


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with its tables, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("empty")

    async def make() -> None:
        await (await furnished(folder, SetClock(NOW))).store.close()

    asyncio.run(make())
    return folder


@pytest.fixture
async def house(empty: Path, tmp_path: Path, clock: SetClock) -> AsyncIterator[House]:
    shutil.copytree(empty, tmp_path, dirs_exist_ok=True)
    made = await furnished(tmp_path, clock)
    yield made
    await made.store.close()


@pytest.fixture
async def stranger(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody without a token, at another address than anybody else."""
    async with browser(house) as client:
        yield client


@pytest.fixture
async def client(stranger: httpx.AsyncClient, house: House) -> httpx.AsyncClient:
    """The admin, by token."""
    token = await tokens.create(house.store, house.clock, "tests", "owner")
    stranger.headers["Authorization"] = f"Bearer {token}"
    return stranger


@asynccontextmanager
async def browser(house: House, **told: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an API of its own, which is started and ended as a server would."""
    app = api(house, **told)
    async with alive(app), visiting(app) as client:
        yield client


def visiting(app: Any, base: str = ORIGIN, address: str = "127.0.0.1") -> httpx.AsyncClient:
    """Whoever asks the application in this process, from `address`. httpx types applications more
    narrowly than ASGI does: `app` is any."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app, client=(address, 123)), base_url=base
    )


@asynccontextmanager
async def alive(app: Application) -> AsyncIterator[None]:
    """Tells the application that it starts, and at the end that it stops."""
    to_app: asyncio.Queue[Any] = asyncio.Queue()
    from_app: asyncio.Queue[Any] = asyncio.Queue()
    life = asyncio.create_task(app({"type": "lifespan"}, to_app.get, from_app.put))
    await to_app.put({"type": "lifespan.startup"})
    assert (await from_app.get())["type"] == "lifespan.startup.complete"
    yield
    await to_app.put({"type": "lifespan.shutdown"})
    assert (await from_app.get())["type"] == "lifespan.shutdown.complete"
    await life


class Server(NamedTuple):
    url: str
    token: str
    do: Callable[[Callable[[House], Awaitable[None]]], None]
    """Runs something with the server's house, in the server's loop."""


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("served")) as started:
        yield started


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """The API on a real port, in a thread and a loop of its own; its clock stands."""
    ready = threading.Event()
    running: list[tuple[uvicorn.Server, House, str, asyncio.AbstractEventLoop]] = []

    async def serve() -> None:
        house = await furnished(folder, SetClock(NOW))
        house.node.role = BOTH
        await sign_of_life(house)  # as a worker beside it would: it is ready
        token = await tokens.create(house.store, house.clock, "tests", "owner")
        config = uvicorn.Config(
            api(house),  # type: ignore[arg-type]  # uvicorn types it more narrowly than ASGI
            port=0,
            log_config=None,
            timeout_graceful_shutdown=1,
        )
        listening = uvicorn.Server(config)
        running.append((listening, house, token, asyncio.get_running_loop()))
        asyncio.get_running_loop().call_soon(_announce, listening, ready)
        await listening.serve()
        await house.store.close()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert ready.wait(PATIENCE_S), "it does not begin"
    listening, house, token, loop = running[0]
    port = listening.servers[0].sockets[0].getsockname()[1]

    def do(deed: Callable[[House], Awaitable[None]]) -> None:
        async def done() -> None:
            await deed(house)

        asyncio.run_coroutine_threadsafe(done(), loop).result(PATIENCE_S)

    yield Server(f"http://127.0.0.1:{port}", token, do)
    listening.should_exit = True
    thread.join(PATIENCE_S)


def _announce(listening: uvicorn.Server, ready: threading.Event) -> None:
    if listening.started:
        ready.set()
    else:
        asyncio.get_running_loop().call_later(0.01, _announce, listening, ready)

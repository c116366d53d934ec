"""Serving the simulator over HTTP: in the process of the demo, or as a command of its own."""

import asyncio
import gc
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn

if sys.platform != "win32":
    import uvloop

from tillwatch.simulator.http.app import Application

LOOPBACK = "127.0.0.1"


class Server(uvicorn.Server):
    """Says when it answers; leaves the signals to the process when it is a guest in it."""

    def __init__(self, app: Application, *, guest: bool) -> None:
        """`Date` comes from the simulator's clock, so uvicorn must not write one; a connection
        broken on purpose must not look like a mistake in the log."""
        super().__init__(
            uvicorn.Config(
                app,
                http="httptools",
                lifespan="on",
                access_log=False,
                date_header=False,
                server_header=False,
                log_level="critical",
                timeout_graceful_shutdown=2,
            )
        )
        self._guest = guest
        self.answers = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.answers.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        if self._guest:
            yield
        else:
            with super().capture_signals():
                yield


def listening(host: str, port: int) -> socket.socket:
    """A bound socket; port 0 takes a free one. `OSError` when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError:
        bound.close()
        raise
    return bound


def origin(bound: socket.socket) -> str:
    """`http://127.0.0.1:1234`."""
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


async def run(
    app: Application,
    *,
    host: str = LOOPBACK,
    port: int = 0,
    started: Callable[[str], None] = lambda url: None,
) -> None:
    """Serve until a signal ends it. `started` is given the origin once it answers.

    The books' millions of values are taken out of the collector's sight, whose full rounds would
    stop every answer for a second.
    """
    gc.collect()
    gc.freeze()
    bound = listening(host, port)
    server = Server(app, guest=False)
    task = asyncio.create_task(server.serve(sockets=[bound]))
    await _answering(server, task)
    if server.answers.is_set():
        started(origin(bound))
    await task


def serve(
    app: Application,
    *,
    host: str = LOOPBACK,
    port: int = 0,
    started: Callable[[str], None] = lambda url: None,
) -> None:
    """`run` in a loop of its own: the whole of a standalone simulator."""
    with asyncio.Runner(loop_factory=_loop()) as runner:
        runner.run(run(app, host=host, port=port, started=started))


def _loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop, except where there is none (Windows)."""
    if sys.platform == "win32":
        return None
    return uvloop.new_event_loop


@asynccontextmanager
async def running(app: Application, *, host: str = LOOPBACK, port: int = 0) -> AsyncIterator[str]:
    """Serve beside other work in this loop; the block is given the origin."""
    bound = listening(host, port)
    server = Server(app, guest=True)
    task = asyncio.create_task(server.serve(sockets=[bound]))
    try:
        await _answering(server, task)
        yield origin(bound)
    finally:
        server.should_exit = True
        await task


async def _answering(server: Server, task: asyncio.Task[None]) -> None:
    """Until it answers or has failed to start."""
    answers = asyncio.create_task(server.answers.wait())
    await asyncio.wait((answers, task), return_when=asyncio.FIRST_COMPLETED)
    answers.cancel()

"""Serving the simulator over HTTP, in somebody's running loop.

A process that does nothing else should call `gc.freeze` once its world is made: a full round of the
collector over millions of values stops every answer for a second.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn

from tillwatch.simulator.http.app import Application

LOOPBACK = "127.0.0.1"
BACKLOG = 2048


class Server(uvicorn.Server):
    """Says when it answers; leaves the signals to the process it is a guest in."""

    def __init__(self, app: Application) -> None:
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
        self.answers = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.answers.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 takes a free one. `OSError` when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen(BACKLOG)
    except OSError:
        bound.close()
        raise
    return bound


def origin(bound: socket.socket) -> str:
    """`http://127.0.0.1:1234`."""
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


@asynccontextmanager
async def running(app: Application, bound: socket.socket | None = None) -> AsyncIterator[str]:
    """Serve beside other work in this loop, on a free port of its own without `bound`; the block
    is given the origin."""
    bound = bound or listening(LOOPBACK, 0)
    server = Server(app)
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

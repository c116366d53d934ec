"""The HTTP server: uvicorn on a socket of ours, told when to stop by us and not by signals."""

import asyncio
import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from tillwatch.faces.front import Application
from tillwatch.kernel import errors

STOP_S = 2
"""How long open requests may take when we stop."""
BACKLOG = 2048


class Listener(uvicorn.Server):
    """No signal handlers, no access log, ready when it listens."""

    def __init__(self, application: Application, closing: asyncio.Event) -> None:
        """`closing` is set when the server begins to end: live feeds watch it."""
        config = uvicorn.Config(
            application,
            loop="none",
            http="httptools",
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            backlog=BACKLOG,
            timeout_graceful_shutdown=STOP_S,
        )
        super().__init__(config)
        self._closing = closing
        self.answers = asyncio.Event()
        """Set once it listens."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.answers.set()

    async def run_on(self, listening: socket.socket) -> None:
        """Serve until cancelled, then finish what is under way."""
        serving = asyncio.ensure_future(self.serve([listening]))
        try:
            await asyncio.shield(serving)
        except asyncio.CancelledError:
            self._closing.set()
            self.should_exit = True
            await serving
            raise


def listen(host: str, port: int) -> socket.socket:
    """A bound socket; `Unavailable` when the port is taken or not ours to take."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(BACKLOG)
    except OSError as problem:
        listening.close()
        if problem.errno == errno.EADDRINUSE:
            raise errors.Unavailable(
                f"Port {port} is taken by another program: choose another with --port"
            ) from None
        raise errors.Unavailable(
            f"Cannot listen on {host}:{port} ({problem.strerror}): choose another --host or --port"
        ) from None
    return listening


def origin(listening: socket.socket) -> str:
    """Where a program on this machine reaches the socket."""
    host, port = listening.getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104  # compared with, not bound to
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

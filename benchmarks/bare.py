"""Servers that take a body, answer 200 and keep nothing: what could be reached at most here.

    python -m benchmarks.bare            the web server with an application that does nothing
    python -m benchmarks.bare --plain    bytes in, bytes out: what the sender itself can do

Prints its address once it listens.
"""

import asyncio
import socket
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, cast

import uvicorn
import uvloop

from benchmarks.sender import body_length

Message = MutableMapping[str, Any]
ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"


class Plain(asyncio.Protocol):
    """Counts the bytes of each request and answers it."""

    def __init__(self) -> None:
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._buffer = self._buffer + data if self._buffer else data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0 or len(self._buffer) < end + 4 + body_length(self._buffer[:end]):
            return
        self._buffer = b""
        if self._transport is not None:
            self._transport.write(ANSWER)


async def application(
    scope: Message,
    receive: Callable[[], Awaitable[Message]],
    send: Callable[[Message], Awaitable[None]],
) -> None:
    while (await receive()).get("more_body"):
        pass
    headers = [(b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def serve(*, plain: bool) -> None:
    listener = socket.create_server(("127.0.0.1", 0), backlog=2048)
    print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    if plain:
        server = await asyncio.get_running_loop().create_server(Plain, sock=listener)
        await server.serve_forever()
    config = uvicorn.Config(application, access_log=False, lifespan="off", log_level="error")
    await uvicorn.Server(config).serve([listener])


if __name__ == "__main__":
    uvloop.run(serve(plain="--plain" in sys.argv))

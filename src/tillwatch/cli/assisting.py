"""`tillwatch mcp`: an assistant on this machine starts the command and speaks to its streams.

It asks the API like any other command, anew for each question: a server that is started, stopped or
updated meanwhile is none of the assistant's business, and nobody who wants the data folder waits
for an assistant that is only open. Without a token it asks as the owner of this machine.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from tillwatch import settings
from tillwatch.cli.client import Client
from tillwatch.cli.loop import run_loop
from tillwatch.cli.reach import reach
from tillwatch.faces.mcp.ask import Ask
from tillwatch.kernel import errors
from tillwatch.kernel.clock import SystemClock

LINE_MAX: Final = 200
NOT_THERE: Final = "Assistants are not installed here: pip install 'tillwatch[mcp]'"


def mcp(*, token_stdin: bool, writes: bool) -> None:
    """Until its input ends."""
    token = first_line() if token_stdin else settings.load().token
    try:
        run_loop(_serve(token, writes))
    except ModuleNotFoundError as missing:
        raise errors.Unavailable(NOT_THERE) from missing


def first_line() -> str:
    """Of standard input, and not a byte more: what follows is the assistant's."""
    read = b""
    while len(read) < LINE_MAX and not read.endswith(b"\n"):
        byte = os.read(0, 1)
        if not byte:
            break
        read += byte
    return read.decode(errors="replace").strip()


async def _serve(token: str | None, writes: bool) -> None:
    from mcp.server.stdio import stdio_server  # an extra, and heavy

    from tillwatch.faces.mcp.server import server

    one_at_a_time = asyncio.Lock()  # two of one process would wait for each other's folder

    @asynccontextmanager
    async def opening() -> AsyncIterator[Ask]:
        async with one_at_a_time, reach() as owner:
            if token is None:
                yield owner
                return
            client = Client(owner.url, token)
            try:
                yield client
            finally:
                await client.close()

    speaks: Any = server(opening, SystemClock(), writes=writes)
    async with stdio_server() as (incoming, outgoing):
        await speaks.run(incoming, outgoing, speaks.create_initialization_options())

"""The event loop every command runs in."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Final, TypeVar

import uvloop

T = TypeVar("T")
AGAIN_S: Final = 1.0


def run_loop(body: Coroutine[Any, Any, T]) -> T:
    """Run to the end in a loop of its own; Ctrl-C cancels it and is raised again."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(insisted(body))


async def insisted(body: Coroutine[Any, Any, T]) -> T:
    """`body`; cancelled, it is cancelled until it ends: one cancellation can get lost in it."""
    work = asyncio.ensure_future(body)
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        while not work.done():
            work.cancel()
            await asyncio.wait([work], timeout=AGAIN_S)
        if not work.cancelled():
            work.exception()  # looked at, so that nobody complains of it
        raise

"""The event loop every command runs in."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import uvloop

T = TypeVar("T")


def run_loop(body: Coroutine[Any, Any, T]) -> T:
    """Run to the end in a loop of its own; Ctrl-C cancels it and is raised again."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(body)

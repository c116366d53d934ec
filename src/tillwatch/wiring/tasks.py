"""Small things about tasks, processes and signals that the other modules share."""

import asyncio
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Coroutine
from math import inf
from types import TracebackType
from typing import Any, Final

LOOK_S: Final = 0.02
AGAIN_S: Final = 7.0
"""Longer than any part takes to end in good order."""


async def first_of(*things: Coroutine[Any, Any, Any]) -> None:
    """Until the first of them ends, the others are cancelled and waited for. Raises what it did."""
    running = [asyncio.ensure_future(thing) for thing in things]
    try:
        done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await cancel(*running)
    for task in done:
        task.result()


async def cancel(*tasks: asyncio.Future[Any]) -> None:
    """Cancel tasks and wait for their end. One that lost its cancellation gets another."""
    pending = {task for task in tasks if not task.done()}
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=AGAIN_S)


async def until(condition: Callable[[], bool], look_s: float, seconds: float = inf) -> bool:
    """Wait for what rings no bell (a lock of another process): looked at every `look_s`. False
    when it did not come within `seconds`."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while True:
        if condition():
            return True
        if loop.time() >= end:
            return False
        await asyncio.sleep(look_s)


def stop_signals(*, only_terminate: bool = False) -> asyncio.Event:
    """Set when this process is asked to end. A child leaves Ctrl-C to its parent."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    loop.add_signal_handler(signal.SIGINT, lambda: None if only_terminate else stop.set())
    return stop


def spawn(*arguments: str, end: socket.socket, **how: Any) -> subprocess.Popen[bytes]:
    """Another `tillwatch`, with `end` as its tie to us: it leaves when the other end closes.

    It ignores Ctrl-C from its first moment on: the terminal tells all processes of a group, and
    this one ends its children in its own order.
    """
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return subprocess.Popen(  # noqa: S603  # our own program, no shell
            (sys.executable, "-P", "-m", "tillwatch", *arguments, "--child", str(end.fileno())),
            stdin=subprocess.DEVNULL,
            pass_fds=(end.fileno(),),
            **how,
        )
    finally:
        signal.signal(signal.SIGINT, before)


async def end(child: "subprocess.Popen[bytes]", seconds: float) -> int:
    """Ask a child to end, and make it after `seconds`. Its exit code."""

    def ended() -> bool:
        return child.poll() is not None

    if not ended():
        child.terminate()
        if not await until(ended, LOOK_S, seconds):
            child.kill()
    return child.wait()


class Parts:
    """Tasks that run beside a block: a failure of one ends the block, its end ends them all, the
    last started first."""

    def __init__(self) -> None:
        self._running: list[asyncio.Task[None]] = []
        self._owner: asyncio.Task[Any] | None = None
        self._failure: BaseException | None = None

    async def __aenter__(self) -> "Parts":
        self._owner = asyncio.current_task()
        return self

    def start(self, part: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(part)
        task.add_done_callback(self._ended)
        self._running.append(task)

    def _ended(self, task: asyncio.Task[None]) -> None:
        if self._owner is None or task.cancelled():
            return
        self._failure = task.exception() or RuntimeError("a part ended that should not")
        self._owner.cancel()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        owner, self._owner = self._owner, None
        while self._running:
            await cancel(self._running.pop())
        if self._failure is not None and kind is asyncio.CancelledError and owner is not None:
            owner.uncancel()
            raise self._failure


async def for_ever() -> None:
    """Until cancelled."""
    await asyncio.Event().wait()

"""Pages made ready in a process beside this one.

To decode a page, take its objects apart, translate and pack them costs as much time as to write
what comes of it, and Python does one of the two at a time. In a long import another process does
the first while this one does the second. It gets pages and gives back what they make; it asks
Stripe nothing and opens no store, and when it fails the import does without it.
"""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Final, NamedTuple, TypeVar

import msgspec
from anyio import BrokenWorkerProcess, CapacityLimiter, to_process

from tillwatch.intake import made
from tillwatch.intake.objects import Told
from tillwatch.processors.port import Fetched, ListPage, ReadFailed, Translator

AFTER: Final = 4000
"""Objects read before: fewer are done by the time another process has started."""
TOGETHER: Final = 8
"""Pages that are sent at once, at most."""
SAFE: Final = ("PYTHONSAFEPATH", "1")
"""Python takes no module from the folder it happens to be started in."""

T = TypeVar("T")
_log = logging.getLogger(__name__)


class Ready(NamedTuple):
    """A page, and what it tells; the page's own `readings` are not to be used."""

    page: ListPage
    told: Sequence[Told]


class Beside:
    """`begins`: after how many objects the other process is started."""

    def __init__(self, translator: Translator, *, begins: int = AFTER) -> None:
        self._translator = translator
        self._left = begins if len(os.sched_getaffinity(0)) > 1 else sys.maxsize
        self._running = False
        self._one = CapacityLimiter(1)
        self._waiting: list[tuple[Fetched, asyncio.Future[Ready]]] = []
        self._working: asyncio.Task[None] | None = None

    async def read(self, fetched: Fetched) -> Ready:
        """Raises what reading the page raises."""
        if self._left > 0:
            found = ready_here(fetched)
            self._left -= found.page.count
            return found
        done: asyncio.Future[Ready] = asyncio.get_running_loop().create_future()
        self._waiting.append((fetched, done))
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work())
        return await done

    async def end(self) -> None:
        """The other process is told to go when this returns."""
        if self._working is not None:
            await asyncio.shield(self._working)
        if self._running:
            self._running = False
            with suppress(SystemExit, BrokenWorkerProcess):
                await self._there(sys.exit)

    async def _work(self) -> None:
        """What waits meanwhile is sent together: to hand one page over and back takes longer than
        to read it."""
        while self._waiting:
            part, self._waiting = self._waiting[:TOGETHER], self._waiting[TOGETHER:]
            try:
                found = await self._ready([fetched for fetched, _ in part])
            except Exception as problem:  # noqa: BLE001 - whoever brought a page is told
                found = [problem] * len(part)
            for (_, done), one in zip(part, found, strict=True):
                if done.done():
                    continue
                if isinstance(one, Exception):
                    done.set_exception(one)
                else:
                    done.set_result(one)

    async def _ready(self, pages: Sequence[Fetched]) -> Sequence[Ready | Exception]:
        try:
            if not self._running:
                self._running = True
                os.environ.setdefault(*SAFE)
                await self._there(_deaf)
            return await self._there(ready, pages, self._translator)
        except BrokenWorkerProcess as problem:
            _log.warning("the import goes on in one process: %s", problem)
            self._left, self._running = sys.maxsize, False
            return ready(pages, self._translator)

    async def _there(self, work: Callable[..., T], *arguments: Any) -> T:
        return await to_process.run_sync(work, *arguments, limiter=self._one)


def ready_here(fetched: Fetched) -> Ready:
    """A page that stays in this process: what its objects make is made when they are written."""
    page = fetched.read()
    return Ready(page, page.readings)


def ready(pages: Sequence[Fetched], translator: Translator) -> list[Ready | Exception]:
    """In the other process: each page, or why it cannot be read."""
    found: list[Ready | Exception] = []
    for fetched in pages:
        try:
            page = fetched.read()
        except ReadFailed as problem:
            found.append(problem)
            continue
        told = [made.of_reading(translator, one) for one in page.readings]
        found.append(Ready(msgspec.structs.replace(page, readings=()), told))
    return found


def _deaf() -> None:
    """In the other process: Ctrl-C is for those who know what to do with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

"""Pages made ready in a process beside this one.

To decode a page, take its objects apart, translate and pack them costs as much time as to write
what comes of it, and Python does one of the two at a time. In a long import another process does
the first while this one does the second. It gets pages and gives back what they make; it asks
Stripe nothing and opens no store, and when it fails the import does without it.
"""

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
from tillwatch.processors.port import Fetched, ListPage, Translator

AFTER: Final = 4000
"""Objects read before: fewer are done by the time another process has started."""
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

    async def read(self, fetched: Fetched) -> Ready:
        """Raises what reading the page raises."""
        if self._left > 0:
            return self._here(fetched)
        try:
            if not self._running:
                self._running = True
                os.environ.setdefault(*SAFE)
                await self._there(_deaf)
            return await self._there(ready, fetched, self._translator)
        except BrokenWorkerProcess as problem:
            _log.warning("the import goes on in one process: %s", problem)
            self._left, self._running = sys.maxsize, False
            return self._here(fetched)

    async def end(self) -> None:
        """The other process is gone when this returns."""
        if self._running:
            self._running = False
            with suppress(SystemExit, BrokenWorkerProcess):
                await self._there(sys.exit)

    def _here(self, fetched: Fetched) -> Ready:
        page = fetched.read()
        self._left -= page.count
        return Ready(page, page.readings)

    async def _there(self, work: Callable[..., T], *arguments: Any) -> T:
        return await to_process.run_sync(work, *arguments, limiter=self._one)


def ready(fetched: Fetched, translator: Translator) -> Ready:
    """In the other process."""
    page = fetched.read()
    told = [made.of_reading(translator, one) for one in page.readings]
    return Ready(msgspec.structs.replace(page, readings=()), told)


def _deaf() -> None:
    """In the other process: Ctrl-C is for those who know what to do with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

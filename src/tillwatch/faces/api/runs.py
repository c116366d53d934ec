"""Work that takes longer than a request: started by one, looked up by others.

Kept in memory, the newest `KEPT`; a run ends with the process. What it changes is in the store as
it goes, so a run that was cut off is simply started again. Whoever may see some accounts only sees
the runs about those.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final

import msgspec

from tillwatch.kernel import errors, eyes, ids
from tillwatch.kernel.clock import Clock
from tillwatch.store import soundness

KEPT: Final = 50
AGAIN_S: Final = 1.0

log = logging.getLogger(__name__)

Report = Callable[[Any], None]
"""Called with how far the work is: anything that can be JSON."""


class Run(msgspec.Struct, kw_only=True):
    """`state`: running, done, failed or canceled. `result` of done work; `problem` of failed:
    {status, code, detail}. Moments in seconds UTC."""

    id: str
    work: str
    about: str | None
    state: str
    started_at: float
    ended_at: float | None = None
    progress: Any = None
    result: Any = None
    problem: dict[str, Any] | None = None


class Runs:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._runs: dict[str, Run] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._stoppable: dict[str, asyncio.Task[None]] = {}

    def start(
        self,
        work: str,
        about: str | None,
        body: Callable[[Report], Awaitable[Any]],
        *,
        stoppable: bool = False,
    ) -> Run:
        """Begin `body`, or join the same work about the same thing that is under way. `stoppable`:
        it leaves nothing half done when it is cancelled."""
        for run in self._runs.values():
            if (run.work, run.about, run.state) == (work, about, "running"):
                return run
        run = Run(
            id=ids.new("run"),
            work=work,
            about=about,
            state="running",
            started_at=self._clock.now(),
        )
        self._runs[run.id] = run
        self._forget_old()
        with eyes.looking(eyes.OPEN):  # it is the installation's own work, and writes what it reads
            task = asyncio.create_task(self._do(run, body))
        self._tasks.add(task)
        if stoppable:
            self._stoppable[run.id] = task
        task.add_done_callback(lambda task: self._ended(run, task))
        return run

    def get(self, id_: str) -> Run:
        """`NotFound` for a run that never was, or is forgotten."""
        run = self._runs.get(id_)
        if run is None or not _is_seen(run):
            raise errors.NotFound(
                f"There is no run {id_} (any more): if Tillwatch was restarted meanwhile, "
                "start the work again"
            )
        return run

    def about(self, name: str | None) -> list[Run]:
        """What is kept of runs about that (None: all), the newest first."""
        kept = [run for run in reversed(self._runs.values()) if _is_seen(run)]
        return [run for run in kept if name is None or run.about == name]

    async def cancel(self, id_: str) -> Run:
        """End it, for all who joined it; returns when it has ended. `Conflict` for work that ends
        only by itself."""
        run = self.get(id_)
        if run.state == "running" and id_ not in self._stoppable:
            raise errors.Conflict("This cannot be stopped: it ends by itself")
        while (task := self._stoppable.get(id_)) is not None and not task.done():
            task.cancel()  # again, because one cancellation can get lost
            await asyncio.wait([task], timeout=AGAIN_S)
        return run

    async def close(self) -> None:
        """Cancel what is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _ended(self, run: Run, task: "asyncio.Task[None]") -> None:
        """Also of a task that was cancelled before it began."""
        self._tasks.discard(task)
        self._stoppable.pop(run.id, None)
        if task.cancelled():
            run.state, run.ended_at = "canceled", self._clock.now()

    async def _do(self, run: Run, body: Callable[[Report], Awaitable[Any]]) -> None:
        def report(progress: Any) -> None:
            run.progress = progress

        try:
            run.result = await body(report)
            run.state = "done"
        except errors.TillwatchError as error:
            run.state, run.problem = "failed", _told(error)
        except Exception as error:  # the run says so; the log has the rest
            run.state = "failed"
            if soundness.is_damage(error):
                run.problem = _told(soundness.in_words(error))
                return
            log.exception("%s %s failed", run.work, run.about)
            run.problem = {"status": 500, "code": "internal", "detail": "It failed: see the log"}
        finally:
            run.ended_at = self._clock.now()

    def _forget_old(self) -> None:
        ended = [id_ for id_, run in self._runs.items() if run.state != "running"]
        for id_ in ended[: max(0, len(self._runs) - KEPT)]:
            del self._runs[id_]


def _is_seen(run: Run) -> bool:
    looking = eyes.now()
    return looking.connections is None or run.about in looking.connections


def _told(error: errors.TillwatchError) -> dict[str, Any]:
    return {"status": error.status, "code": error.code, "detail": error.message}

"""Work that takes longer than a request: started by one, looked up by others.

Kept in memory, the newest `KEPT`; a run ends with the process. What it changes is in the store as
it goes, so a run that was cut off is simply started again.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final

import msgspec

from tillwatch.kernel import errors, ids
from tillwatch.kernel.clock import Clock

KEPT: Final = 50

log = logging.getLogger(__name__)

Report = Callable[[Any], None]
"""Called with how far the work is: anything that can be JSON."""


class Run(msgspec.Struct, kw_only=True):
    """`state`: running, done or failed. `result` of done work; `problem` of failed:
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

    def start(self, work: str, about: str | None, body: Callable[[Report], Awaitable[Any]]) -> Run:
        """Begin `body`, or join the same work about the same thing that is under way."""
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
        task = asyncio.create_task(self._do(run, body))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return run

    def get(self, id_: str) -> Run:
        """`NotFound` for a run that never was, or is forgotten."""
        try:
            return self._runs[id_]
        except KeyError:
            raise errors.NotFound(f"There is no run {id_} (any more)") from None

    async def close(self) -> None:
        """Cancel what is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _do(self, run: Run, body: Callable[[Report], Awaitable[Any]]) -> None:
        def report(progress: Any) -> None:
            run.progress = progress

        try:
            run.result = await body(report)
            run.state = "done"
        except errors.TillwatchError as error:
            run.state = "failed"
            run.problem = {"status": error.status, "code": error.code, "detail": error.message}
        except Exception:  # the run says so; the log has the rest
            log.exception("%s %s failed", run.work, run.about)
            run.state = "failed"
            run.problem = {"status": 500, "code": "internal", "detail": "It failed: see the log"}
        finally:
            run.ended_at = self._clock.now()

    def _forget_old(self) -> None:
        ended = [id_ for id_, run in self._runs.items() if run.state != "running"]
        for id_ in ended[: max(0, len(self._runs) - KEPT)]:
            del self._runs[id_]

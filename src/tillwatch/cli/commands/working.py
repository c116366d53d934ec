"""`tillwatch work`: a worker, without what a web process needs in memory."""

import logging
import socket

from tillwatch import settings as table
from tillwatch.cli.loop import run_loop
from tillwatch.cli.output import Output
from tillwatch.kernel import errors
from tillwatch.settings import Settings
from tillwatch.wiring import place, tasks, worker

log = logging.getLogger(__name__)


def work(child: int | None) -> None:
    """A worker: alone, or as the child of `serve` on the socket `child`."""
    run_loop(_work(table.load(), child))


async def _work(settings: Settings, child: int | None) -> None:
    stop = tasks.stop_signals(only_terminate=child is not None)
    if child is not None:
        await worker.work_for(settings, socket.socket(fileno=child), stop)
        return
    if not settings.database_url and _works_already(settings):
        raise errors.Conflict(
            f"`tillwatch serve` works on {settings.data_dir} already, and SQLite has one worker: "
            "further ones need PostgreSQL (TILLWATCH_DATABASE_URL)"
        )
    if settings.log == "json":
        log.info("A worker runs")
    else:
        Output().say("A worker runs (Ctrl-C ends it).")
    await worker.work_alone(settings, stop)


def _works_already(settings: Settings) -> bool:
    """Whether another process works on the folder, or is about to."""
    for name in (place.OWNER, place.WORKER):
        lock = place.Lock(settings.data_dir / name)
        if not lock.take():
            owner = place.running(settings.data_dir)
            return owner is None or owner.works
        lock.release()
    return False

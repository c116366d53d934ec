"""The process that owns the lake, begun by a worker."""

import socket

from tillwatch import settings as table
from tillwatch.cli.loop import run_loop
from tillwatch.settings import Settings
from tillwatch.wiring import tasks
from tillwatch.wiring.lake.child import lake_for


def lake(child: int) -> None:
    """Until the worker ends, or says so. `child`: the socket that ties us to it."""
    run_loop(_lake(table.load(), child))


async def _lake(settings: Settings, child: int) -> None:
    stop = tasks.stop_signals(only_terminate=True)
    await lake_for(settings, socket.socket(fileno=child), stop)

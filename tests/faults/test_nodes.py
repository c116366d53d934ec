"""Three machines on one PostgreSQL, under load: one is killed, one hangs and comes back, and the
rows are those of a single installation on SQLite that was fed the same deliveries."""

import asyncio
import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

from sqlalchemy import func, select

from tests import stores
from tests.cli.shell import Server, Shell
from tests.doubles import copied
from tests.faults.installation import Installation, install, workers
from tests.faults.load import SECRET, Load, again_and_again, wait
from tests.faults.test_killer import simulated
from tests.sizes import sized
from tillwatch.store.engine import open_store
from tillwatch.store.tables import audit, changes, lease

TAKEOVER_S = 3.0
MACHINES = 3


def machines(first: Installation, folder: Path) -> list[Shell]:
    """Further ones: a folder each, the database and the key in common."""
    key = {"TILLWATCH_SECRET_KEY_FILE": str(first.folder / "key")}
    quick = {"TILLWATCH_TAKEOVER_SECONDS": str(TAKEOVER_S)}
    return [
        Shell({**first.shell.settings, **key, **quick, "TILLWATCH_DATA_DIR": str(folder / str(n))})
        for n in range(MACHINES)
    ]

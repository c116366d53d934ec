"""`python -m tests.disputes.killed FOLDER URL NOW CONNECTION CALL before|after`: a worker that
looks after sendings, and is killed (SIGKILL, by itself) at that call."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

from tests.disputes.sending import Faults, Office, opened


class Kill(Faults):
    """Its problem is the end of the process, at once."""

    def __getattribute__(self, name: str) -> Any:
        if name == "problem":
            os.kill(os.getpid(), signal.SIGKILL)
        return super().__getattribute__(name)


async def main() -> None:
    folder, url, now, connection_id, call, when = sys.argv[1:]
    async with opened(Path(folder), url, float(now)) as house:
        office = Office(house, connection_id, None)
        await office.look(Kill(at=int(call), after=when == "after"))


asyncio.run(main())

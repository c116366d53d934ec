"""SQLite's log of the inbox, kept short without anybody waiting for it.

What is written stands in the log first and is taken over into the file later. SQLite would do that
in the middle of a commit once the log is long: then all who wait for that commit wait for it too,
some 100 ms. So it is done beside the writing thread, while commits go on. What was written in the
meantime is little; the writing thread takes over that rest itself, and the log begins anew.
"""

import asyncio
import logging
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from tillwatch.store.engine import Store
from tillwatch.store.writer import log_taken_over

LOOK_S: Final = 0.25
LONG: Final = 2000
"""Pages after which the log is to begin anew."""
FEW: Final = 250
"""Pages of which the writing thread takes over the rest: about a millisecond."""
TIMES: Final = 4

log = logging.getLogger(__name__)


async def keep_short(store: Store, grew: asyncio.Event) -> None:
    """Until cancelled. `grew` is set by whoever wrote. PostgreSQL needs nobody for this."""
    while store.sqlite:
        await grew.wait()
        grew.clear()
        await asyncio.sleep(LOOK_S)
        try:
            await take_over(store)
        except (SQLAlchemyError, OSError) as problem:
            log.warning("The log of the inbox could not be taken over: %s", problem)
    await asyncio.Event().wait()


async def take_over(store: Store) -> int:
    """Take the log over into the file. How many pages of it are left."""
    left = 0
    for _ in range(TIMES):
        pages, taken = await store.beside_inbox_file(log_taken_over)
        left = pages - taken
        if pages < LONG:
            break
        if left <= FEW:
            await store.write_inbox_file(log_taken_over)
            break
    return left

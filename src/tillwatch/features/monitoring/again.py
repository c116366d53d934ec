"""What monitoring does by the clock, again and again while this worker is the one to do it.

It must never stop what takes events in, which runs beside it: whatever goes wrong in one look is
written to the log, and the next look begins afresh.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from tillwatch.kernel import errors

EACH_S: Final = 60.0
SOON_S: Final = 5.0
"""While something is not ready: its first look should not wait."""
EXPECTED: Final = (SQLAlchemyError, OSError, errors.TillwatchError)

log = logging.getLogger(__name__)


async def each_minute(
    look: Callable[[], Awaitable[object]],
    goes_on: Callable[[], bool],
    what: str,
    waits: Callable[[], bool] = lambda: False,
) -> None:
    """Until it no longer `goes_on`. `what`: of the sentence "… could not be …"; `waits`: look again
    soon."""
    while goes_on():
        try:
            await look()
        except EXPECTED as problem:
            log.warning("%s, trying again: %s", what, problem)
        except Exception:
            log.exception("%s, trying again", what)
        await asyncio.sleep(SOON_S if waits() else EACH_S)

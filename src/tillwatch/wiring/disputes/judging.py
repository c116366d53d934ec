"""Disputes are judged by the worker that holds the installation's lease, seconds after they arrive.

Looked for when something changed, and by the clock. While the history of an account arrives, its
disputes are judged as they come, and once more when it is there.
"""

import logging
from collections.abc import Callable
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from tillwatch.faces.cases import sources
from tillwatch.features.disputes.judging.following import Follower
from tillwatch.intake.house import House
from tillwatch.kernel import bell, errors

LOOK_S: Final = 5.0
EXPECTED: Final = (SQLAlchemyError, OSError, errors.TillwatchError)

log = logging.getLogger(__name__)


async def keep(house: House, is_first: Callable[[], bool]) -> None:
    """Until cancelled; judges only while `is_first`."""
    follower = Follower(house.store, house.clock)
    with house.bell.listen(bell.CHANGES) as ear:
        while True:
            if is_first():
                await _look(house, follower)
            await ear.wait(LOOK_S)


async def _look(house: House, follower: Follower) -> None:
    """Whatever goes wrong must not stop what takes events in, which runs beside it."""
    try:
        if await follower.look(lambda: sources(house)):
            house.bell.ring(bell.ALERTS)
    except EXPECTED as problem:
        log.warning("Disputes could not be judged, trying again: %s", problem)
    except Exception:
        log.exception("Disputes could not be judged, trying again")

"""What people want sent is sent by the worker that holds the installation's lease.

Looked for when the bell rings, and by the clock. The key is opened for as long as it is needed.
"""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from tillwatch.features.disputes.sending.carrying import Carrier
from tillwatch.features.disputes.sending.running import Way
from tillwatch.intake.house import House
from tillwatch.kernel import bell, errors
from tillwatch.rows import Dispute
from tillwatch.wiring.disputes import writing

LOOK_S: Final = 2.0
KIND: Final = "dispute"
EXPECTED: Final = (SQLAlchemyError, OSError, errors.TillwatchError)

log = logging.getLogger(__name__)


async def keep(house: House, is_first: Callable[[], bool]) -> None:
    """Until cancelled; sends only while `is_first`."""

    def tell() -> None:
        house.bell.ring(bell.CHANGES)

    carrier = Carrier(house.store, house.clock, lambda id_: way(house, id_), tell)
    with house.bell.listen(bell.DISPUTES) as ear:
        while True:
            if is_first():
                await _look(carrier)
            await ear.wait(LOOK_S)


async def _look(carrier: Carrier) -> None:
    """Whatever goes wrong must not stop what takes events in, which runs beside it."""
    try:
        await carrier.look()
    except EXPECTED as problem:
        log.warning("Answers to disputes could not be looked after, trying again: %s", problem)
    except Exception:
        log.exception("Answers to disputes could not be looked after, trying again")


@asynccontextmanager
async def way(house: House, connection_id: str) -> AsyncIterator[Way | None]:
    async with writing.opened(house, connection_id) as to:
        if to is None:
            yield None
            return
        yield Way(to.writer, lambda deed: to.row(deed, KIND, Dispute), to.merge)

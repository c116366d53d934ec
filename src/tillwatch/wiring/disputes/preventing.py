"""What rules of prevention do is done by the worker that holds the installation's lease.

Looked for when something changed, and by the clock. The key of an account is opened for as long as
it is needed; addresses that people gave are called at exactly the place that was judged.
"""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from tillwatch.faces.cases import sources
from tillwatch.features.disputes.prevent.acting.calling import call
from tillwatch.features.disputes.prevent.acting.carrying import Carrier
from tillwatch.features.disputes.prevent.acting.spotting import Spotter
from tillwatch.features.disputes.prevent.acting.way import Notice, Ports, Way
from tillwatch.features.disputes.prevent.networks import taking
from tillwatch.features.monitoring.alerts.kept import outside
from tillwatch.intake.house import House
from tillwatch.kernel import addresses, bell, errors
from tillwatch.outward import Judge
from tillwatch.rows import Attempt, Dispute
from tillwatch.wiring.disputes import writing

LOOK_S: Final = 5.0
EXPECTED: Final = (SQLAlchemyError, OSError, errors.TillwatchError)

log = logging.getLogger(__name__)


async def keep(house: House, is_first: Callable[[], bool]) -> None:
    """Until cancelled; acts only while `is_first`."""
    spotter = Spotter(house.store, house.clock, lambda: sources(house))
    carrier = Carrier(house.store, house.vault, house.clock, ports(house))
    with house.bell.listen(bell.CHANGES) as ear, house.bell.listen(bell.DISPUTES) as asked:
        while True:
            if is_first():
                await _look(house, spotter, carrier)
            if not asked.rang():
                await ear.wait(LOOK_S)


async def look(house: House, spotter: Spotter, carrier: Carrier) -> None:
    """Once: alerts that fitted no payment so far, what newly happened, then what is to be done."""
    await taking.again(house.store, int(house.clock.now()))
    await spotter.look()
    if await carrier.look(lambda: sources(house)):
        house.bell.ring(bell.CHANGES)


async def _look(house: House, spotter: Spotter, carrier: Carrier) -> None:
    """Whatever goes wrong must not stop what takes events in, which runs beside it."""
    try:
        await look(house, spotter, carrier)
    except EXPECTED as problem:
        log.warning("Prevention could not be looked after, trying again: %s", problem)
    except Exception:
        log.exception("Prevention could not be looked after, trying again")


def ports(house: House) -> Ports:
    judge = Judge(addresses.networks(house.settings.allow_private_urls))

    async def tell(notice: Notice) -> None:
        def work(tx: Connection) -> None:
            told = {name: getattr(notice, name) for name in notice.__struct_fields__}
            outside.put(house.store, tx, **told)

        await house.store.write(work)
        house.bell.ring(bell.ALERTS)

    return Ports(way=lambda id_: way(house, id_), tell=tell, post=partial(call, judge))


@asynccontextmanager
async def way(house: House, connection_id: str) -> AsyncIterator[Way | None]:
    async with writing.opened(house, connection_id) as to:
        if to is None:
            yield None
            return
        yield Way(
            to.writer,
            lambda deed: to.row(deed, "charge", Attempt),
            lambda deed: to.row(deed, "dispute", Dispute),
            to.merge,
        )

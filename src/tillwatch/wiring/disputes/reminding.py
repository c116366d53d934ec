"""What is done for disputes by the clock: reminders of deadlines, and the moments of their lives.

Reminders become alerts, which another feature keeps: the two are strangers, so the one's rows are
written for the other here. Disputes of an account whose history is still arriving are not reminded
of: what is old news would be told as new.
"""

import asyncio
import logging
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import Any, Final

from sqlalchemy import Connection, select, update
from sqlalchemy.exc import SQLAlchemyError

from tillwatch.features.disputes.deadlines import reminding
from tillwatch.features.disputes.deadlines.reminding import Account, Told
from tillwatch.features.disputes.measure import moments
from tillwatch.features.monitoring.alerts.kept import outside
from tillwatch.intake import connections
from tillwatch.intake.house import House
from tillwatch.kernel import bell, errors
from tillwatch.processors.port import Processor
from tillwatch.store.engine import Store
from tillwatch.store.tables import alert
from tillwatch.wiring.monitoring import alerting

LOOK_S: Final = 60.0
TURN_S: Final = 1.0
KIND: Final = "deadline"
CAUSE: Final = f"{KIND}:"
EXPECTED: Final = (SQLAlchemyError, OSError, errors.TillwatchError)

log = logging.getLogger(__name__)


class Alerts:
    """The inbox of alerts, as `deadlines.reminding` needs it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def tell(self, tx: Connection, told: Told) -> None:
        about = told.about
        outside.put(
            self._store,
            tx,
            cause=f"{CAUSE}{told.cause}",
            connection_id=about.connection_id,
            at=told.at,
            severity=told.step.severity,
            title=told.title,
            sentence=told.sentence,
            link=f"/disputes/{about.connection_id}/{about.id}",
            figures=_figures(told),
            lasts=True,
        )

    def settle(
        self, tx: Connection, holds: Collection[str], resting: Collection[str], now: int
    ) -> int:
        query = select(alert.c.id, alert.c.cause).where(
            alert.c.until.is_(None),
            alert.c.cause.startswith(CAUSE, autoescape=True),
            alert.c.connection_id.not_in(resting),
        )
        over = [row.id for row in tx.execute(query) if row.cause[len(CAUSE) :] not in holds]
        for id_ in over:
            tx.execute(update(alert).where(alert.c.id == id_).values(until=now))
        return len(over)


async def keep(house: House, is_first: Callable[[], bool]) -> None:
    """Until cancelled; looks only while `is_first`."""
    while True:
        if not is_first():
            await asyncio.sleep(TURN_S)
            continue
        await _look(house)
        await asyncio.sleep(LOOK_S)


async def _look(house: House) -> None:
    """Whatever goes wrong must not stop what takes events in, which runs beside it."""
    try:
        await look(house)
    except EXPECTED as problem:
        log.warning("Deadlines could not be looked after, trying again: %s", problem)
    except Exception:
        log.exception("Deadlines could not be looked after, trying again")


async def look(house: House) -> int:
    """How many reminders were given or ended."""
    found = await alerting.accounts(house)
    accounts = [
        Account(id=one.id, name=one.name, livemode=one.mode == "live") for one in found if one.ready
    ]
    resting = [one.id for one in found if not one.ready]
    if not resting:  # while history arrives its events are not noted yet: looked up the long way
        await moments.follow(house.store, await _processors(house))
    now = int(house.clock.now())
    inbox = Alerts(house.store)
    changed = await reminding.look(house.store, accounts, inbox, now, resting)
    if changed:
        house.bell.ring(bell.ALERTS)
        house.bell.ring(bell.CHANGES)
    return changed


async def _processors(house: House) -> dict[str, Processor]:
    """By account; none for one whose processor is no longer offered here."""
    found = {}
    for one in await connections.everything(house.store, disconnected=True):
        with suppress(errors.NotFound):
            found[one.id] = house.processors.get(one.processor)
    return found


def _figures(told: Told) -> dict[str, Any]:
    about = told.about
    return {
        "kind": KIND,
        "livemode": told.account.livemode,
        "step": told.step.name,
        "dispute": about.id,
        "due_by": about.due_by,
        "amount": about.amount,
        "currency": about.currency,
        "reason": about.reason,
        "owner_id": about.owner_id,
    }

"""Retention: bodies of events, and whole events, that are older than the settings say go.

Without the settings nothing goes. What goes has been applied, and is so old that Stripe neither
lists nor sends it again (`settings.SHORTEST_DAYS`), so that an event that is gone is not taken for
a new one. What was set aside and can be tried again stays. The objects stay, and so does the
ledger, which is computed from them: a rebuild needs no event.

A body that goes leaves behind what it told (`inbox.told`): its object, and which objects it
mentions, so that `intake.mentions` can be made again. Small parts, with a pause between them, and
only while nothing waits to be applied; after a crash a part is done again, which changes nothing.
The freed room is used for what comes next; a file gets smaller by `backup` and `restore`.

`walk` finds what is old, `bodies` and `events` let it go; `others` has what goes beside events.
"""

import asyncio
import logging
from typing import Final

import msgspec

from tillwatch.intake.house import House
from tillwatch.intake.retention import bodies, events, others
from tillwatch.intake.retention.walk import Old

EACH_S: Final = 3600.0
DAY_LOOKS: Final = 24
AGAIN_S: Final = 60.0
PAUSE_S: Final = 0.05

log = logging.getLogger(__name__)


class Gone(msgspec.Struct, frozen=True, kw_only=True):
    """How much went. `finished`: nothing that may go is left."""

    bodies: int = 0
    events: int = 0
    finished: bool = True


async def keep(house: House) -> None:
    """Look every hour, until cancelled."""
    looks = 0
    while True:
        gone = Gone(finished=False)
        try:
            gone = await once(house)
            await beside(house, is_new_day=looks % DAY_LOOKS == 0)
            looks += 1
        except Exception as problem:  # noqa: BLE001  # what is old must never stop what is new
            log.warning("What is old could not be dropped, trying again: %s", problem)
        await asyncio.sleep(EACH_S if gone.finished else AGAIN_S)


async def beside(house: House, *, is_new_day: bool = True) -> None:
    """Drop what is old beside events (`others`)."""
    given = house.settings
    await others.ways_in(house)
    if given.keep_set_aside_days is not None:
        await others.asides(house, given.keep_set_aside_days)
    if given.keep_audit_days is not None:
        await others.deeds(house, given.keep_audit_days)
    if given.forget_customers_days is not None and is_new_day:
        await others.customers(house, given.forget_customers_days)


async def once(house: House, pause_s: float = PAUSE_S) -> Gone:
    """Drop what is old enough, until nothing is left or something waits to be applied."""
    given = house.settings
    gone = Gone()
    if given.keep_events_days is not None:
        old = await Old.of(house, given.keep_events_days)
        count, finished = await old.walk(0, events.drop, pause_s)
        gone = Gone(events=count, finished=finished)
    if gone.finished and given.keep_bodies_days is not None:
        old = await Old.of(house, given.keep_bodies_days)
        await bodies.drop_late(old)
        count, finished = await old.walk(await bodies.reached(house), bodies.drop, pause_s)
        gone = Gone(events=gone.events, bodies=count, finished=finished)
    return gone

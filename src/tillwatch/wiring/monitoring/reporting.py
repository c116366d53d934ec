"""Reports are made by the clock in the worker, by whoever holds the installation's lease."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Final

from tillwatch.features.monitoring.reports import making
from tillwatch.intake import connections
from tillwatch.intake.house import House
from tillwatch.lake.asking import Lake
from tillwatch.lake.serving.frames import PURPOSE

TURN_S: Final = 1.0


async def keep(house: House, is_first: Callable[[], bool]) -> None:
    """Until cancelled; makes reports only while `is_first`."""
    key = house.vault.derived(PURPOSE)
    lake = Lake(house.store, key, clock=house.clock, bell=house.bell, eager=False)
    names = house.processors.names()
    words = house.processors.get(names[0]).words if len(names) == 1 else None
    home = partial(connections.settled_in, house.store)
    desk = making.Desk(house.store, lake, house.clock, words, home)
    while True:
        if is_first():
            await making.keep(desk, is_first)
        await asyncio.sleep(TURN_S)

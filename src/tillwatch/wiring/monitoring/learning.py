"""Order risk learns by the clock in the worker, by whoever holds the installation's lease."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from tillwatch.features.monitoring.risk import daily
from tillwatch.intake.house import House
from tillwatch.wiring.monitoring import alerting

TURN_S: Final = 1.0


async def keep(house: House, is_first: Callable[[], bool]) -> None:
    """Until cancelled; learns only while `is_first`."""

    async def ready() -> Sequence[str]:
        return [one.id for one in await alerting.accounts(house) if one.ready]

    desk = daily.Desk(house.store, house.clock, ready)
    while True:
        if is_first():
            await daily.keep(desk, is_first)
        await asyncio.sleep(TURN_S)

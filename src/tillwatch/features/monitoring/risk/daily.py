"""What order risk learns by the clock: of each account once a day, at night where it has learned
before, and at once where it never has and its history is here."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Final, NamedTuple

from tillwatch.features.monitoring.again import each_minute
from tillwatch.features.monitoring.risk import kept
from tillwatch.kernel.clock import Clock
from tillwatch.store.engine import Store

NIGHT: Final = 2
"""From this hour on, in UTC."""
Ready = Callable[[], Awaitable[Sequence[str]]]


class Desk(NamedTuple):
    """`ready`: asks for the accounts whose history is here."""

    store: Store
    clock: Clock
    ready: Ready


async def due(desk: Desk) -> list[str]:
    """Accounts that nothing was learned of today."""
    now = desk.clock.now()
    today, hour = kept.day_of(now), int(now) // 3600 % 24
    last = await kept.learned_on(desk.store)
    return [
        id_
        for id_ in await desk.ready()
        if id_ not in last or (last[id_] < today and hour >= NIGHT)
    ]


async def once(desk: Desk) -> int:
    """Learn what is due, one account after the other; of how many."""
    waiting = await due(desk)
    for id_ in waiting:
        await kept.learn(desk.store, desk.clock, id_)
    return len(waiting)


async def keep(desk: Desk, goes_on: Callable[[], bool]) -> None:
    """Look each minute as long as it `goes_on`."""
    await each_minute(partial(once, desk), goes_on, "Order risk could not learn")

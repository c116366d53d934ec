"""What is on disk and not in the rows yet.

Each connection has a place of its own in the inbox (`intake.drain`), so a delivery waits if it
stands behind its connection's place; what others have in between does not count.
"""

from typing import Final

import msgspec
from sqlalchemy import case, func, select

from tillwatch.intake import connections, drain
from tillwatch.intake.house import House
from tillwatch.store import inbox
from tillwatch.store.tables import inbox as deliveries

FAR: Final = 100_000
"""With more deliveries than that behind the rearmost place they are not counted one by one."""


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """`events`: deliveries that wait, at most so many where it is a great many; `oldest_s`: how
    long the first of them has waited, 0 when none does. `received`: the number of the newest
    delivery on disk; `applied`: the one up to which all are in the rows."""

    events: int
    oldest_s: float
    received: int
    applied: int


async def waiting(house: House) -> Waiting:
    ids = [one.id for one in await connections.everything(house.store)]
    places = await drain.places(house, ids)
    received = await inbox.last(house.store)
    rearmost = min(places.values(), default=received)
    if rearmost >= received:
        return Waiting(events=0, oldest_s=0.0, received=received, applied=received)
    mine = deliveries.c.seq > case(places, value=deliveries.c.connection_id)
    behind = select(deliveries.c.seq, deliveries.c.received_ms).where(
        deliveries.c.seq > rearmost, mine
    )
    first = behind.order_by(deliveries.c.seq).limit(1)
    async with house.store.inbox.connect() as reading:
        found = (await reading.execute(first)).one_or_none()
        if found is None:
            return Waiting(events=0, oldest_s=0.0, received=received, applied=received)
        events = received - rearmost
        if events <= FAR:
            events = await reading.scalar(select(func.count()).select_from(behind.subquery())) or 0
    return Waiting(
        events=events,
        oldest_s=max(house.clock.now() - found.received_ms / 1000, 0.0),
        received=received,
        applied=found.seq - 1,
    )

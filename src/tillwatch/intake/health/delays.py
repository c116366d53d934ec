"""How long events take to arrive: from their creation, by the processor's clock in whole seconds,
to the inbox, by ours. What happened before the connection was made is history and has no delay."""

from collections.abc import Mapping
from statistics import median
from typing import Final

from sqlalchemy import select

from tillwatch.intake.connections import Connection
from tillwatch.intake.health.found import Delay
from tillwatch.intake.house import House
from tillwatch.store.tables import inbox

LOOKED_AT: Final = 1000
"""Of the newest events."""
COUNTED: Final = 100
"""Of each way, the newest."""
ALL: Final = ""

Delays = Mapping[tuple[str, str], Delay]


async def delays(house: House, connection: Connection, group_of: Mapping[str, str]) -> Delays:
    """By (group, way) and by (`ALL`, way); a way is webhook or poll. `group_of`: of each known type
    of event, with `ALL` for all others."""
    query = (
        select(inbox.c.type, inbox.c.source, inbox.c.created, inbox.c.received_ms)
        .where(inbox.c.connection_id == connection.id, inbox.c.created >= connection.created)
        .order_by(inbox.c.created.desc(), inbox.c.event_id.desc())
        .limit(LOOKED_AT)
    )
    took: dict[tuple[str, str], list[int]] = {}
    async with house.store.inbox.connect() as reading:
        for type_, source, created, received_ms in await reading.execute(query):
            for group in {group_of.get(type_, group_of[ALL]), ALL}:
                waits = took.setdefault((group, source), [])
                if len(waits) < COUNTED:
                    waits.append(max(received_ms - created * 1000, 0))
    return {key: _delay(waits) for key, waits in took.items()}


def _delay(waits: list[int]) -> Delay:
    return Delay(count=len(waits), median_ms=round(median(waits)), worst_ms=max(waits))

"""How long events take to arrive: from their creation, by the processor's clock in whole seconds,
to the inbox, by ours. What happened before the connection was made is history and has no delay."""

from collections.abc import Mapping
from statistics import median
from typing import Any, Final

from sqlalchemy import BigInteger, Select, Text, column, func, select, values

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


async def delays(
    house: House, connections: Mapping[str, Connection], group_of: Mapping[str, Mapping[str, str]]
) -> dict[str, Delays]:
    """Of each connection by (group, way) and by (`ALL`, way); a way is webhook or poll. `group_of`:
    of each connection, the group of each known type of event, with `ALL` for all others."""
    took: dict[str, dict[tuple[str, str], list[int]]] = {id_: {} for id_ in connections}
    if not connections:
        return {}
    async with house.store.inbox.connect() as reading:
        for id_, type_, source, created, received_ms in await reading.execute(_newest(connections)):
            names = group_of[id_]
            for group in {names.get(type_, names[ALL]), ALL}:
                waits = took[id_].setdefault((group, source), [])
                if len(waits) < COUNTED:
                    waits.append(max(received_ms - created * 1000, 0))
    return {
        id_: {key: _delay(waits) for key, waits in found.items()} for id_, found in took.items()
    }


def _newest(connections: Mapping[str, Connection]) -> Select[Any]:
    """The newest `LOOKED_AT` events of each, and those of the same second as the last of them. The
    inbox is a database of its own, so it is told which connections there are, and since when."""
    asked = (
        values(column("id", Text), column("since", BigInteger), name="asked")
        .data([(one.id, one.created) for one in connections.values()])
        .cte("asked")
    )
    last = (
        select(inbox.c.created)
        .where(inbox.c.connection_id == asked.c.id, inbox.c.created >= asked.c.since)
        .order_by(inbox.c.created.desc(), inbox.c.event_id.desc())
        .offset(LOOKED_AT - 1)
        .limit(1)
    )
    since = func.coalesce(last.scalar_subquery(), asked.c.since).label("since")
    begin = select(asked.c.id, since).cte("begin")
    columns = (inbox.c[name] for name in ("type", "source", "created", "received_ms"))
    return (
        select(begin.c.id, *columns)
        .join(inbox, (inbox.c.connection_id == begin.c.id) & (inbox.c.created >= begin.c.since))
        .order_by(inbox.c.created.desc(), inbox.c.event_id.desc())
    )


def _delay(waits: list[int]) -> Delay:
    return Delay(count=len(waits), median_ms=round(median(waits)), worst_ms=max(waits))

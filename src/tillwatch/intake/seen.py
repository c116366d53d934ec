"""Which kinds of event arrive, and how: what Health shows and what the poll may leave out."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from tillwatch.intake.house import House
from tillwatch.ledger.write import chunks
from tillwatch.store.engine import Store
from tillwatch.store.inbox import Delivery
from tillwatch.store.tables import connection, event_kind, inbox


def count(
    house: House,
    store: Connection,
    connection_id: str,
    deliveries: Sequence[Delivery],
    both: set[str],
) -> None:
    """Add a batch to the counts, and note when the first webhook was taken in. `deliveries`: those
    of the connection's own account and mode; `both`: ids of polled events that came by webhook
    too, and count as come by webhook."""
    rows: dict[str, Row] = {}
    for one in deliveries:
        if one.source == "poll" and one.event_id in both:
            continue
        row = rows.get(one.type)
        if row is None:
            row = rows[one.type] = Row(connection_id=connection_id, type=one.type)
        if one.source == "webhook":
            row.by_webhook += 1
            row.last_webhook = max(row.last_webhook or 0, one.created)
        else:
            row.by_poll += 1
            row.last_poll = max(row.last_poll or 0, one.created)
    if not rows:
        return
    if any(row.by_webhook for row in rows.values()):
        mark = update(connection).where(connection.c.id == connection_id)
        mark = mark.where(connection.c.first_event_at.is_(None))
        store.execute(mark.values(first_event_at=int(house.clock.now())))
    told = [msgspec.structs.asdict(row) for row in rows.values()]
    store.execute(_adding(house.store.sqlite), told)


class Row(msgspec.Struct, kw_only=True):
    """What a batch adds to the counts of one type of event."""

    connection_id: str
    type: str
    by_webhook: int = 0
    by_poll: int = 0
    last_webhook: int | None = None
    last_poll: int | None = None


@cache
def _adding(sqlite: bool) -> Any:
    statement = (insert_sqlite if sqlite else insert_postgresql)(event_kind)
    old, new = event_kind.c, statement.excluded
    largest = func.max if sqlite else func.greatest
    return statement.on_conflict_do_update(
        index_elements=["connection_id", "type"],
        set_={
            "by_webhook": old.by_webhook + new.by_webhook,
            "by_poll": old.by_poll + new.by_poll,
            "last_webhook": func.coalesce(
                largest(old.last_webhook, new.last_webhook), old.last_webhook, new.last_webhook
            ),
            "last_poll": func.coalesce(
                largest(old.last_poll, new.last_poll), old.last_poll, new.last_poll
            ),
        },
    )


async def ways(store: Store, connection_id: str) -> dict[str, str]:
    """For each kind of event that was ever seen: `webhook` or `poll`."""
    columns = (event_kind.c.type, event_kind.c.last_webhook, event_kind.c.last_poll)
    query = select(*columns).where(event_kind.c.connection_id == connection_id)
    async with store.reading() as reading:
        rows = (await reading.execute(query)).all()
    return {
        type_: "webhook" if webhook is not None and webhook >= (poll or 0) else "poll"
        for type_, webhook, poll in rows
    }


async def by_webhook(store: Store, connection_id: str, deliveries: Sequence[Delivery]) -> set[str]:
    """The ids of those polled deliveries that came by webhook too."""
    ids = [one.event_id for one in deliveries if one.source == "poll"]
    found: set[str] = set()
    if not ids:
        return found
    async with store.inbox.connect() as reading:
        for part in chunks(ids, 400):
            query = select(inbox.c.event_id).where(
                inbox.c.connection_id == connection_id,
                inbox.c.event_id.in_(part),
                inbox.c.source == "webhook",
            )
            found |= set((await reading.execute(query)).scalars())
    return found

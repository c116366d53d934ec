"""Which kinds of event arrive, and how: what Health shows and what the poll may leave out."""

from collections.abc import Sequence

from sqlalchemy import Connection, func, select, update

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
    rows: dict[str, dict[str, object]] = {}
    for one in deliveries:
        if one.source == "poll" and one.event_id in both:
            continue
        way = "webhook" if one.source == "webhook" else "poll"
        row = rows.setdefault(
            one.type,
            {
                "connection_id": connection_id,
                "type": one.type,
                "by_webhook": 0,
                "by_poll": 0,
                "last_webhook": None,
                "last_poll": None,
            },
        )
        row[f"by_{way}"] = _int(row[f"by_{way}"]) + 1
        row[f"last_{way}"] = max(_int(row[f"last_{way}"]), one.created)
    if not rows:
        return
    if any(row["by_webhook"] for row in rows.values()):
        mark = update(connection).where(connection.c.id == connection_id)
        mark = mark.where(connection.c.first_event_at.is_(None))
        store.execute(mark.values(first_event_at=int(house.clock.now())))
    statement = house.store.insert(event_kind)
    old, new = event_kind.c, statement.excluded
    largest = func.max if house.store.sqlite else func.greatest
    statement = statement.on_conflict_do_update(
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
    store.execute(statement, list(rows.values()))


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
    async with store.inbox.connect() as reading:
        for part in chunks(ids, 400):
            query = select(inbox.c.event_id).where(
                inbox.c.connection_id == connection_id,
                inbox.c.event_id.in_(part),
                inbox.c.source == "webhook",
            )
            found |= set((await reading.execute(query)).scalars())
    return found


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0

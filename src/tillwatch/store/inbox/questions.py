"""The inbox, read in the order in which it was written."""

from sqlalchemy import func, select

from tillwatch.store.engine import Store
from tillwatch.store.inbox.statements import Delivery
from tillwatch.store.tables import inbox

_QUERY = select(inbox.c.seq, *[inbox.c[name] for name in Delivery.__struct_fields__])


async def after(store: Store, seq: int, limit: int) -> list[tuple[int, Delivery]]:
    """The next deliveries behind `seq`, in the order they were written."""
    query = _QUERY.where(inbox.c.seq > seq).order_by(inbox.c.seq).limit(limit)
    async with store.inbox.connect() as connection:
        rows = (await connection.execute(query)).all()
    return [(row[0], Delivery(*row[1:])) for row in rows]


async def last(store: Store) -> int:
    """The number of the newest delivery, 0 when there is none."""
    async with store.inbox.connect() as connection:
        return await connection.scalar(select(func.coalesce(func.max(inbox.c.seq), 0))) or 0

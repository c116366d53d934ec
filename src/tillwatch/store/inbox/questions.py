"""The inbox, read in the order in which it was written."""

from collections.abc import Sequence

from sqlalchemy import func, select

from tillwatch.store.engine import Store
from tillwatch.store.inbox.statements import Delivery
from tillwatch.store.tables import inbox

_QUERY = select(inbox.c.seq, *[inbox.c[name] for name in Delivery.__struct_fields__])


async def after(
    store: Store,
    seq: int,
    limit: int,
    *,
    until: int | None = None,
    of: Sequence[str] | None = None,
) -> list[tuple[int, Delivery]]:
    """The next deliveries behind `seq`, in the order they were written; none behind `until`, and
    only those of the connections `of`, where these are given."""
    query = _QUERY.where(inbox.c.seq > seq).order_by(inbox.c.seq).limit(limit)
    if until is not None:
        query = query.where(inbox.c.seq <= until)
    if of is not None:
        query = query.where(inbox.c.connection_id.in_(of))
    async with store.inbox.connect() as connection:
        rows = (await connection.execute(query)).all()
    return [(row[0], Delivery(*row[1:])) for row in rows]


async def last(store: Store) -> int:
    """The number of the newest delivery, 0 when there is none."""
    async with store.inbox.connect() as connection:
        return await connection.scalar(select(func.coalesce(func.max(inbox.c.seq), 0))) or 0

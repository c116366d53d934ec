"""What changed behind a place in the log of changes, as far as whoever asks may see it."""

import msgspec
from sqlalchemy import func, select

from tillwatch.kernel import eyes
from tillwatch.store.engine import Store
from tillwatch.store.tables import changes


class News(msgspec.Struct, frozen=True, kw_only=True):
    """Changes up to `seq`: how many rows of each kind, of which connections."""

    seq: int
    kinds: dict[str, int]
    connection_ids: list[str]


async def last(store: Store) -> int:
    """The number of the newest change, 0 when there is none."""
    async with store.reading() as tx:
        return await tx.scalar(select(func.coalesce(func.max(changes.c.seq), 0))) or 0


async def since(store: Store, seq: int) -> News | None:
    """All that changed behind `seq` as one summary; None when nothing did. No `kinds`: nothing that
    whoever asks may see."""
    query = (
        select(changes.c.connection_id, changes.c.kind, func.count(), func.max(changes.c.seq))
        .where(changes.c.seq > seq)
        .group_by(changes.c.connection_id, changes.c.kind)
        .order_by(changes.c.connection_id, changes.c.kind)
    )
    place = seq
    kinds: dict[str, int] = {}
    connection_ids: list[str] = []
    looking = eyes.now()
    async with store.reading() as tx:
        for connection_id, kind, count, newest in await tx.execute(query):
            seq = max(seq, newest)
            if not looking.sees(connection_id):
                continue
            kinds[kind] = kinds.get(kind, 0) + count
            if connection_id not in connection_ids:
                connection_ids.append(connection_id)
    return None if seq == place else News(seq=seq, kinds=kinds, connection_ids=connection_ids)

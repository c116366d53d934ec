"""The objects behind a row: what the merge keeps of them, for whoever wants the original."""

from collections.abc import Sequence

from sqlalchemy import select

from tillwatch.store.engine import Store
from tillwatch.store.tables import objects


async def states(
    store: Store, connection_id: str, ids: Sequence[str], kinds: Sequence[str]
) -> dict[tuple[str, str], bytes]:
    """The kept states of the objects with these ids, by kind of object and id."""
    query = select(objects.c.kind, objects.c.id, objects.c.state).where(
        objects.c.connection_id == connection_id,
        objects.c.kind.in_(kinds),
        objects.c.id.in_(ids),
    )
    async with store.reading() as tx:
        return {(row.kind, row.id): row.state for row in await tx.execute(query)}

"""The objects behind a row: what the merge keeps of them, for whoever wants the original."""

from collections.abc import Sequence

from sqlalchemy import select

from tillwatch.store.engine import Store
from tillwatch.store.tables import objects


async def states(
    store: Store, connection_id: str, id_: str, kinds: Sequence[str]
) -> dict[str, bytes]:
    """The kept state by kind of object, of those with this id."""
    query = select(objects.c.kind, objects.c.state).where(
        objects.c.connection_id == connection_id,
        objects.c.kind.in_(kinds),
        objects.c.id == id_,
    )
    async with store.reading() as tx:
        return {row.kind: row.state for row in await tx.execute(query)}

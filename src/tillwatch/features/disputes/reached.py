"""How far followers of the log of changes have come: a number each, kept by name.

Whoever follows moves its number after the work, never before: what a crash cut
short is done again.
"""

from sqlalchemy import Connection, select

from tillwatch.store.engine import Store
from tillwatch.store.tables import cursor


async def place(store: Store, name: str) -> int:
    """0: from the beginning."""
    query = select(cursor.c.position).where(cursor.c.name == name)
    async with store.reading() as tx:
        return await tx.scalar(query) or 0


async def move(store: Store, name: str, position: int) -> None:
    def work(tx: Connection) -> None:
        put = store.insert(cursor).values(name=name, position=position)
        tx.execute(put.on_conflict_do_update(index_elements=["name"], set_={"position": position}))

    await store.write(work)

"""Room that was overwritten because of what came later, wiped from the files once a day.

What comes of somebody erased is blank in the rows at once and in its delivery seconds later. Its
first writing can still lie in the free room of SQLite's files, as what any page held before does;
to write a long file anew for each is too much, so it is done a day after the first of them.
"""

from typing import Final

from sqlalchemy import delete, select

from tillwatch.intake.house import House
from tillwatch.store import wiping
from tillwatch.store.tables import cursor

DUE: Final = "wiping due since"
AFTER_S: Final = 86_400


async def note(house: House) -> None:
    """Something was overwritten just now."""
    row = {"name": DUE, "position": int(house.clock.now())}
    async with house.store.writing() as tx:
        await tx.execute(house.store.insert(cursor).values(**row).on_conflict_do_nothing())


async def wipe_if_due(house: House, after_s: float = AFTER_S) -> bool:
    """True when it was."""
    async with house.store.reading() as tx:
        since = await tx.scalar(select(cursor.c.position).where(cursor.c.name == DUE))
    if since is None or house.clock.now() - since < after_s:
        return False
    await wiping.wipe(house.store)
    await done(house)
    return True


async def done(house: House) -> None:
    """The files were written anew."""
    async with house.store.writing() as tx:
        await tx.execute(delete(cursor).where(cursor.c.name == DUE))

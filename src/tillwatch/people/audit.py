"""The log of what people and programs did here: who, what, about what, when. Only ever added to."""

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.kernel.clock import Clock
from tillwatch.store.engine import Store
from tillwatch.store.tables import audit


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """`at` in seconds UTC; `what` like `connection.pause`; `about` an id or a name."""

    seq: int
    at: int
    who: str
    what: str
    about: str | None


async def write(tx: AsyncConnection, clock: Clock, who: str, what: str, about: str | None) -> None:
    """One entry, in the transaction of the deed itself."""
    await tx.execute(audit.insert().values(at=int(clock.now()), who=who, what=what, about=about))


async def newest(store: Store, limit: int = 100) -> list[Entry]:
    columns = [audit.c[name] for name in Entry.__struct_fields__]
    query = select(*columns).order_by(audit.c.seq.desc()).limit(limit)
    async with store.reading() as tx:
        rows = (await tx.execute(query)).all()
    return [Entry(**dict(zip(Entry.__struct_fields__, row, strict=True))) for row in rows]

"""Arguments in the merchant's own words, by the key of the template that they stand for."""

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.store.engine import Store
from tillwatch.store.tables import dispute_template as table


class Own(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    text: str
    by: str
    at: int


async def everything(store: Store) -> dict[str, str]:
    async with store.reading() as tx:
        return {row.name: row.text for row in await tx.execute(select(table.c.name, table.c.text))}


async def kept(store: Store) -> list[Own]:
    """By key."""
    columns = [table.c[name] for name in Own.__struct_fields__]
    async with store.reading() as tx:
        rows = (await tx.execute(select(*columns).order_by(table.c.name))).mappings()
        return [Own(**row) for row in rows]


async def put(tx: AsyncConnection, name: str, text: str, *, by: str, at: int) -> None:
    await drop(tx, name)
    await tx.execute(table.insert().values(name=name, text=text, by=by, at=at))


async def drop(tx: AsyncConnection, name: str) -> None:
    """Ours counts again."""
    await tx.execute(delete(table).where(table.c.name == name))

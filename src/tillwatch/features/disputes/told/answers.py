"""The form of a case as somebody filled it in: a field that is empty here was taken out."""

from collections.abc import Mapping

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.store.engine import Store
from tillwatch.store.tables import dispute_answer as table


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    field: str
    value: str
    by: str
    at: int


async def of(store: Store, connection_id: str, dispute_id: str, round_: int) -> list[Answer]:
    columns = [table.c[name] for name in Answer.__struct_fields__]
    query = (
        select(*columns)
        .where(
            table.c.connection_id == connection_id,
            table.c.dispute_id == dispute_id,
            table.c.round == round_,
        )
        .order_by(table.c.field)
    )
    async with store.reading() as tx:
        return [Answer(**row) for row in (await tx.execute(query)).mappings()]


async def fill_in(
    tx: AsyncConnection,
    key: tuple[str, str, int],
    given: Mapping[str, str | None],
    *,
    by: str,
    at: int,
) -> None:
    """`key`: connection, dispute, round. None: as it was before anybody filled it in."""
    connection_id, dispute_id, round_ = key
    for field, value in given.items():
        place = (
            table.c.connection_id == connection_id,
            table.c.dispute_id == dispute_id,
            table.c.round == round_,
            table.c.field == field,
        )
        await tx.execute(delete(table).where(*place))
        if value is not None:
            row = {"connection_id": connection_id, "dispute_id": dispute_id, "round": round_}
            row |= {"field": field, "value": value.strip(), "by": by, "at": at}
            await tx.execute(table.insert().values(**row))

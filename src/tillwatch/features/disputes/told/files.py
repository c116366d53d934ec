"""Files that people brought to a case, tamed. Taken away, one can be put back for a while."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.features.disputes.case.known import Upload
from tillwatch.kernel import errors
from tillwatch.store.engine import Store
from tillwatch.store.tables import dispute_file as table

MOST: Final = 40
"""Files of one case."""
COLUMNS: Final = [table.c[name] for name in Upload.__struct_fields__]


class Brought(msgspec.Struct, frozen=True, kw_only=True):
    """`notes`: what taming changed, in sentences."""

    upload: Upload
    notes: Sequence[str]
    by: str
    at: int


async def of(store: Store, connection_id: str, dispute_id: str) -> list[Brought]:
    """The oldest first."""
    query = (
        select(*COLUMNS, table.c.notes, table.c.by, table.c.at)
        .where(*_case(connection_id, dispute_id), table.c.deleted.is_(None))
        .order_by(table.c.at, table.c.id)
    )
    async with store.reading() as tx:
        return [
            Brought(
                upload=Upload(**{name: row[name] for name in Upload.__struct_fields__}),
                notes=row["notes"],
                by=row["by"],
                at=row["at"],
            )
            for row in (await tx.execute(query)).mappings()
        ]


async def body(store: Store, connection_id: str, dispute_id: str, id_: str) -> bytes:
    query = select(table.c.body).where(*_case(connection_id, dispute_id), table.c.id == id_)
    async with store.reading() as tx:
        found = await tx.scalar(query)
    if found is None:
        raise errors.NotFound("There is no such file in this case (any more)")
    return bytes(found)


async def keep(tx: AsyncConnection, case: tuple[str, str], one: Brought, body_: bytes) -> None:
    """`Conflict` when a case has too many."""
    connection_id, dispute_id = case
    there = select(func.count()).where(*_case(*case), table.c.deleted.is_(None))
    if int(await tx.scalar(there) or 0) >= MOST:
        raise errors.Conflict(f"A case holds {MOST} files: take one away first")
    row = msgspec.structs.asdict(one.upload) | {"notes": list(one.notes), "by": one.by}
    row |= {"at": one.at, "body": body_}
    await tx.execute(
        table.insert().values(connection_id=connection_id, dispute_id=dispute_id, **row)
    )


async def take_away(tx: AsyncConnection, case: tuple[str, str], id_: str, at: int | None) -> None:
    """`at` None: put it back."""
    query = update(table).where(*_case(*case), table.c.id == id_).values(deleted=at)
    if not (await tx.execute(query)).rowcount:
        raise errors.NotFound("There is no such file in this case")


async def rename(tx: AsyncConnection, case: tuple[str, str], id_: str, **to: str) -> None:
    """`to`: field, caption."""
    query = update(table).where(*_case(*case), table.c.id == id_).values(**to)
    if not (await tx.execute(query)).rowcount:
        raise errors.NotFound("There is no such file in this case")


def _case(connection_id: str, dispute_id: str) -> tuple[Any, ...]:
    return (table.c.connection_id == connection_id, table.c.dispute_id == dispute_id)

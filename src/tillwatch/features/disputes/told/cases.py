"""Who looks after a case, what was decided, and what people noted on it."""

from typing import Any, Final

import msgspec
from sqlalchemy import RowMapping, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.kernel import errors
from tillwatch.store.engine import Store
from tillwatch.store.tables import dispute_case, dispute_note

FIGHT: Final = "fight"
SMART: Final = "smart"
ACCEPT: Final = "accept"
REFUND: Final = "refund"
LEAVE: Final = "leave"
DECISIONS: Final = (FIGHT, SMART, ACCEPT, REFUND, LEAVE)
"""`leave`: nobody answers, and the time runs out: the outcome is "did not fight"."""


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What stands by a case; all None where nobody touched it."""

    connection_id: str
    dispute_id: str
    owner_id: str | None = None
    decision: str | None = None
    decided_by: str | None = None
    decided_at: int | None = None
    product: str | None = None
    template: str | None = None


class Note(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    by: str
    person_id: str | None
    text: str
    at: int


COLUMNS: Final = [dispute_case.c[name] for name in Kept.__struct_fields__]
NOTES: Final = [dispute_note.c[name] for name in Note.__struct_fields__]


async def one(store: Store, connection_id: str, dispute_id: str) -> Kept:
    query = select(*COLUMNS).where(*_place(connection_id, dispute_id))
    async with store.reading() as tx:
        row = (await tx.execute(query)).mappings().first()
    return _kept(row) if row else Kept(connection_id=connection_id, dispute_id=dispute_id)


async def everything(store: Store) -> dict[tuple[str, str], Kept]:
    """Every case that somebody touched, by connection and dispute."""
    async with store.reading() as tx:
        found = [_kept(row) for row in (await tx.execute(select(*COLUMNS))).mappings()]
    return {(one.connection_id, one.dispute_id): one for one in found}


async def put(tx: AsyncConnection, connection_id: str, dispute_id: str, at: int, **to: Any) -> None:
    """`to`: owner_id, decision with decided_by and decided_at, product, template."""
    query = update(dispute_case).where(*_place(connection_id, dispute_id)).values(**to, changed=at)
    if not (await tx.execute(query)).rowcount:
        key = {"connection_id": connection_id, "dispute_id": dispute_id}
        await tx.execute(dispute_case.insert().values(**key, **to, changed=at))


async def notes(store: Store, connection_id: str, dispute_id: str) -> list[Note]:
    """The oldest first."""
    of = (dispute_note.c.connection_id == connection_id, dispute_note.c.dispute_id == dispute_id)
    query = select(*NOTES).where(*of, dispute_note.c.deleted.is_(None))
    async with store.reading() as tx:
        rows = (await tx.execute(query.order_by(dispute_note.c.at, dispute_note.c.id))).mappings()
        return [Note(**row) for row in rows]


async def write_note(tx: AsyncConnection, connection_id: str, dispute_id: str, note: Note) -> None:
    key = {"connection_id": connection_id, "dispute_id": dispute_id}
    await tx.execute(dispute_note.insert().values(**key, **msgspec.structs.asdict(note)))


async def take_note_away(
    tx: AsyncConnection, connection_id: str, dispute_id: str, id_: str, at: int | None
) -> None:
    """`at` None: put it back."""
    of = (dispute_note.c.connection_id == connection_id, dispute_note.c.dispute_id == dispute_id)
    query = update(dispute_note).where(*of, dispute_note.c.id == id_).values(deleted=at)
    if not (await tx.execute(query)).rowcount:
        raise errors.NotFound("There is no such note")


def _place(connection_id: str, dispute_id: str) -> tuple[Any, ...]:
    return (
        dispute_case.c.connection_id == connection_id,
        dispute_case.c.dispute_id == dispute_id,
    )


def _kept(row: RowMapping) -> Kept:
    return Kept(**{name: row[name] for name in Kept.__struct_fields__})

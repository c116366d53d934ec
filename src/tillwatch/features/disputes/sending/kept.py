"""The rows of sendings: one a wish, one a file, one a step that is done."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import RowMapping, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.kernel import errors
from tillwatch.store.engine import Store
from tillwatch.store.tables import dispute_sending as table
from tillwatch.store.tables import dispute_sent_file as files
from tillwatch.store.tables import dispute_step as steps

ANSWER: Final = "answer"
ACCEPT: Final = "accept"
REFUND: Final = "refund"
SMART: Final = "smart"
CANCEL: Final = "cancel"
"""The subscription behind the payment ends; the dispute itself stays as it is."""
KINDS: Final = (ANSWER, ACCEPT, REFUND, SMART, CANCEL)

PREPARING: Final = "preparing"
READY: Final = "ready"
SENDING: Final = "sending"
SUBMITTING: Final = "submitting"
"""The call that cannot be taken back is made, or is about to be."""
SENT: Final = "sent"
REFUSED: Final = "refused"
UNDONE: Final = "undone"
MOVING: Final = (PREPARING, SENDING, SUBMITTING)
"""The worker has something to do."""
LIVING: Final = (PREPARING, READY, SENDING, SUBMITTING)
CAN_UNDO: Final = (PREPARING, READY, SENDING)


class What(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be sent. `evidence`: texts and nested blocks by the processor's fields. `files`:
    field -> name of the file. `charge`: what is to be refunded, `subscription`: canceled."""

    evidence: Mapping[str, Any] = {}
    files: Mapping[str, str] = {}
    rests: Sequence[str] = ()
    """The files of the case that it was made of."""
    charge: str | None = None
    subscription: str | None = None


class Sending(msgspec.Struct, frozen=True, kw_only=True):
    """`round`: how many answers were sent before. `problem`: what went wrong last; a sentence."""

    id: str
    connection_id: str
    dispute_id: str
    round: int
    kind: str
    state: str
    what: What
    digest: str
    by: str
    at: int
    confirmed_by: str | None
    confirmed_at: int | None
    ended_at: int | None
    tries: int
    again_at: int | None
    problem: str | None

    @property
    def is_living(self) -> bool:
        return self.state in LIVING


class File(msgspec.Struct, frozen=True, kw_only=True):
    field: str
    name: str
    digest: str
    body: bytes


COLUMNS: Final = [table.c[name] for name in Sending.__struct_fields__]


async def of_dispute(store: Store, connection_id: str, dispute_id: str) -> list[Sending]:
    """Newest first."""
    query = (
        select(*COLUMNS)
        .where(table.c.connection_id == connection_id, table.c.dispute_id == dispute_id)
        .order_by(table.c.at.desc(), table.c.id.desc())
    )
    async with store.reading() as tx:
        return [_sending(row) for row in (await tx.execute(query)).mappings()]


async def one(tx: AsyncConnection, id_: str) -> Sending:
    """`NotFound` where there is none."""
    row = (await tx.execute(select(*COLUMNS).where(table.c.id == id_))).mappings().first()
    if row is None:
        raise errors.NotFound("There is no such sending: load the page again")
    return _sending(row)


async def under(tx: AsyncConnection, once: str) -> Sending | None:
    """The one that has that key."""
    row = (await tx.execute(select(*COLUMNS).where(table.c.once == once))).mappings().first()
    return None if row is None else _sending(row)


async def waiting(store: Store, now: int) -> list[Sending]:
    """Those in which the worker has something to do now, the oldest first."""
    query = select(*COLUMNS).where(table.c.state.in_(MOVING)).order_by(table.c.at, table.c.id)
    async with store.reading() as tx:
        found = [_sending(row) for row in (await tx.execute(query)).mappings()]
    return [one for one in found if one.again_at is None or one.again_at <= now]


async def done(store: Store, id_: str) -> dict[str, dict[str, Any]]:
    """The steps of a sending that are done, with what came of them."""
    query = select(steps.c.step, steps.c.result).where(steps.c.sending_id == id_)
    async with store.reading() as tx:
        return {row.step: row.result for row in await tx.execute(query)}


async def note(tx: AsyncConnection, id_: str, step: str, now: int, result: Any) -> None:
    """A step is done. Noting it again changes nothing."""
    known = select(steps.c.step).where(steps.c.sending_id == id_, steps.c.step == step)
    if (await tx.execute(known)).first() is None:
        told = {"sending_id": id_, "step": step, "at": now, "result": result}
        await tx.execute(steps.insert().values(**told))


async def files_of(store: Store, id_: str) -> list[File]:
    query = select(files).where(files.c.sending_id == id_).order_by(files.c.field)
    async with store.reading() as tx:
        return [
            File(field=row.field, name=row.name, digest=row.digest, body=row.body)
            for row in await tx.execute(query)
        ]


async def put(tx: AsyncConnection, one: Sending, once: str, bodies: Sequence[File]) -> None:
    told = msgspec.structs.asdict(one) | {"what": msgspec.to_builtins(one.what), "once": once}
    await tx.execute(table.insert().values(**told))
    for file in bodies:
        await tx.execute(
            files.insert().values(sending_id=one.id, **msgspec.structs.asdict(file)),
        )


async def change(tx: AsyncConnection, id_: str, among: Sequence[str], **to: Any) -> bool:
    """Only while its state is one of `among`: nobody moves what somebody else has moved. False
    where it was not."""
    query = update(table).where(table.c.id == id_, table.c.state.in_(among)).values(**to)
    return bool((await tx.execute(query)).rowcount)


def _sending(row: RowMapping) -> Sending:
    return Sending(**{**row, "what": msgspec.convert(row["what"], What)})

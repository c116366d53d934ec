"""The rows of the block list."""

import hashlib
from collections.abc import Sequence
from ipaddress import ip_address
from typing import Final

import msgspec
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.kernel import errors, ids
from tillwatch.store.engine import Store
from tillwatch.store.tables import prevention_block as table

CARD: Final = "card"
EMAIL: Final = "email"
IP: Final = "ip"
CUSTOMER: Final = "customer"
KINDS: Final = (CARD, EMAIL, IP, CUSTOMER)
PREFIX: Final = "blk"
LENGTH_MAX: Final = 255


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """`value`: the card's fingerprint, the address, the customer's id. `about_id`: the dispute,
    warning or action it came from."""

    id: str
    kind: str
    value: str
    why: str
    connection_id: str | None
    about_id: str | None
    by: str
    at: int


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    kind: str
    value: str
    why: str
    connection_id: str | None = None
    about_id: str | None = None


COLUMNS: Final = [table.c[name] for name in Block.__struct_fields__]


def cleaned(kind: str, value: str) -> str:
    """As it is kept; `BadInput` for what cannot be one."""
    text = value.strip()
    if kind not in KINDS:
        raise errors.BadInput(f"“{kind}” cannot be blocked: choose among {', '.join(KINDS)}")
    if not text or len(text) > LENGTH_MAX or any(ord(char) < 32 for char in text):
        raise errors.BadInput("Say what is to be blocked, in one line", value="empty or too long")
    if kind == EMAIL:
        if "@" not in text:
            raise errors.BadInput("This is no e-mail address", value="no e-mail address")
        return text.casefold()
    if kind == IP:
        try:
            return str(ip_address(text))
        except ValueError:
            raise errors.BadInput("This is no IP address", value="no IP address") from None
    return text


async def put(
    store: Store, tx: AsyncConnection, wanted: Sequence[Wanted], by: str, now: int
) -> list[str]:
    """The ids of those that are new, or were taken off and are back."""
    added: list[str] = []
    for one in wanted:
        value = cleaned(one.kind, one.value)
        told = {
            "why": one.why,
            "connection_id": one.connection_id,
            "about_id": one.about_id,
            "by": by,
            "at": now,
        }
        key, id_ = _key(one.kind, value), ids.new(PREFIX)
        row = {"id": id_, "key": key, "kind": one.kind, "value": value, **told}
        query = store.insert(table).values(**row).on_conflict_do_nothing()
        if (await tx.execute(query)).rowcount:
            added.append(id_)
            continue
        gone = (table.c.key == key) & table.c.deleted.is_not(None)
        back = update(table).where(gone).values(**told, deleted=None)
        if (await tx.execute(back)).rowcount:
            found = await tx.scalar(select(table.c.id).where(table.c.key == key))
            added.append(str(found))
    return added


async def take_off(tx: AsyncConnection, id_: str, now: int) -> Block:
    """`NotFound` for one that is not on it."""
    found = await one(tx, id_)
    await tx.execute(update(table).where(table.c.id == id_).values(deleted=now))
    return found


async def one(tx: AsyncConnection, id_: str) -> Block:
    query = select(*COLUMNS).where(table.c.id == id_, table.c.deleted.is_(None))
    row = (await tx.execute(query)).mappings().first()
    if row is None:
        raise errors.NotFound(f"There is no {id_} on the block list", id="not found")
    return Block(**row)


async def put_back(tx: AsyncConnection, id_: str) -> Block:
    """Undo of taking it off."""
    gone = (table.c.id == id_) & table.c.deleted.is_not(None)
    await tx.execute(update(table).where(gone).values(deleted=None))
    return await one(tx, id_)


async def listed(store: Store, kind: str | None = None) -> list[Block]:
    """Newest first."""
    query = select(*COLUMNS).where(table.c.deleted.is_(None))
    if kind is not None:
        query = query.where(table.c.kind == kind)
    async with store.reading() as tx:
        query = query.order_by(table.c.at.desc(), table.c.id.desc())
        return [Block(**row) for row in (await tx.execute(query)).mappings()]


def _key(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind}:{value}".encode()).hexdigest()

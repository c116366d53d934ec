"""Addresses of the merchant's systems that rules call to have a parcel held."""

from typing import Any, Final

import msgspec
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.features.disputes.prevent import signing
from tillwatch.features.disputes.prevent.acting.kept import Action
from tillwatch.kernel import addresses, errors, ids
from tillwatch.outward import Judge
from tillwatch.outward.judge import is_public
from tillwatch.store.engine import Store
from tillwatch.store.secrets import Vault
from tillwatch.store.tables import prevention_hook as table

PREFIX: Final = "hook"
COLUMN: Final = "secret_sealed"
FORMER: Final = "former_sealed"
TYPE: Final = "shipping.hold"
TEST: Final = "shipping.hold.test"
"""A call that a person asked for, to see whether it arrives."""


class Hook(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    name: str
    url: str
    by: str
    created: int


COLUMNS: Final = [table.c[name] for name in Hook.__struct_fields__]


def checked(judge: Judge, url: str) -> str:
    """The address, if one may be called like this. `BadInput` says why not."""
    found = judge.written(url)
    inner = addresses.ip(found.host.strip("[]"))
    if found.scheme != "https" and (inner is None or is_public(inner)):
        raise errors.BadInput("Give an address that begins with https://", url="not https")
    return str(found)


async def add(
    tx: AsyncConnection, vault: Vault, name: str, url: str, by: str, now: int
) -> tuple[str, str]:
    """The id, and the secret, which is told once."""
    id_, secret = ids.new(PREFIX), signing.new_secret()
    sealed = vault.seal(secret, row=id_, column=COLUMN)
    told = {"id": id_, "name": name, "url": url, "secret_sealed": sealed, "by": by, "created": now}
    await tx.execute(table.insert().values(**told))
    return id_, secret


async def everything(store: Store) -> list[Hook]:
    query = select(*COLUMNS).where(table.c.deleted.is_(None)).order_by(table.c.created)
    async with store.reading() as tx:
        return [Hook(**row) for row in (await tx.execute(query)).mappings()]


async def remove(tx: AsyncConnection, id_: str, now: int) -> None:
    """`NotFound` for one there is not."""
    query = update(table).where(table.c.id == id_, table.c.deleted.is_(None)).values(deleted=now)
    if not (await tx.execute(query)).rowcount:
        raise errors.NotFound(f"There is no address {id_}", id="not found")


async def put_back(tx: AsyncConnection, id_: str) -> None:
    """Undo of forgetting it. `NotFound` for one that is not forgotten."""
    gone = (table.c.id == id_) & table.c.deleted.is_not(None)
    if not (await tx.execute(update(table).where(gone).values(deleted=None))).rowcount:
        raise errors.NotFound(f"There is no forgotten address {id_}", id="not found")


async def renew(tx: AsyncConnection, vault: Vault, id_: str, now: int) -> str:
    """A new secret, told once; the one before signs along for a day. `NotFound` for an address
    there is not."""
    secret = signing.new_secret()
    there = (table.c.id == id_) & table.c.deleted.is_(None)
    sealed = await tx.scalar(select(table.c.secret_sealed).where(there))
    if sealed is None:
        raise errors.NotFound(f"There is no address {id_}", id="not found")
    former = vault.open(sealed, row=id_, column=COLUMN)
    to = {
        COLUMN: vault.seal(secret, row=id_, column=COLUMN),
        FORMER: vault.seal(former, row=id_, column=FORMER),
        "former_until": now + signing.FORMER_S,
    }
    await tx.execute(update(table).where(there).values(**to))
    return secret


async def opened(
    store: Store, vault: Vault, id_: str | None, now: float
) -> tuple[str, list[str]] | None:
    """The address and the secrets that sign now, the newest first; None where it is gone."""
    query = select(table.c.url, table.c[COLUMN], table.c[FORMER], table.c.former_until)
    async with store.reading() as tx:
        row = (await tx.execute(query.where(table.c.id == id_, table.c.deleted.is_(None)))).first()
    if row is None:
        return None
    secrets = [vault.open(row.secret_sealed, row=str(id_), column=COLUMN)]
    if row.former_sealed is not None and now < row.former_until:
        secrets.append(vault.open(row.former_sealed, row=str(id_), column=FORMER))
    return row.url, secrets


def body(action: Action, order: str | None, *, livemode: bool) -> bytes:
    """What is told: which payment, why, and the id that is the same at every try."""
    told = {
        "id": action.id,
        "type": TYPE,
        "livemode": livemode,
        "created": action.at,
        "connection_id": action.connection_id,
        "payment": action.payment,
        "charge": action.attempt,
        "order_number": order,
        "because": {"kind": action.about, "id": action.about_id},
    }
    return msgspec.json.encode(told)


def tried(now: int) -> bytes:
    """The body of a call that only tries the address: nothing is to be held."""
    told: dict[str, Any] = {"id": ids.new(PREFIX), "type": TEST, "livemode": False, "created": now}
    nobody = dict.fromkeys(("connection_id", "payment", "charge", "order_number", "because"))
    return msgspec.json.encode(told | nobody)

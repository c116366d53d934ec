"""Addresses of the merchant's systems that rules call to have a parcel held."""

from typing import Final

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
TYPE: Final = "shipping.hold"


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


async def opened(store: Store, vault: Vault, id_: str | None) -> tuple[str, str] | None:
    """The address and its secret; None where it is gone."""
    query = select(table.c.url, table.c.secret_sealed)
    async with store.reading() as tx:
        row = (await tx.execute(query.where(table.c.id == id_, table.c.deleted.is_(None)))).first()
    if row is None:
        return None
    return row.url, vault.open(row.secret_sealed, row=str(id_), column=COLUMN)


def body(action: Action, order: str | None) -> bytes:
    """What is told: which payment, why, and the id that is the same at every try."""
    told = {
        "id": action.id,
        "type": TYPE,
        "created": action.at,
        "connection_id": action.connection_id,
        "payment": action.payment,
        "charge": action.attempt,
        "order_number": order,
        "because": {"kind": action.about, "id": action.about_id},
    }
    return msgspec.json.encode(told)

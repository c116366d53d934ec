"""What the merchant says of itself once, for every case: policies, and what it sells.

What is said of one account counts before what is said of all (`EVERY`).
"""

from collections.abc import Sequence
from typing import Final

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.store.engine import Store
from tillwatch.store.tables import dispute_policy, dispute_product

EVERY: Final = ""
"""As a connection: all of them."""
NAMES: Final = (
    "cancellation_policy",
    "cancellation_policy_disclosure",
    "refund_policy",
    "refund_policy_disclosure",
)
"""Those without `_disclosure` are files, the others say how customers see them."""


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """`value`: words, or the file's name. `kind`: of the file; None: words only."""

    connection_id: str
    name: str
    value: str
    kind: str | None
    pages: int | None = None
    size: int | None = None
    width: int | None = None
    height: int | None = None
    digest: str | None = None
    by: str
    at: int


class Product(msgspec.Struct, frozen=True, kw_only=True):
    """A payment is of it whose description has one of `words`; without words, each payment is."""

    id: str
    connection_id: str
    name: str
    words: Sequence[str]
    product: str
    description: str
    by: str
    at: int


async def policies(store: Store, connection_id: str) -> dict[str, Policy]:
    """By name, those that hold for the account."""
    names = [dispute_policy.c[name] for name in Policy.__struct_fields__]
    query = select(*names).where(dispute_policy.c.connection_id.in_((EVERY, connection_id)))
    async with store.reading() as tx:
        found = [Policy(**row) for row in (await tx.execute(query)).mappings()]
    found.sort(key=lambda one: one.connection_id != EVERY)
    return {one.name: one for one in found}


async def own_policies(store: Store, connection_ids: Sequence[str]) -> list[Policy]:
    """What was said of just these (`EVERY` for what was said of all), and not of others."""
    names = [dispute_policy.c[name] for name in Policy.__struct_fields__]
    query = select(*names).where(dispute_policy.c.connection_id.in_(connection_ids))
    query = query.order_by(dispute_policy.c.connection_id, dispute_policy.c.name)
    async with store.reading() as tx:
        return [Policy(**row) for row in (await tx.execute(query)).mappings()]


async def policy_body(store: Store, one: Policy) -> bytes | None:
    query = select(dispute_policy.c.body).where(
        dispute_policy.c.connection_id == one.connection_id, dispute_policy.c.name == one.name
    )
    async with store.reading() as tx:
        return await tx.scalar(query)


async def put_policy(tx: AsyncConnection, one: Policy, body: bytes | None) -> None:
    await drop_policy(tx, one.connection_id, one.name)
    await tx.execute(dispute_policy.insert().values(**msgspec.structs.asdict(one), body=body))


async def drop_policy(tx: AsyncConnection, connection_id: str, name: str) -> None:
    place = dispute_policy.c.connection_id == connection_id, dispute_policy.c.name == name
    await tx.execute(delete(dispute_policy).where(*place))


async def products(store: Store, connection_id: str) -> list[Product]:
    """Those of the account first, those with words before those without."""
    names = [dispute_product.c[name] for name in Product.__struct_fields__]
    query = select(*names).where(dispute_product.c.connection_id.in_((EVERY, connection_id)))
    async with store.reading() as tx:
        found = [Product(**row) for row in (await tx.execute(query)).mappings()]
    return sorted(found, key=lambda one: (one.connection_id == EVERY, not one.words, one.at))


async def own_products(store: Store, connection_ids: Sequence[str]) -> list[Product]:
    """What was said of just these (`EVERY` for what was said of all), the oldest first."""
    names = [dispute_product.c[name] for name in Product.__struct_fields__]
    query = select(*names).where(dispute_product.c.connection_id.in_(connection_ids))
    query = query.order_by(dispute_product.c.at, dispute_product.c.id)
    async with store.reading() as tx:
        return [Product(**row) for row in (await tx.execute(query)).mappings()]


async def put_product(tx: AsyncConnection, one: Product) -> None:
    await drop_product(tx, one.id)
    told = msgspec.structs.asdict(one) | {"words": list(one.words)}
    await tx.execute(dispute_product.insert().values(**told))


async def drop_product(tx: AsyncConnection, id_: str) -> None:
    await tx.execute(delete(dispute_product).where(dispute_product.c.id == id_))


def product_of(known: Sequence[Product], description: str) -> Product | None:
    """The first that fits."""
    said = description.casefold()
    for one in known:
        if not one.words or any(word.casefold() in said for word in one.words):
            return one
    return None

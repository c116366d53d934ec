"""Whom to erase: written down, and from that moment on nothing new is kept of them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.intake import connections, leases
from tillwatch.intake.house import House
from tillwatch.kernel import errors
from tillwatch.people import audit
from tillwatch.processors.belonging import AT, subject_of
from tillwatch.store.tables import LEDGER, blanked, erased, objects

CUSTOMER: Final = "customer"
EMAIL: Final = "email"
SHOWN: Final = 13
"""So much of an address's digest names it in the log of deeds."""


class Erasure(msgspec.Struct, frozen=True, kw_only=True):
    """`kind` customer or email; `subject` the customer's id, or the SHA-256 of the address. `at`:
    when it was asked for, seconds UTC. `counts`: {deliveries, objects, rows}, once it is done."""

    connection_id: str
    kind: str
    subject: str
    at: int
    done: bool
    counts: Mapping[str, int] | None = None

    def named(self) -> str:
        """The subject as `intake.forgotten` knows it."""
        return AT + self.subject if self.kind == EMAIL else self.subject


async def customer_of(house: House, connection_id: str, id_: str) -> Erasure:
    """An erasure of a customer, not begun yet. `NotFound` when nothing here is of them."""
    await connections.one(house.store, connection_id)
    payment = LEDGER["payment"]
    mine = objects.c.connection_id == connection_id
    known = select(objects.c.num).where(mine, objects.c.kind == CUSTOMER, objects.c.id == id_)
    paid = select(payment.c.id).where(
        payment.c.connection_id == connection_id, payment.c.customer == id_
    )
    async with house.store.reading() as tx:
        found = await tx.scalar(known.limit(1)) or await tx.scalar(paid.limit(1))
    if found is None:
        raise errors.NotFound(f"There is no customer {id_} in this account", id="not found")
    return Erasure(
        connection_id=connection_id, kind=CUSTOMER, subject=id_, at=_now(house), done=False
    )


async def email_of(house: House, connection_id: str, address: str) -> Erasure:
    """The same for everything that carries an e-mail address: of guests, who are no customers, and
    of customers who have it. `BadInput` for what is no address."""
    await connections.one(house.store, connection_id)
    name, at, host = address.strip().partition(AT)
    if not (name and at and "." in host) or " " in address.strip():
        raise errors.BadInput("This is no e-mail address: write it as name@example.com", email="no")
    digest = subject_of(address).removeprefix(AT)
    return Erasure(
        connection_id=connection_id, kind=EMAIL, subject=digest, at=_now(house), done=False
    )


async def begin(house: House, one: Erasure, who: str) -> None:
    """From here on nothing personal of them is kept that comes. Asked again, all is gone through
    again."""
    async with house.store.writing() as tx:
        await tx.run_sync(begun, house, one, one.at)
        await _noted(tx, house, one, who)
    house.forgotten.due = True


def begun(tx: Connection, house: House, one: Erasure, seen: int | None = None) -> None:
    """The rows of an erasure that has begun, and has all still to do. `seen`: when whoever goes on
    with it at once was seen; None: whoever comes first may."""
    leases.lock(house, tx, one.connection_id)
    again: dict[str, Any] = {"done": False, "counts": None, "at": one.at, "seen": seen}
    statement = house.store.insert(erased).values(
        connection_id=one.connection_id, kind=one.kind, subject=one.subject, **again
    )
    key = ["connection_id", "kind", "subject"]
    tx.execute(statement.on_conflict_do_update(index_elements=key, set_=again))
    house.forgotten.of(tx, one.connection_id)
    house.forgotten.remember(tx, one.connection_id, {one.named()})
    mine = blanked.c.connection_id == one.connection_id, blanked.c.subject == one.named()
    tx.execute(update(blanked).where(*mine).values(swept=False))


async def all_of(house: House, connection_id: str | None = None) -> list[Erasure]:
    """The newest first."""
    query = select(*[erased.c[name] for name in Erasure.__struct_fields__])
    if connection_id is not None:
        query = query.where(erased.c.connection_id == connection_id)
    newest = query.order_by(erased.c.at.desc(), erased.c.connection_id, erased.c.subject)
    async with house.store.reading() as tx:
        return [Erasure(**one) for one in (await tx.execute(newest)).mappings()]


async def erased_at(house: House, connection_id: str, ids: Sequence[str]) -> dict[str, int]:
    """When those of these customers were erased that were."""
    query = select(erased.c.subject, erased.c.at).where(
        erased.c.connection_id == connection_id,
        erased.c.kind == CUSTOMER,
        erased.c.subject.in_(ids),
    )
    async with house.store.reading() as tx:
        return {one.subject: one.at for one in await tx.execute(query)}


async def one_of(house: House, one: Erasure) -> Erasure | None:
    """The same as it stands now."""
    found = await all_of(house, one.connection_id)
    same = [two for two in found if (two.kind, two.subject) == (one.kind, one.subject)]
    return same[0] if same else None


async def _noted(tx: AsyncConnection, house: House, one: Erasure, who: str) -> None:
    about = one.subject if one.kind == CUSTOMER else f"e-mail {one.subject[:SHOWN]}…"
    await audit.write(
        tx, house.clock, who, "customer.erase", about, after={"connection": one.connection_id}
    )


def _now(house: House) -> int:
    return int(house.clock.now())

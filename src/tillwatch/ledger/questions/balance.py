"""The balance of one or several accounts, per currency, as last read."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import select

from tillwatch.kernel.money import Money, totals
from tillwatch.ledger.questions.scope import Record, Scope
from tillwatch.store.engine import Store
from tillwatch.store.tables import LEDGER, objects

balance = LEDGER["balance"]


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What can be paid out now and what will be, in one currency. `as_of`: the oldest reading
    that is in it, seconds UTC; None when it is not known."""

    currency: str
    available: Money
    pending: Money
    as_of: int | None


async def standings(store: Store, scope: Scope) -> list[Standing]:
    """One line a currency, summed over the accounts in the scope, ordered by currency."""
    async with store.reading() as tx:
        query = select(balance).where(*scope.where(balance))
        rows = [dict(row) for row in (await tx.execute(query)).mappings()]
    read = await read_at(store, [row["connection_id"] for row in rows])
    parts: dict[str, list[Record]] = {}
    for row in rows:
        for name in ("available", "pending"):
            for money in row[name] or ():
                part = {"name": name, "from": row["connection_id"], **money}
                parts.setdefault(money["currency"], []).append(part)
    return [_standing(currency, parts[currency], read) for currency in sorted(parts)]


async def read_at(store: Store, connection_ids: Sequence[str]) -> dict[str, int]:
    """When the balance of each was last read, seconds of the processor's clock."""
    query = select(objects.c.connection_id, objects.c.as_of).where(
        objects.c.kind == "balance", objects.c.connection_id.in_(connection_ids)
    )
    async with store.reading() as tx:
        return {row.connection_id: row.as_of for row in await tx.execute(query)}


def _standing(currency: str, parts: list[Record], read: dict[str, int]) -> Standing:
    def total(name: str) -> Money:
        amounts = [Money(p["amount"], currency) for p in parts if p["name"] == name]
        return totals([Money(0, currency), *amounts])[0]

    moments = [read.get(part["from"]) for part in parts]
    known = [moment for moment in moments if moment is not None]
    return Standing(
        currency=currency,
        available=total("available"),
        pending=total("pending"),
        as_of=min(known) if len(known) == len(moments) else None,
    )

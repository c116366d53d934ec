"""What of a rule's budget is spent, by currency and month. It can never be passed.

The cap is looked at by the very statement that adds to what is spent, so that two workers at once
cannot both find room for the last refund. What was reserved and came to nothing is given back.
"""

from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.features.disputes.prevent.acting.kept import Action
from tillwatch.store.engine import Store
from tillwatch.store.tables import prevention_budget as table


class Spent(msgspec.Struct, frozen=True, kw_only=True):
    rule_id: str
    currency: str
    month: str
    spent: int


class Place(msgspec.Struct, frozen=True, kw_only=True):
    rule_id: str
    currency: str
    month: str


async def reserve(store: Store, tx: AsyncConnection, place: Place, amount: int, cap: int) -> bool:
    """False where it does not fit any more; nothing is changed then."""
    told = msgspec.structs.asdict(place)
    await tx.execute(store.insert(table).values(**told, spent=0).on_conflict_do_nothing())
    fits = table.c.spent + amount <= cap
    more = update(table).where(*_at(place), fits).values(spent=table.c.spent + amount)
    return bool((await tx.execute(more)).rowcount)


async def release(tx: AsyncConnection, place: Place, amount: int) -> None:
    less = update(table).where(*_at(place)).values(spent=table.c.spent - amount)
    await tx.execute(less)


async def give_back(tx: AsyncConnection, action: Action) -> None:
    """What was reserved for an action that came to nothing."""
    if action.rule_id and action.amount is not None and action.month and action.currency:
        place = Place(rule_id=action.rule_id, currency=action.currency, month=action.month)
        await release(tx, place, action.amount)


async def spent(store: Store, months: Collection[str]) -> list[Spent]:
    """In these months; rules count them in their own zones."""
    query = select(table).where(table.c.month.in_(months))
    async with store.reading() as tx:
        return [Spent(**row) for row in (await tx.execute(query)).mappings()]


def _at(place: Place) -> list[Any]:
    return [
        table.c.rule_id == place.rule_id,
        table.c.currency == place.currency,
        table.c.month == place.month,
    ]

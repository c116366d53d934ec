"""The rows of rules."""

from typing import Any

import msgspec
from sqlalchemy import RowMapping, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.features.disputes.prevent.rules.shapes import Definition, Rule, Tried
from tillwatch.kernel import errors
from tillwatch.store.engine import Store
from tillwatch.store.tables import prevention_rule as table

COLUMNS = [table.c[name] for name in Rule.__struct_fields__]


async def everything(store: Store) -> list[Rule]:
    """The oldest first."""
    query = select(*COLUMNS).where(table.c.deleted.is_(None)).order_by(table.c.created, table.c.id)
    async with store.reading() as tx:
        return [_rule(row) for row in (await tx.execute(query)).mappings()]


async def one(tx: AsyncConnection, id_: str) -> Rule:
    """`NotFound` for one there is not."""
    query = select(*COLUMNS).where(table.c.id == id_, table.c.deleted.is_(None))
    row = (await tx.execute(query)).mappings().first()
    if row is None:
        raise errors.NotFound(f"There is no rule {id_}", id="not found")
    return _rule(row)


async def put_back(tx: AsyncConnection, id_: str, now: int) -> Rule:
    """Undo of deleting it; it is off. `NotFound` for one that is not deleted."""
    gone = (table.c.id == id_) & table.c.deleted.is_not(None)
    to = {"deleted": None, "enabled": False, "since": None, "enabled_by": None, "changed": now}
    if not (await tx.execute(update(table).where(gone).values(**to))).rowcount:
        raise errors.NotFound(f"There is no deleted rule {id_}", id="not found")
    return await one(tx, id_)


async def add(tx: AsyncConnection, rule: Rule, person_id: str | None) -> None:
    told = msgspec.structs.asdict(rule) | {
        "definition": msgspec.to_builtins(rule.definition),
        "tried": None,
        "person_id": person_id,
    }
    await tx.execute(table.insert().values(**told))


async def change(tx: AsyncConnection, id_: str, now: int, **to: Any) -> None:
    given = {
        name: msgspec.to_builtins(value) if isinstance(value, msgspec.Struct) else value
        for name, value in to.items()
    }
    query = update(table).where(table.c.id == id_, table.c.deleted.is_(None))
    await tx.execute(query.values(**given, changed=now))


def _rule(row: RowMapping) -> Rule:
    told = dict(row)
    told["definition"] = msgspec.convert(told["definition"], Definition)
    told["tried"] = None if told["tried"] is None else msgspec.convert(told["tried"], Tried)
    return Rule(**told)

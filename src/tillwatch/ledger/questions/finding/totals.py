"""How many rows a list would show in all, and what their amounts sum to, per currency.

Made when asked for, and exact. Without a search the index of the list tells everything, at any
size. With one the rows found by each way are united first, so that none counts twice; when more
than `FOUND_MAX` are found, nobody looks for one of them any more, and only that is said.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Select, and_, case, func, null, select, union
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.schema import Table

from tillwatch.kernel.money import Money
from tillwatch.ledger.questions.lists import Way, between, united
from tillwatch.ledger.questions.losses import RETURNED
from tillwatch.ledger.questions.scope import Scope
from tillwatch.store.engine import Store
from tillwatch.store.tables import LEDGER

FOUND_MAX: Final = 10_000

SUMMED: Final[Mapping[str, Sequence[str]]] = {
    "payment": ("amount", "amount_captured", "amount_refunded"),
    "attempt": ("amount", "amount_captured", "amount_refunded"),
    "refund": ("amount",),
    "dispute": ("amount",),
    "payout": ("amount",),
    "balance_entry": ("amount", "fee", "net"),
    "invoice": ("total", "amount_paid", "amount_remaining"),
}
"""The amounts of each kind of row that make sense as a sum; other kinds are only counted."""

UNDONE: Final = ("failed", "canceled")
SENT: Final = ("pending", "in_transit", "paid")
PARTED: Final[Mapping[str, Mapping[str, Sequence[str]]]] = {
    "dispute": {"amount_won": ("won",), "amount_lost": ("lost",)},
    "refund": {"amount_given": RETURNED, "amount_undone": UNDONE},
    "payout": {"amount_sent": SENT, "amount_undone": UNDONE},
}
"""Sums of `amount` over the rows in some states only: who adds up all refunds takes the failed
ones for money that went out. A state nobody has heard of is in neither."""


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """`sums`: by field, one amount a currency in its order; None, and `count` the least it can be,
    where a search found more rows than are looked up."""

    count: int
    sums: dict[str, list[Money]] | None


async def totals(
    store: Store,
    table: str,
    scope: Scope,
    *,
    where: Sequence[ColumnElement[bool]] = (),
    ways: Sequence[Way] | None = None,
    since: int | None = None,
    until: int | None = None,
) -> Totals:
    """Of the rows `lists.page` would show for the same question."""
    rows = LEDGER[table]
    conditions = [*where, *between(rows, since, until)]
    async with store.reading() as tx:
        if ways is None:
            return await _added(tx, table, rows, [*scope.where(rows), *conditions])
        if not ways:
            return Totals(count=0, sums={name: [] for name in _summed(table)})
        keys = _found(rows, ways, conditions)
        count = await tx.scalar(select(func.count()).select_from(keys)) or 0
        if count > FOUND_MAX:
            return Totals(count=FOUND_MAX, sums=None)
        same = and_(rows.c.connection_id == keys.c.connection_id, rows.c.id == keys.c.id)
        return await _added(tx, table, keys.join(rows, same), [])


async def _added(
    tx: AsyncConnection, table: str, source: Any, where: Sequence[ColumnElement[bool]]
) -> Totals:
    rows, fields = LEDGER[table], _summed(table)
    currency = rows.c.currency if fields else null()
    query: Select[Any] = select(currency, func.count(), *map(func.sum, fields.values()))
    query = query.select_from(source).where(*where)
    if fields:
        query = query.group_by(currency).order_by(currency)
    found = [tuple(row) for row in await tx.execute(query)]
    sums = {name: [Money(int(row[i]), row[0]) for row in found] for i, name in enumerate(fields, 2)}
    return Totals(count=sum(row[1] for row in found), sums=sums)


def _summed(table: str) -> dict[str, ColumnElement[Any]]:
    """What is added up of each row, by the name of its sum."""
    rows = LEDGER[table]
    fields: dict[str, ColumnElement[Any]] = {name: rows.c[name] for name in SUMMED.get(table, ())}
    for name, states in PARTED.get(table, {}).items():
        fields[name] = case((rows.c.status.in_(states), rows.c.amount), else_=0)
    return fields


def _found(rows: Table, ways: Sequence[Way], where: Sequence[ColumnElement[bool]]) -> Any:
    """The keys of the rows found by any of the ways, each once, a few more than `FOUND_MAX` of
    each at most."""
    parts = []
    for way in ways:
        key = select(rows.c.connection_id, rows.c.id)
        mine = key.where(rows.c.connection_id == way.connection_id, way.where, *where)
        parts.append(select(mine.limit(FOUND_MAX + 1).subquery()))
    return united(parts, union)

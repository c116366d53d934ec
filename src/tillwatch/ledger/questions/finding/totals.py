"""How many rows a list would show in all, and what their amounts sum to, per currency.

Exact at any size, made when asked for. Without a search the index of the list tells everything;
with one the rows found by each way are united first, so that none counts twice.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Select, func, null, select, union

from tillwatch.kernel.money import Money
from tillwatch.ledger.questions.lists import Way, between, united
from tillwatch.ledger.questions.scope import Scope
from tillwatch.store.engine import Store
from tillwatch.store.tables import LEDGER

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


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """`sums`: by field, one amount a currency in its order."""

    count: int
    sums: dict[str, list[Money]]


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
    fields = SUMMED.get(table, ())
    conditions = [*where, *between(rows, since, until)]
    if ways is not None and not ways:
        return Totals(count=0, sums={name: [] for name in fields})
    source: Any = rows if ways is None else _united(table, ways, conditions)
    currency = source.c.currency if fields else null()
    query: Select[Any] = select(currency, func.count(), *[func.sum(source.c[n]) for n in fields])
    if ways is None:
        query = query.where(*scope.where(rows), *conditions)
    if fields:
        query = query.group_by(currency).order_by(currency)
    async with store.reading() as tx:
        found = [tuple(row) for row in await tx.execute(query.select_from(source))]
    return Totals(
        count=sum(row[1] for row in found),
        sums={
            name: [Money(int(row[i]), row[0]) for row in found]
            for i, name in enumerate(fields, start=2)
        },
    )


def _united(table: str, ways: Sequence[Way], where: Sequence[ColumnElement[bool]]) -> Any:
    """The rows found by any of the ways, each once, with what is summed."""
    rows = LEDGER[table]
    told = [rows.c.connection_id, rows.c.id]
    told += [rows.c[name] for name in ("currency", *SUMMED.get(table, ())) if table in SUMMED]
    parts = [
        select(*told).where(rows.c.connection_id == way.connection_id, way.where, *where)
        for way in ways
    ]
    return united(parts, union)

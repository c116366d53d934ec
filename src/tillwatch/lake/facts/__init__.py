"""What questions count and add up: one fact a kind of thing that happened, with everything that one
may ask of it in one row.

A fact is a question to the ledger: a table of it (`base`), and what stands beside each of its rows
in others (`joined`). The lake keeps the answers, and asks again for the rows whose parts changed.
Each begins with `connection_id`, `id` and `created`; a column of one name means the same in all.
None holds names, addresses or free text of a customer's.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec
from sqlalchemy import BigInteger, Column, FromClause, MetaData, Select, Table

from tillwatch.lake.facts import (
    attempts,
    disputes,
    entries,
    events,
    fees,
    payments,
    payouts,
    refunds,
    warnings,
)
from tillwatch.lake.facts.fact import Fact, Facts, Joined

EDITION: Final = 5
"""Add one when a fact's question gives other rows of the same ledger: the lake is made again."""

KEPT: Final[tuple[Fact, ...]] = (
    attempts.FACT,
    payments.FACT,
    refunds.FACT,
    disputes.FACT,
    warnings.FACT,
    fees.FACT,
    entries.FACT,
    payouts.FACT,
)
"""Those the lake keeps."""
MADE: Final[Mapping[str, Callable[[Facts], Select[Any]]]] = {"event": events.over}
"""Those that are made of others when asked for."""

NUMBERED: Final[Mapping[str, str]] = {"attempt": "customer", "payment": "customer"}
"""Columns whose different values are counted, by fact: the lake gives each value a number, and has
it beside the value in a column of its own. Which one it gets says nothing."""

lake_metadata = MetaData()


def number(column: str) -> str:
    """The name of the column that has the numbers of another's values."""
    return f"{column}_number"


def _table(fact: Fact) -> Table:
    columns = [Column(one.name, one.type) for one in fact.ledger.selected_columns]
    for value in [one for one in columns if one.name == NUMBERED.get(fact.name)]:
        value.info["numbered"] = number(value.name)
        columns.append(Column(number(value.name), BigInteger, info={"number": True}))
    return Table(f"fact_{fact.name}", lake_metadata, *columns)


TABLES: Final[Mapping[str, Table]] = {fact.name: _table(fact) for fact in KEPT}
"""The lake's tables by fact."""


class Source(msgspec.Struct, frozen=True):
    """Where questions find their facts. `name`: lake or ledger."""

    name: str
    kept: Mapping[str, FromClause]

    def fact(self, name: str) -> FromClause:
        """`KeyError` for one there is not."""
        if name in self.kept:
            return self.kept[name]
        return MADE[name](self.fact).subquery(name)


LAKE: Final = Source("lake", TABLES)
LEDGER: Final = Source("ledger", {one.name: one.ledger.subquery(one.name) for one in KEPT})


def columns_of(name: str) -> frozenset[str]:
    """The columns of a fact."""
    return frozenset(LEDGER.fact(name).c.keys())


def told(table: Table) -> list[Column[Any]]:
    """The columns of a lake's table that the ledger tells; not the numbers."""
    return [column for column in table.c if "number" not in column.info]


__all__ = [
    "EDITION",
    "KEPT",
    "LAKE",
    "LEDGER",
    "NUMBERED",
    "TABLES",
    "Fact",
    "Joined",
    "Source",
    "columns_of",
    "number",
    "told",
]

"""What a fact is."""

from collections.abc import Callable
from typing import Any

import msgspec
from sqlalchemy import Column, FromClause, Select, Table

Facts = Callable[[str], FromClause]
"""A fact by its name, wherever it is kept."""


class Step(msgspec.Struct, frozen=True):
    """From rows with ids in `named` to the ids in `base`; columns of one table, `named` indexed."""

    named: Column[Any]
    base: Column[Any]


class Joined(msgspec.Struct, frozen=True, kw_only=True):
    """Another table of the ledger that says something of a fact's rows.

    Of rows of `table` that changed, the fact's rows are those with the ids in `base` where
    `changed`, a column of the same table as `base`, is one of theirs; or, with `then`, those that
    one comes to step by step from these. Each step is a look-up in an index: a join might be begun
    at the wrong end.
    """

    table: str
    changed: Column[Any]
    base: Column[Any]
    then: tuple[Step, ...] = ()

    @property
    def steps(self) -> tuple[Step, ...]:
        return (Step(self.changed, self.base), *self.then)


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """`ledger` gives one row for each row of `base` (key `connection_id`, `id`), whatever stands
    beside it or does not."""

    name: str
    base: Table
    ledger: Select[Any]
    joined: tuple[Joined, ...] = ()

"""What a fact is."""

from collections.abc import Callable
from typing import Any

import msgspec
from sqlalchemy import Column, FromClause, Select, Table
from sqlalchemy.sql.elements import KeyedColumnElement

Facts = Callable[[str], FromClause]
"""A fact by its name, wherever it is kept."""


class Joined(msgspec.Struct, frozen=True, kw_only=True):
    """Another table of the ledger that says something of a fact's rows.

    Of rows of `table` that changed, the fact's rows are those with the ids in `base` where
    `changed`, a column of the same table (or subquery, with a `connection_id`) as `base`, is one of
    theirs.
    """

    table: str
    changed: Column[Any] | KeyedColumnElement[Any]
    base: Column[Any] | KeyedColumnElement[Any]


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """`ledger` gives one row for each row of `base` (key `connection_id`, `id`), whatever stands
    beside it or does not."""

    name: str
    base: Table
    ledger: Select[Any]
    joined: tuple[Joined, ...] = ()

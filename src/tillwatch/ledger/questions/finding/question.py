"""A list narrowed by what was asked: a page of it, and what it sums to."""

from collections.abc import Mapping
from typing import Any

import msgspec

from tillwatch.kernel.paging import Page
from tillwatch.ledger.questions import lists
from tillwatch.ledger.questions.finding import filters, totals, ways
from tillwatch.ledger.questions.finding.totals import Totals
from tillwatch.ledger.questions.lists import Way
from tillwatch.ledger.questions.scope import Record, Scope
from tillwatch.store.engine import Store
from tillwatch.store.tables import LEDGER


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """`table`: which rows. `filters`: values by the names in `filters.FILTERS`. `typed`: what was
    typed into the search field. Created in [since, until), seconds UTC."""

    table: str
    scope: Scope
    filters: Mapping[str, Any] = {}
    typed: str | None = None
    since: int | None = None
    until: int | None = None


async def page(store: Store, asked: Question, cursor: str | None, limit: int) -> Page[Record]:
    return await lists.page(
        store,
        asked.table,
        asked.scope,
        where=filters.narrowed(asked.table, LEDGER[asked.table], asked.filters),
        ways=await _ways(store, asked),
        since=asked.since,
        until=asked.until,
        cursor=cursor,
        limit=limit,
    )


async def totalled(store: Store, asked: Question) -> Totals:
    """Of all rows that `page` would show, page after page."""
    return await totals.totals(
        store,
        asked.table,
        asked.scope,
        where=filters.narrowed(asked.table, LEDGER[asked.table], asked.filters),
        ways=await _ways(store, asked),
        since=asked.since,
        until=asked.until,
    )


async def _ways(store: Store, asked: Question) -> list[Way] | None:
    """None when nothing was typed."""
    if asked.typed is None:
        return None
    async with store.reading() as tx:
        return await ways.ways(tx, asked.table, asked.scope, asked.typed)

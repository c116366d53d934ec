"""A list narrowed by what was asked: a page of it, and what it sums to."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import and_, true

from tillwatch.kernel.paging import Page
from tillwatch.ledger.questions import lists
from tillwatch.ledger.questions.finding import filters, relations, totals, ways
from tillwatch.ledger.questions.finding.relations import Known
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
        few=filters.few(asked.table, asked.filters),
        ways=await _ways(store, asked, follow=True),
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
        ways=await _ways(store, asked, follow=False),
        since=asked.since,
        until=asked.until,
    )


async def _ways(store: Store, asked: Question, *, follow: bool) -> list[Way] | None:
    """By what was typed and by the ids that lead there; None when neither is given."""
    found: list[Way] | None = None
    if asked.typed is not None:
        async with store.reading() as tx:
            found = await ways.ways(tx, asked.table, asked.scope, asked.typed, follow=follow)
    for kind, ids in filters.leading(asked.table, asked.filters).items():
        before = [Way(id_, true()) for id_ in asked.scope.each()] if found is None else found
        found = [part for way in before for part in _narrowed(way, asked.table, kind, ids)]
    return found


def _narrowed(way: Way, table: str, kind: str, ids: Sequence[str]) -> Iterator[Way]:
    """The parts of a way that the ids lead to, too."""
    for id_ in ids:
        for step in relations.ways(table, Known(kind, way.connection_id, id_)):
            yield Way(way.connection_id, and_(way.where, step))

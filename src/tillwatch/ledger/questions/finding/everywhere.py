"""One search through every kind of row that has a screen, for whoever wants to go there.

An id that exists leads to its own row, or, where its kind has no screen, to the row it belongs to:
a try, a refund or a balance entry to the payment. Whatever is no id of a row is looked for in the
lists, a few rows a kind.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.ledger.questions import lists
from tillwatch.ledger.questions.finding import relations, ways, words
from tillwatch.ledger.questions.finding.relations import Known
from tillwatch.ledger.questions.lists import Way
from tillwatch.ledger.questions.scope import Record, Scope
from tillwatch.store.engine import Store
from tillwatch.store.tables import inbox

KINDS: Final = ("customer", "payment", "subscription", "dispute", "payout")
"""Those with a page of their own, in the order they are told. A refund is on its payment's."""
LEADS_TO: Final = ("payment", "customer", "payout")
A_KIND: Final = 5
IN_ALL: Final = 20


class Hit(msgspec.Struct, frozen=True):
    """A row; `via`: the id that was typed, where it is another row's. `kind` event has the event's
    `type` in its row instead."""

    kind: str
    row: Record
    via: str | None = None


async def search(store: Store, scope: Scope, typed: str) -> list[Hit]:
    """At most `A_KIND` of a kind, `IN_ALL` in all; those that are named by id come first."""
    meant = words.read(typed)
    found = await named(store, scope, meant.ids, meant.references)
    hits = [hit for some in found.values() for hit in some]
    if not hits and len(meant.ids) + len(meant.references) < 2:
        for kind in KINDS:
            hits += [Hit(kind, row) for row in await _listed(store, scope, kind, typed)]
    return _cut(hits)


async def named(
    store: Store, scope: Scope, ids: Sequence[str], references: Sequence[str]
) -> dict[str, list[Hit]]:
    """What these ids and references of banks lead to, by what was given; first those of events,
    then those of rows, then references."""
    found: dict[str, list[Hit]] = {}
    for event in await _events(store, scope, ids):
        found.setdefault(event.row["id"], []).append(event)
    async with store.reading() as tx:
        known = await relations.known(tx, scope, ids)
        referred = await relations.referenced(tx, scope, references)
    hits = await leading(store, scope, sorted(known, key=lambda one: ids.index(one.id)))
    for one, some in hits.items():
        found.setdefault(one.id, []).extend(some)
    for one, some in (await leading(store, scope, list(referred))).items():
        via = [msgspec.structs.replace(hit, via=referred[one]) for hit in some]
        found.setdefault(referred[one], []).extend(via)
    return found


async def leading(store: Store, scope: Scope, known: Sequence[Known]) -> dict[Known, list[Hit]]:
    """The page of each, or of what it belongs to; in their order."""
    async with store.reading() as tx:
        own = await _own(tx, known)
    return {one: own[one] if one in own else await _through(store, scope, one) for one in known}


def _cut(hits: Sequence[Hit]) -> list[Hit]:
    """Each row once, the first way it was found."""
    kept: dict[tuple[str, str, str], Hit] = {}
    for hit in hits:
        kept.setdefault((hit.kind, hit.row["connection_id"], hit.row["id"]), hit)
    return list(kept.values())[:IN_ALL]


async def _own(tx: AsyncConnection, known: Sequence[Known]) -> dict[Known, list[Hit]]:
    """The rows of those that have a page of their own."""
    hits: dict[Known, list[Hit]] = {}
    for kind in KINDS:
        named = {(one.connection_id, one.id): one for one in known if one.kind == kind}
        found = await lists.by(tx, kind, set(named))
        hits |= {named[key]: [Hit(kind, row) for row in rows] for key, rows in found.items()}
    return hits


async def _through(store: Store, scope: Scope, one: Known) -> list[Hit]:
    """What it belongs to; a refund that belongs to nothing here is told itself."""
    for kind in LEADS_TO:
        found = [Way(one.connection_id, way) for way in relations.ways(kind, one)]
        page = await lists.page(store, kind, scope, ways=found, limit=A_KIND)
        if page.rows:
            return [Hit(kind, row, via=one.id) for row in page.rows]
    if one.kind != "refund":
        return []
    async with store.reading() as tx:
        alone = await lists.by(tx, "refund", {(one.connection_id, one.id)})
    return [Hit("refund", row) for rows in alone.values() for row in rows]


async def _listed(store: Store, scope: Scope, kind: str, typed: str) -> list[Record]:
    async with store.reading() as tx:
        found = await ways.ways(tx, kind, scope, typed)
    return (await lists.page(store, kind, scope, ways=found, limit=A_KIND)).rows


async def _events(store: Store, scope: Scope, ids: Sequence[str]) -> list[Hit]:
    accounts = scope.each()
    if not ids or not accounts:
        return []
    columns = [inbox.c[name] for name in ("connection_id", "type", "created", "livemode")]
    query = (
        select(inbox.c.event_id.label("id"), *columns)
        .where(inbox.c.connection_id.in_(accounts), inbox.c.event_id.in_(ids))
        .order_by(inbox.c.seq)
    )
    async with store.inbox.connect() as tx:
        return [Hit("event", dict(row)) for row in (await tx.execute(query)).mappings()]


async def called(store: Store, hits: Sequence[Hit]) -> Mapping[tuple[str, str], Record]:
    """E-mail and name of the customers that the rows found belong to, by (connection, id)."""
    keys = {
        (hit.row["connection_id"], hit.row["customer"]) for hit in hits if hit.row.get("customer")
    }
    async with store.reading() as tx:
        found = await lists.by(tx, "customer", keys, only=("email", "name"))
    return {key: rows[0] for key, rows in found.items()}

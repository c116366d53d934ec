"""A page of the queue: first which cases, by index; then what is known of those few."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.features.disputes.judging.kept import Brief, Key
from tillwatch.features.disputes.queue import stages
from tillwatch.features.disputes.queue.asked import (
    IS_KEPT,
    IS_NEWEST,
    Asked,
    behind,
    conditions,
    cursor_of,
    dispute,
    kept,
    newest,
    place,
)
from tillwatch.features.disputes.score.contestable import OPEN
from tillwatch.features.disputes.sending.kept import CANCEL
from tillwatch.features.disputes.value.verdict import NOT_CONTESTABLE
from tillwatch.kernel.money import Money
from tillwatch.kernel.paging import Page
from tillwatch.ledger.questions import behind as payers
from tillwatch.ledger.questions.scope import Record, Scope
from tillwatch.people import grants
from tillwatch.store.engine import Store
from tillwatch.store.tables import dispute_sending

COLUMNS: Final = (
    "connection_id",
    "id",
    "created",
    "livemode",
    "payment",
    "attempt",
    "status",
    "status_original",
    "reason",
    "amount",
    "currency",
    "due_by",
    "submission_count",
    "network",
    "network_reason_code",
)
OF_CASE: Final = ("owner_id", "decision", "decided_by", "decided_at", "changed")


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A case in the queue. `row`: of the dispute, and what people decided (`OF_CASE`). `person`:
    who paid, as whoever asks may see it. `sending`: the state of the newest one."""

    row: Record
    stage: str
    waiting: bool
    person: Record | None
    owner: str | None
    brief: Brief | None
    sending: str | None
    updated: int

    @property
    def verdict(self) -> str | None:
        """As it was judged last while it could be answered: of what was decided elsewhere, nothing
        was suggested."""
        told = self.brief.verdict if self.brief else None
        return told if told != NOT_CONTESTABLE or self.row["status"] in OPEN else None


class Sums(msgspec.Struct, frozen=True, kw_only=True):
    """Of all that a list shows."""

    count: int
    amounts: Sequence[Money]


async def page(store: Store, asked: Asked, cursor: str | None, limit: int) -> Page[Listed]:
    order = place(asked)
    group, key = order[0].label("place_0"), order[1].label("place_1")
    columns = [dispute.c[name] for name in COLUMNS] + [kept.c[name] for name in OF_CASE]
    query = _from(select(*columns, group, key), case=True).where(*conditions(asked))
    if cursor is not None:
        query = query.where(behind(cursor, asked))
    query = query.order_by(*order).limit(limit + 1)
    async with store.reading() as tx:
        found = [dict(row) for row in (await tx.execute(query)).mappings()]
    rows = found[:limit]
    more = cursor_of(rows[-1]) if len(found) > limit else None
    return Page(await _known(store, rows, asked.now), more)


async def currencies(store: Store, scope: Scope) -> list[str]:
    """Of all disputes, what most are in first."""
    c = dispute.c
    query = select(c.currency).where(c.connection_id.in_(scope.each())).group_by(c.currency)
    async with store.reading() as tx:
        return list(await tx.scalars(query.order_by(func.count().desc(), c.currency)))


async def summed(store: Store, asked: Asked) -> Sums:
    """How many cases the list has, and what is in question in them."""
    query = _from(
        select(
            dispute.c.currency, func.count().label("n"), func.sum(dispute.c.amount).label("sum")
        ),
        case=asked.of_case,
    )
    query = query.where(*conditions(asked)).group_by(dispute.c.currency)
    async with store.reading() as tx:
        rows = (await tx.execute(query.order_by(dispute.c.currency))).all()
    amounts = [Money(int(row.sum), row.currency) for row in rows]
    return Sums(count=sum(row.n for row in rows), amounts=amounts)


def _from(query: Select[Any], *, case: bool) -> Select[Any]:
    """Joined to no more than it takes."""
    return query.select_from(dispute.outerjoin(kept, IS_KEPT) if case else dispute)


async def _known(store: Store, rows: Sequence[Record], now: int) -> list[Listed]:
    persons = await payers.persons(store, "dispute", rows)
    names = await grants.names_of(store, [row["owner_id"] for row in rows])
    async with store.reading() as tx:
        briefs = await _briefs(tx, rows)
        sendings = await _sendings(tx, rows)
    return [
        Listed(
            row=row,
            stage=stages.stage(row, now),
            waiting=stages.is_waiting(row, now),
            person=persons.get(_key(row)),
            owner=names.get(row["owner_id"]),
            brief=(brief := briefs.get(_key(row))),
            sending=(sent := sendings.get(_key(row), ("", 0)))[0] or None,
            updated=max(
                row["created"], row["changed"] or 0, brief.at if brief else 0, sent[1] or 0
            ),
        )
        for row in rows
    ]


def _key(row: Record) -> Key:
    return (row["connection_id"], row["id"])


def _by_account(rows: Sequence[Record]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["connection_id"], []).append(row["id"])
    return found


async def _briefs(tx: AsyncConnection, rows: Sequence[Record]) -> dict[Key, Brief]:
    """The newest judgement of each."""
    names = [newest.c[name] for name in Brief.__struct_fields__]
    found = {}
    for account, ids in _by_account(rows).items():
        query = (
            select(newest.c.dispute_id, *names)
            .select_from(dispute.join(newest, IS_NEWEST))
            .where(dispute.c.connection_id == account, dispute.c.id.in_(ids))
        )
        for row in (await tx.execute(query)).mappings():
            told = {name: row[name] for name in Brief.__struct_fields__}
            found[account, row["dispute_id"]] = Brief(**told)
    return found


async def _sendings(tx: AsyncConnection, rows: Sequence[Record]) -> dict[Key, tuple[str, int]]:
    """State of the newest sending of each, and when it last moved."""
    c = dispute_sending.c
    found = {}
    for account, ids in _by_account(rows).items():
        query = select(c.dispute_id, c.state, c.at, c.confirmed_at, c.ended_at).where(
            c.connection_id == account, c.dispute_id.in_(ids), c.kind != CANCEL
        )
        for row in await tx.execute(query.order_by(c.at, c.id)):
            moved = max(row.at, row.confirmed_at or 0, row.ended_at or 0)
            found[account, row.dispute_id] = (row.state, moved)
    return found

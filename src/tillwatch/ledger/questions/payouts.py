"""Payouts: what each holds, whether that adds up, and which comes next.

An automatic payout is proven when the net of all other entries it holds is its amount, in one
currency (`docs/metrics.md`). Its own entry is left out; a payout whose entries are not known yet,
or a manual one, to which the processor assigns none, is no proof either way.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select

from tillwatch.kernel.paging import Page
from tillwatch.ledger.questions import lists
from tillwatch.ledger.questions.lists import Key
from tillwatch.ledger.questions.scope import Record, Scope
from tillwatch.store.engine import Store
from tillwatch.store.tables import LEDGER

payout = LEDGER["payout"]
holds = LEDGER["payout_entry"]
entry = LEDGER["balance_entry"]

UNDER_WAY: Final = ("pending", "in_transit")


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """Automatic payouts: all, those whose entries are known, and of these those that add up."""

    total: int
    known: int
    equal: int


async def entries(
    store: Store,
    connection_id: str,
    payout_id: str,
    cursor: str | None,
    limit: int,
    *,
    categories: Sequence[str] = (),
) -> Page[Record]:
    """The balance entries a payout holds, its own included; empty while they are not known.
    `categories`: only entries of these.

    Ordered by a sum, so that SQLite sorts the payout's entries instead of walking through all.
    """
    mine = and_(holds.c.connection_id == connection_id, holds.c.payout == payout_id)
    same = and_(entry.c.connection_id == holds.c.connection_id, entry.c.id == holds.c.entry)
    place = (entry.c.created + 0, entry.c.id, entry.c.connection_id)
    query = select(entry).select_from(holds).join(entry, same).where(mine)
    if categories:
        query = query.where(entry.c.category.in_(categories))
    if cursor is not None:
        query = query.where(lists.behind(cursor, *place))
    query = query.order_by(*[part.desc() for part in place]).limit(limit + 1)
    async with store.reading() as tx:
        return lists.cut([dict(row) for row in (await tx.execute(query)).mappings()], limit)


def _sums() -> Select[Any]:
    """Per payout: how many entries it names, how many of them are here, the net of the others."""
    mine = case((entry.c.id == payout.c.balance_entry, 0), (entry.c.source == payout.c.id, 0))
    other = case((mine.is_(None), entry.c.net), else_=0)
    same = case((entry.c.currency != payout.c.currency, 1), else_=0)
    return (
        select(
            payout.c.connection_id,
            payout.c.id,
            payout.c.amount,
            payout.c.currency,
            payout.c.automatic,
            func.count(holds.c.id).label("named"),
            func.count(entry.c.id).label("here"),
            func.coalesce(func.sum(other), 0).label("net"),
            func.coalesce(func.sum(same), 0).label("foreign"),
        )
        .select_from(payout)
        .outerjoin(
            holds,
            and_(holds.c.connection_id == payout.c.connection_id, holds.c.payout == payout.c.id),
        )
        .outerjoin(
            entry,
            and_(entry.c.connection_id == holds.c.connection_id, entry.c.id == holds.c.entry),
        )
        .group_by(payout.c.connection_id, payout.c.id)
    )


def _known(row: Any) -> bool:
    return bool(row.automatic and row.named and row.named == row.here)


def _equal(row: Any) -> bool:
    return _known(row) and not row.foreign and int(row.net) == row.amount


def are_known(rows: Any) -> ColumnElement[bool]:
    """Of automatic payouts: entries are named, and all of them are here."""
    of_it = and_(holds.c.connection_id == rows.c.connection_id, holds.c.payout == rows.c.id)
    same = and_(entry.c.connection_id == holds.c.connection_id, entry.c.id == holds.c.entry)
    missing = exists().where(of_it, ~exists().where(same))
    return and_(rows.c.automatic, exists().where(of_it), ~missing)


def are_equal(rows: Any) -> ColumnElement[bool]:
    """Of payouts whose entries are known: their net is the amount, in its one currency."""
    of_it = and_(holds.c.connection_id == rows.c.connection_id, holds.c.payout == rows.c.id)
    same = and_(entry.c.connection_id == holds.c.connection_id, entry.c.id == holds.c.entry)
    own = or_(entry.c.id == func.coalesce(rows.c.balance_entry, ""), _is_of(rows))
    net = select(func.coalesce(func.sum(case((own, 0), else_=entry.c.net)), 0))
    foreign = exists().where(of_it, same, entry.c.currency != rows.c.currency)
    total = net.select_from(holds).join(entry, same).where(of_it).correlate(rows).scalar_subquery()
    return and_(~foreign, total == rows.c.amount)


def _is_of(rows: Any) -> ColumnElement[bool]:
    mine: ColumnElement[bool] = func.coalesce(entry.c.source, "") == rows.c.id
    return mine


async def contents(store: Store, connection_id: str, payout_id: str) -> Record:
    """`known`, `count` of the entries named, `net` of those that are not the payout's own, and
    `equal`: None when it cannot be said."""
    key = (connection_id, payout_id)
    return (await contents_of(store, [key]))[key]


async def contents_of(store: Store, keys: Iterable[Key]) -> dict[Key, Record]:
    """The same of several payouts at once."""
    wanted = defaultdict(list)
    for connection_id, payout_id in keys:
        wanted[connection_id].append(payout_id)
    found = {}
    async with store.reading() as tx:
        for connection_id, ids in wanted.items():
            mine = and_(payout.c.connection_id == connection_id, payout.c.id.in_(ids))
            for row in await tx.execute(_sums().where(mine)):
                found[connection_id, row.id] = _contents(row)
    return found


def _contents(row: Any) -> Record:
    known = bool(row.named and row.named == row.here)
    return {
        "known": known,
        "count": row.named,
        "net": int(row.net) if known else None,
        "equal": _equal(row) if _known(row) else None,
    }


async def checked(store: Store, scope: Scope) -> Checked:
    """How many automatic payouts are proven by their entries."""
    query = _sums().where(payout.c.automatic, *scope.where(payout))
    async with store.reading() as tx:
        rows = (await tx.execute(query)).all()
    return Checked(total=len(rows), known=sum(map(_known, rows)), equal=sum(map(_equal, rows)))


async def under_way(store: Store, scope: Scope, limit: int = 20) -> Sequence[Record]:
    """Payouts on their way to the bank, the one that arrives first at the front."""
    query = (
        select(payout)
        .where(payout.c.status.in_(UNDER_WAY), *scope.where(payout))
        .order_by(payout.c.arrival_date, payout.c.id)
        .limit(limit)
    )
    async with store.reading() as tx:
        return [dict(row) for row in (await tx.execute(query)).mappings()]

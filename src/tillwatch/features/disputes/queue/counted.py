"""What waits, summed up for the head of the queue: the same whatever the list is narrowed by."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, case, false, func, select

from tillwatch.features.disputes.queue import stages
from tillwatch.features.disputes.queue.asked import IS_KEPT, dispute, kept
from tillwatch.features.disputes.score.contestable import OPEN
from tillwatch.features.disputes.value.verdict import AHEAD_S
from tillwatch.kernel.money import Money
from tillwatch.ledger.questions.scope import Scope
from tillwatch.store.engine import Store

WEEK_S: Final = 7 * 86_400


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """Cases that wait for an answer that can still be given: all, those whose deadline is within a
    week, those where our own has passed, those that nobody looks after, those of whoever asks.
    `at_stake`: their amounts. `tabs`: how many cases each tab has."""

    waiting: int
    due_this_week: int
    late: int
    unassigned: int
    mine: int
    at_stake: Sequence[Money]
    tabs: Mapping[str, int]


async def counts(store: Store, scope: Scope, now: int, person_id: str | None) -> Counts:
    c = dispute.c
    within = c.connection_id.in_(scope.each())
    owner = kept.c.owner_id
    waits = (
        select(
            c.currency,
            func.count().label("waiting"),
            func.sum(c.amount).label("amount"),
            _how_many(c.due_by <= now + WEEK_S).label("due_this_week"),
            _how_many(c.due_by <= now + AHEAD_S).label("late"),
            _how_many(owner.is_(None)).label("unassigned"),
            _how_many(owner == person_id if person_id else false()).label("mine"),
        )
        .select_from(dispute.outerjoin(kept, IS_KEPT))
        .where(within, c.status.in_(OPEN), c.due_by > now)
        .group_by(c.currency)
        .order_by(c.currency)
    )
    by_status = select(c.status, func.count().label("n")).where(within).group_by(c.status)
    async with store.reading() as tx:
        rows = [dict(row) for row in (await tx.execute(waits)).mappings()]
        statuses = {row.status: row.n for row in await tx.execute(by_status)}
    names = ("waiting", "due_this_week", "late", "unassigned", "mine")
    sums = {name: sum(int(row[name]) for row in rows) for name in names}
    return Counts(
        **sums,
        at_stake=[Money(int(row["amount"]), row["currency"]) for row in rows],
        tabs={name: _of_tab(statuses, among) for name, among in stages.TABS.items()},
    )


def _how_many(condition: ColumnElement[bool]) -> Any:
    return func.sum(case((condition, 1), else_=0))


def _of_tab(statuses: Mapping[str, int], among: Sequence[str] | None) -> int:
    return sum(n for status, n in statuses.items() if among is None or status in among)


async def by_reason(store: Store, scope: Scope, now: int) -> dict[str, int]:
    """How many cases wait for an answer that can still be given, by reason."""
    c = dispute.c
    waits = (c.connection_id.in_(scope.each()), c.status.in_(OPEN), c.due_by > now)
    query = select(c.reason, func.count().label("n")).where(*waits).group_by(c.reason)
    async with store.reading() as tx:
        return {row.reason: row.n for row in await tx.execute(query)}

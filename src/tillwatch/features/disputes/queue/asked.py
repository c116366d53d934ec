"""What the queue is narrowed by, as conditions of its rows, and the order they stand in.

Cases that wait for an answer stand first, the soonest deadline on top; then those that wait and
cannot be answered (any more), then all others; of both the newest first. Or the newest first; or
the largest, the currencies one after the other, since amounts of two cannot be compared.
"""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Text,
    and_,
    case,
    false,
    func,
    literal,
    or_,
    select,
    tuple_,
)

from tillwatch.features.disputes.queue import stages
from tillwatch.features.disputes.score.contestable import OPEN
from tillwatch.kernel import errors, paging
from tillwatch.ledger.questions.lists import Way
from tillwatch.ledger.questions.scope import Scope
from tillwatch.store.tables import LEDGER, dispute_case, dispute_score

NONE: Final = "none"
"""As an owner, a decision or a verdict: nobody, nothing."""
POSITION: Final = (int, int, str, str)
DUE: Final = "due"
AMOUNT: Final = "amount"
OPENED: Final = "opened"
SORTS: Final = (DUE, AMOUNT, OPENED)
HOUR_S: Final = 3_600
SECONDS_MAX: Final = 2**62
GROUPS_MAX: Final = 1_000

dispute = LEDGER["dispute"]
newest = dispute_score.alias("newest")
kept = dispute_case.alias("kept")
IS_NEWEST: Final = and_(
    newest.c.connection_id == dispute.c.connection_id,
    newest.c.dispute_id == dispute.c.id,
    newest.c.at
    == select(func.max(dispute_score.c.at))
    .where(
        dispute_score.c.connection_id == dispute.c.connection_id,
        dispute_score.c.dispute_id == dispute.c.id,
    )
    .correlate(dispute)
    .scalar_subquery(),
)
IS_KEPT: Final = and_(
    kept.c.connection_id == dispute.c.connection_id, kept.c.dispute_id == dispute.c.id
)


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """`tab`: one of `stages.TABS`. `owner`, `decision`: ids and names, or `NONE`. `due_within`:
    hours. Amounts in minor units. `complete_min`, `complete_max`: percent of what evidence could
    be there. `ways`: to what was typed; None: nothing was. `sort`: one of `SORTS`; `currencies`: in
    which order amounts stand by them."""

    now: int
    scope: Scope
    tab: str = stages.WAITING
    owner: str | None = None
    verdict: Sequence[str] = ()
    decision: str | None = None
    reason: Sequence[str] = ()
    network: Sequence[str] = ()
    currency: Sequence[str] = ()
    due_within: int | None = None
    amount_min: int | None = None
    amount_max: int | None = None
    complete_min: int | None = None
    complete_max: int | None = None
    ways: Sequence[Way] | None = None
    sort: str = DUE
    currencies: Sequence[str] = ()

    @property
    def of_case(self) -> bool:
        return self.owner is not None or self.decision is not None


def conditions(asked: Asked) -> list[ColumnElement[bool]]:
    c = dispute.c
    found: list[ColumnElement[bool]] = [c.connection_id.in_(asked.scope.each())]
    statuses = stages.TABS[asked.tab]
    if statuses is not None:
        found.append(c.status.in_(statuses))
    among = {"reason": asked.reason, "network": asked.network, "currency": asked.currency}
    found += [c[name].in_(some) for name, some in among.items() if some]
    if asked.due_within is not None:
        until = asked.now + asked.due_within * HOUR_S
        found += [c.status.in_(OPEN), c.due_by > asked.now, c.due_by <= until]
    if asked.amount_min is not None:
        found.append(c.amount >= asked.amount_min)
    if asked.amount_max is not None:
        found.append(c.amount <= asked.amount_max)
    if asked.ways is not None:
        found.append(
            or_(false(), *(and_(c.connection_id == w.connection_id, w.where) for w in asked.ways))
        )
    return [*found, *_of_case(asked), *_of_score(asked)]


def _of_case(asked: Asked) -> list[ColumnElement[bool]]:
    found = []
    for column, value in ((kept.c.owner_id, asked.owner), (kept.c.decision, asked.decision)):
        if value is not None:
            found.append(column.is_(None) if value == NONE else column == value)
    return found


def _of_score(asked: Asked) -> list[ColumnElement[bool]]:
    """Of the newest judgement, looked up case by case: joined, SQLite would begin with all the
    judgements there are."""
    c = dispute_score.c
    told: list[ColumnElement[bool]] = []
    if asked.verdict:
        told.append(c.verdict.in_(asked.verdict))
    if asked.complete_min is not None:
        told.append(c.got * 100 >= c.of * asked.complete_min)
    if asked.complete_max is not None:
        told.append(c.got * 100 <= c.of * asked.complete_max)
    if not told:
        return []
    fits = (
        select(case((and_(*told), 1), else_=0))
        .where(c.connection_id == dispute.c.connection_id, c.dispute_id == dispute.c.id)
        .order_by(c.at.desc())
        .limit(1)
    )
    return [fits.correlate(dispute).scalar_subquery() == 1]


def place(asked: Asked) -> tuple[ColumnElement[Any], ...]:
    """Where a case stands in the queue: rising, the first part says in which group."""
    c = dispute.c
    names = (c.connection_id, c.id)
    if asked.sort == OPENED:
        return (literal(0, Integer), -c.created, *names)
    if asked.sort == AMOUNT:
        ranks = {currency: rank for rank, currency in enumerate(asked.currencies)}
        last = len(ranks)
        group = case(ranks, value=c.currency, else_=last) if ranks else literal(last, Integer)
        return (group, -c.amount, *names)
    waits = and_(c.status.in_(OPEN), c.due_by > asked.now)
    group = case((waits, 0), (c.status.in_(OPEN), 1), else_=2)
    return (group, case((waits, c.due_by), else_=-c.created), *names)


def behind(cursor: str, asked: Asked) -> ColumnElement[bool]:
    """Behind the case where the page before ended. `BadInput` for a cursor that is not ours."""
    group, key, *names = paging.decode(cursor, POSITION)
    if abs(int(key)) >= SECONDS_MAX or not all(str(name).isprintable() for name in names):
        raise errors.BadInput("This cursor is not one of ours: use next_cursor of the last answer")
    ends = (literal(int(group) % GROUPS_MAX, Integer), literal(key, BigInteger))
    return tuple_(*place(asked)) > tuple_(*ends, *[literal(name, Text) for name in names])


def cursor_of(row: Any) -> str:
    """Of a row that has its place in `place_0` and `place_1`."""
    return paging.encode(row["place_0"], row["place_1"], row["connection_id"], row["id"])

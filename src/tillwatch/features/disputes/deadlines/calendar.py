"""What stands in a calendar: every deadline that waits, and for a month those that no longer do, as
cancelled, so that a calendar takes them out.

An event's number grows with each word of the processor about its dispute, each decision here and
each answer sent, so that a deadline that moved replaces the one before. No customer stands in it:
a calendar program keeps what it read, and shows it to others, beyond all erasing.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Select, and_, case, or_, select

from tillwatch.features.disputes.deadlines.ics import Event
from tillwatch.features.disputes.deadlines.steps import DAY_S, STEPS
from tillwatch.features.disputes.deadlines.waiting import sent_at
from tillwatch.features.disputes.score.contestable import OPEN
from tillwatch.features.disputes.told.cases import ACCEPT, LEAVE
from tillwatch.features.disputes.value.verdict import AHEAD_S
from tillwatch.features.disputes.wording.facts import money
from tillwatch.ledger.questions.scope import Scope
from tillwatch.store.engine import Store
from tillwatch.store.tables import LEDGER, dispute_case, objects

KIND: Final = "dispute"
KEPT_S: Final = 30 * DAY_S
LOOKED_BACK_S: Final = 180 * DAY_S
MOST: Final = 5_000
WORDS: Final = {
    "needs_response": "Dispute",
    "warning_needs_response": "Question from the bank",
    "appeal_needs_response": "Dispute, second round",
}
dispute = LEDGER["dispute"]


async def events(store: Store, scope: Scope, now: int, base: str) -> list[Event]:
    """The soonest first. `base`: where the pages of cases are."""
    within = scope.each()
    if not within:
        return []
    async with store.reading() as tx:
        rows = (await tx.execute(_query(within, now))).mappings().all()
    found = [_event(row, scope.names, base) for row in rows]
    return sorted(found, key=lambda one: (one.at, one.uid))


def _query(within: Sequence[str], now: int) -> Select[Any]:
    c = dispute.c
    waits = and_(c.status.in_(OPEN), c.due_by.is_not(None))
    was = and_(c.created > now - LOOKED_BACK_S, c.due_by > now - KEPT_S)
    return (
        select(
            c.connection_id,
            c.id,
            c.created,
            c.status,
            c.reason,
            c.amount,
            c.currency,
            c.due_by,
            dispute_case.c.decision,
            dispute_case.c.changed,
            objects.c.as_of,
            sent_at().label("sent_at"),
        )
        .select_from(dispute)
        .outerjoin(
            dispute_case,
            and_(
                dispute_case.c.connection_id == c.connection_id,
                dispute_case.c.dispute_id == c.id,
            ),
        )
        .outerjoin(
            objects,
            and_(
                objects.c.connection_id == c.connection_id,
                objects.c.kind == KIND,
                objects.c.id == c.id,
            ),
        )
        .where(c.connection_id.in_(within), or_(waits, was), c.due_by > now - KEPT_S)
        .order_by(case((and_(waits, c.due_by > now), 0), else_=1), c.due_by, c.id)
        .limit(MOST)
    )


def _event(row: Mapping[str, Any], names: Mapping[str, str], base: str) -> Event:
    sent = row["sent_at"]
    stamp = max(row["as_of"] or 0, row["changed"] or 0, row["created"], sent or 0)
    amount = money(row["amount"], row["currency"])
    what = WORDS.get(row["status"], "Dispute")
    reason = row["reason"].replace("_", " ")
    over = row["status"] not in OPEN or row["decision"] in (ACCEPT, LEAVE) or sent is not None
    link = f"{base}/disputes/{row['connection_id']}/{row['id']}"
    return Event(
        uid=f"{row['id']}.{row['connection_id']}@tillwatch",
        sequence=stamp - row["created"],
        stamp=stamp,
        at=row["due_by"],
        title=f"{what} of {amount}, {reason}",
        text="\n".join([*_about(row, names, over=over), link]),
        url=link,
        alarms=[one.before_s for one in STEPS],
        cancelled=over,
    )


def _about(row: Mapping[str, Any], names: Mapping[str, str], *, over: bool) -> list[str]:
    due, ours = _on(row["due_by"]), _on(row["due_by"] - AHEAD_S)
    lines = [
        f"The answer is due on {due}.",
        f"Send it by {ours}: what arrives on the last day may be too late.",
    ]
    if over:
        lines = ["Nothing has to be done here any more."]
    lines.append(f"Account: {names.get(row['connection_id'], row['connection_id'])}")
    return lines


def _on(at: int) -> str:
    told = datetime.fromtimestamp(at, UTC)
    return f"{told.day} {told:%B %Y}, {told:%H:%M} UTC"

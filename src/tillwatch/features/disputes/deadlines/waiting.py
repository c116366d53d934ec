"""Disputes that wait for an answer that somebody means to give.

Not those that were answered, even where the processor's word of it is still on its way; nor those
that somebody decided to accept or to leave unanswered.
"""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Select, and_, func, or_, select

from tillwatch.features.disputes.score.contestable import OPEN
from tillwatch.features.disputes.sending.kept import ANSWER, SENT
from tillwatch.features.disputes.sending.kept import SMART as LEFT_TO_IT
from tillwatch.features.disputes.told.cases import ACCEPT, LEAVE
from tillwatch.store.engine import Store
from tillwatch.store.tables import LEDGER, dispute_case, dispute_sending

dispute = LEDGER["dispute"]
QUIET: Final = (ACCEPT, LEAVE)


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """`owner_id`: who looks after it, None: nobody."""

    connection_id: str
    id: str
    status: str
    reason: str
    network: str | None
    network_reason_code: str | None
    amount: int
    currency: str
    due_by: int
    owner_id: str | None

    @property
    def key(self) -> tuple[str, str, int]:
        return (self.connection_id, self.id, self.due_by)


async def until(store: Store, accounts: Sequence[str], now: int, before: int) -> list[Waiting]:
    """Whose deadline lies after `now` and not after `before`; the soonest first."""
    if not accounts:
        return []
    async with store.reading() as tx:
        rows = (await tx.execute(_query(accounts, now, before))).mappings()
        found = [Waiting(**row) for row in rows]
    return sorted(found, key=lambda one: (one.due_by, one.connection_id, one.id))


def _query(accounts: Sequence[str], now: int, before: int) -> Select[Any]:
    c, kept = dispute.c, dispute_case.c
    return (
        select(
            c.connection_id,
            c.id,
            c.status,
            c.reason,
            c.network,
            c.network_reason_code,
            c.amount,
            c.currency,
            c.due_by,
            kept.owner_id,
        )
        .outerjoin(
            dispute_case, and_(kept.connection_id == c.connection_id, kept.dispute_id == c.id)
        )
        .where(
            c.connection_id.in_(accounts),
            c.status.in_(OPEN),
            c.due_by > now,
            c.due_by <= before,
            or_(kept.decision.is_(None), kept.decision.not_in(QUIET)),
            sent_at().is_(None),
        )
    )


def sent_at() -> Any:
    """When this round's answer was sent, or left to the processor; NULL where it was not."""
    c = dispute_sending.c
    return (
        select(func.max(func.coalesce(c.ended_at, c.at)))
        .where(
            c.connection_id == dispute.c.connection_id,
            c.dispute_id == dispute.c.id,
            c.round == dispute.c.submission_count,
            c.kind.in_((ANSWER, LEFT_TO_IT)),
            c.state == SENT,
        )
        .correlate(dispute)
        .scalar_subquery()
    )

"""Refunds that were made and failed later: a card that was closed, an account that took nothing.

The processor says so days after; the money was not spent then. Its action is refused after all,
and what it held of the rule's budget is given back to the month it was taken from.
"""

from collections.abc import Sequence
from typing import Any

from tillwatch.features.disputes.prevent.acting import budget, kept
from tillwatch.features.disputes.prevent.acting.kept import Action
from tillwatch.features.disputes.prevent.acting.way import TAG, WHO
from tillwatch.features.disputes.prevent.happening import fates, rows
from tillwatch.kernel import errors
from tillwatch.kernel.clock import Clock
from tillwatch.people import audit
from tillwatch.rows import Refund
from tillwatch.store.engine import Store


def problem(reason: str | None) -> str:
    """What is said of one."""
    known = reason if reason not in (None, "unknown") else None
    why = f" ({known.replace('_', ' ')})" if known else ""
    return f"The refund failed{why}: the buyer did not get the money. See the payment in Stripe."


async def look(store: Store, clock: Clock, connection_id: str, ids: Sequence[str]) -> int:
    """How many of these refunds were one of ours, and have failed."""
    async with store.reading() as tx:
        some = await rows.rows_of(tx, connection_id, Refund, "id", ids)
    ended = 0
    for refund in some:
        marks: dict[str, Any] = refund.metadata if isinstance(refund.metadata, dict) else {}
        if refund.status in fates.GONE and isinstance(marks.get(TAG), str):
            ended += await _end(store, clock, refund, marks[TAG])
    return ended


async def _end(store: Store, clock: Clock, refund: Refund, action_id: str) -> bool:
    try:
        mine = await kept.one(store, action_id)
    except errors.NotFound:
        return False
    why = problem(refund.failure_reason)
    to = {"state": kept.REFUSED, "holds": None, "problem": why, "ended_at": int(clock.now())}
    async with store.writing() as tx:
        if not await kept.change(tx, mine.id, (kept.DONE,), **to):
            return False
        await budget.give_back(tx, mine)
        after = told(mine, why)
        about = mine.payment or mine.about_id
        await audit.write(tx, clock, WHO, "prevention.refused", about, after=after)
    return True


def told(mine: Action, why: str | None) -> dict[str, Any]:
    """What the log of deeds says of the end of an action."""
    after = {"do": mine.kind, "rule": mine.rule_id, "amount": mine.amount}
    after |= {"currency": mine.currency, "about": mine.about_id, "problem": why}
    return {name: value for name, value in after.items() if value is not None}

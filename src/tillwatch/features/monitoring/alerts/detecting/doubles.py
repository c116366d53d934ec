"""The same customer, or the same card, paid the same amount twice within minutes.

Two tries of one payment are one payment; a payment that was given back in full is no double.
"""

from typing import Any, Final

from sqlalchemy import select

from tillwatch.features.monitoring.alerts.detecting.seen import Seen, money
from tillwatch.features.monitoring.alerts.judging import Finding
from tillwatch.store.tables import LEDGER

ROWS_MAX: Final = 100_000
"""Looked at, the oldest first; a longer history is looked at in parts."""
tried = LEDGER["attempt"]


async def detect(seen: Seen) -> list[Finding]:
    within = seen.parameters["minutes"] * 60
    query = (
        select(
            tried.c.created,
            tried.c.payment,
            tried.c.customer,
            tried.c.card_fingerprint,
            tried.c.amount,
            tried.c.currency,
        )
        .where(
            tried.c.connection_id == seen.account.id,
            tried.c.created > seen.period.start - within,
            tried.c.created <= seen.period.end,
            tried.c.status == "succeeded",
            tried.c.refunded.is_(False),
            tried.c.amount > 0,
        )
        .order_by(tried.c.created, tried.c.id)
        .limit(ROWS_MAX)
    )
    async with seen.store.reading() as tx:
        rows = (await tx.execute(query)).all()
    return [found for row in _pairs(rows, within) if (found := _told(seen, *row)) is not None]


def _pairs(rows: Any, within: int) -> list[tuple[Any, Any]]:
    """(the second, the first)."""
    last: dict[tuple[Any, ...], Any] = {}
    found = []
    for row in rows:
        who = row.customer or row.card_fingerprint
        if who is None:
            continue
        key = (who, row.amount, row.currency)
        before = last.get(key)
        last[key] = row
        if before is None or before.payment == row.payment:
            continue
        if row.created - before.created <= within:
            found.append((row, before))
    return found


def _told(seen: Seen, row: Any, before: Any) -> Finding | None:
    if row.created <= seen.period.start:
        return None
    minutes = (row.created - before.created) // 60
    apart = f"{minutes} minutes" if minutes > 1 else "a minute"
    sentence = f"{money(row.amount, row.currency)} were paid twice within {apart}: give one back?"
    return seen.finding(
        row.payment,
        row.created,
        sentence,
        "Charged twice?",
        payments=[before.payment, row.payment],
    )

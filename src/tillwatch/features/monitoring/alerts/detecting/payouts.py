"""Payouts that failed, and those that have not come when they should have."""

from typing import Any, Final

from sqlalchemy import ColumnElement, select

from tillwatch.features.monitoring.alerts.detecting.seen import Seen, money
from tillwatch.features.monitoring.alerts.judging import Finding
from tillwatch.kernel.times import DAY, rfc3339
from tillwatch.store.tables import LEDGER

payout = LEDGER["payout"]
BACK_S: Final = 30 * DAY
SLOW_S: Final = 7 * DAY
"""A payout fails days after it should have come; that it failed has no moment of its own."""


async def failed(seen: Seen) -> list[Finding]:
    """By when they should have come."""
    rows = await _rows(
        seen,
        payout.c.status == "failed",
        payout.c.created > seen.period.start - BACK_S,
        payout.c.created <= seen.period.end,
    )
    return [
        seen.finding(
            row.id,
            row.arrival_date,
            f"A payout of {money(row.amount, row.currency)} failed"
            + (f": {row.failure_message or row.failure_code}" if row.failure_code else "."),
            "A payout failed",
            payout=row.id,
        )
        for row in rows
        if seen.period.start - SLOW_S < row.arrival_date <= seen.period.end
    ]


async def late(seen: Seen) -> list[Finding]:
    now, days = seen.period.end, seen.parameters["days"]
    rows = await _rows(
        seen,
        payout.c.status.in_(("pending", "in_transit")),
        payout.c.arrival_date < now - days * DAY,
        payout.c.created > now - 180 * DAY,
    )
    return [
        seen.finding(
            row.id,
            row.arrival_date + days * DAY,
            f"A payout of {money(row.amount, row.currency)} should have come on "
            f"{rfc3339(row.arrival_date)[:10]}, and is still {row.status.replace('_', ' ')}.",
            "A payout is late",
            lasts=True,
            payout=row.id,
        )
        for row in rows
    ]


async def _rows(seen: Seen, *tests: ColumnElement[bool]) -> Any:
    query = select(payout).where(payout.c.connection_id == seen.account.id, *tests)
    async with seen.store.reading() as tx:
        return (await tx.execute(query.order_by(payout.c.created))).all()

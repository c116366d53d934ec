"""An invoice that is negative, or whose parts do not add up to what it says."""

from typing import Any

from sqlalchemy import select

from tillwatch.features.monitoring.alerts.detecting.seen import Seen, money
from tillwatch.features.monitoring.alerts.judging import Finding
from tillwatch.store.tables import LEDGER

invoice = LEDGER["invoice"]


async def detect(seen: Seen) -> list[Finding]:
    query = select(invoice).where(
        invoice.c.connection_id == seen.account.id,
        invoice.c.created > seen.period.start,
        invoice.c.created <= seen.period.end,
        invoice.c.status.not_in(("draft", "deleted", "void")),
    )
    async with seen.store.reading() as tx:
        rows = (await tx.execute(query)).all()
    found = []
    for row in rows:
        said = wrong(row)
        if said is not None:
            called = f"Invoice {row.number or row.id}"
            found.append(
                seen.finding(
                    row.id,
                    row.created,
                    f"{called} {said}.",
                    "An invoice does not add up",
                    invoice=row.id,
                )
            )
    return found


def wrong(row: Any) -> str | None:
    """What does not add up; None: nothing."""
    if row.total < 0:
        return f"is negative: {money(row.total, row.currency)}"
    if row.amount_paid + row.amount_remaining != row.amount_due:
        paid, left = money(row.amount_paid, row.currency), money(row.amount_remaining, row.currency)
        return f"asks for {money(row.amount_due, row.currency)}, but {paid} and {left} are told"
    lines = [line.get("amount") for line in row.lines or ()]
    if row.lines_complete and lines and None not in lines and sum(lines) != row.subtotal:
        told = money(sum(lines), row.currency)
        return f"has lines of {told}, but says {money(row.subtotal, row.currency)}"
    return None

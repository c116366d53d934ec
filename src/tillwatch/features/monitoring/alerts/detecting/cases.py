"""Disputes that were opened, and early fraud warnings: each is worth a look."""

from sqlalchemy import select

from tillwatch.features.monitoring.alerts.detecting.seen import Seen, money
from tillwatch.features.monitoring.alerts.judging import Finding
from tillwatch.kernel.times import rfc3339
from tillwatch.store.tables import LEDGER

dispute, warning, tried = LEDGER["dispute"], LEDGER["fraud_warning"], LEDGER["attempt"]


async def disputes(seen: Seen) -> list[Finding]:
    query = select(dispute).where(
        dispute.c.connection_id == seen.account.id,
        dispute.c.created > seen.period.start,
        dispute.c.created <= seen.period.end,
    )
    async with seen.store.reading() as tx:
        rows = (await tx.execute(query.order_by(dispute.c.created))).all()
    found = []
    for row in rows:
        asks = row.status.startswith("warning_")
        due = f" Answer before {rfc3339(row.due_by)[:10]}." if row.due_by else ""
        what = "A bank asks about" if asks else "A bank took back"
        found.append(
            seen.finding(
                row.id,
                row.created,
                f"{what} {money(row.amount, row.currency)} ({row.reason.replace('_', ' ')}).{due}",
                "A question from the bank" if asks else "A dispute was opened",
                dispute=row.id,
            )
        )
    return found


async def warnings(seen: Seen) -> list[Finding]:
    query = (
        select(warning, tried.c.amount, tried.c.currency)
        .outerjoin(
            tried,
            (tried.c.connection_id == warning.c.connection_id) & (tried.c.id == warning.c.attempt),
        )
        .where(
            warning.c.connection_id == seen.account.id,
            warning.c.created > seen.period.start,
            warning.c.created <= seen.period.end,
        )
    )
    async with seen.store.reading() as tx:
        rows = (await tx.execute(query.order_by(warning.c.created))).all()
    return [
        seen.finding(
            row.id,
            row.created,
            "A bank reports a payment"
            + (f" of {money(row.amount, row.currency)}" if row.currency else "")
            + " as fraud."
            + (" It can still be given back." if row.actionable else ""),
            "An early fraud warning",
            payment=row.payment,
        )
        for row in rows
    ]

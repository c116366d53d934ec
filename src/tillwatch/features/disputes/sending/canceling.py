"""The subscription behind a disputed payment: whether it still runs, and who says it was canceled.

A customer who says that they canceled is charged again with the next period, and disputes again. To
end it is offered beside the answer; it decides nothing about the dispute.
"""

from typing import Any, Final

import msgspec
from sqlalchemy import or_, select

from tillwatch.features.disputes.case.known import Case
from tillwatch.features.disputes.evidence import answered
from tillwatch.features.disputes.evidence.book import by_code
from tillwatch.store.engine import Store
from tillwatch.store.tables import LEDGER

SAYS_CANCELED: Final = "subscription_canceled"
OVER: Final = ("canceled", "incomplete_expired")
invoice, subscription, product = LEDGER["invoice"], LEDGER["subscription"], LEDGER["product"]
bill = LEDGER["invoice_payment"]
"""Which payment was for which invoice: since 2025 payments do not say it themselves."""


class Renewing(msgspec.Struct, frozen=True, kw_only=True):
    """`name`: of what is subscribed to, where it is known. `runs`: it is charged again, until
    `ends` where that is set. `renews`: when next."""

    id: str
    name: str | None
    status: str
    runs: bool
    ends: int | None
    renews: int | None


async def behind(store: Store, case: Case) -> Renewing | None:
    """None where the payment is of none, or nobody says that it was canceled."""
    if SAYS_CANCELED not in (answered(case.dispute), _meant(case)):
        return None
    if case.payment is None:
        return None
    billed = select(bill.c.invoice).where(
        bill.c.connection_id == case.connection_id, bill.c.payment == case.payment.id
    )
    query = (
        select(subscription)
        .join(invoice, invoice.c.subscription == subscription.c.id)
        .where(
            invoice.c.connection_id == case.connection_id,
            subscription.c.connection_id == case.connection_id,
            or_(invoice.c.id == case.payment.invoice, invoice.c.id.in_(billed)),
        )
    )
    async with store.reading() as tx:
        row = (await tx.execute(query)).mappings().first()
        if row is None:
            return None
        ids = [one.get("product") for one in _items(row["items"])]
        named = select(product.c.name).where(
            product.c.connection_id == case.connection_id, product.c.id.in_([i for i in ids if i])
        )
        name = await tx.scalar(named.order_by(product.c.name).limit(1))
    runs = row["status"] not in OVER
    return Renewing(
        id=row["id"],
        name=name,
        status=row["status"],
        runs=runs,
        ends=row["cancel_at"] if runs else row["ended_at"],
        renews=row["current_period_end"] if runs and row["cancel_at"] is None else None,
    )


def _meant(case: Case) -> str | None:
    return by_code(case.dispute.network, case.dispute.network_reason_code)


def _items(told: Any) -> list[dict[str, Any]]:
    return [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []

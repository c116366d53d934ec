"""Disputes that wait for an answer, those with the least time left first.

Whose dispute it is stands in the payment, else in the customer; an old dispute names its payment
only by the try.
"""

from typing import Final

import msgspec
from sqlalchemy import and_, func, select

from tillwatch.ledger.questions.losses import ANSWERABLE
from tillwatch.ledger.questions.scope import Record, Scope
from tillwatch.store.engine import Store
from tillwatch.store.tables import LEDGER

SHOWN: Final = 3
dispute = LEDGER["dispute"]
attempt = LEDGER["attempt"]
payment = LEDGER["payment"]
customer = LEDGER["customer"]


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """How many there are in all. `soonest`: connection_id, id, status, reason, amount, currency,
    due_by (seconds UTC) and `who`, a name or an e-mail, None when neither is known."""

    count: int
    soonest: list[Record]


async def waiting(store: Store, scope: Scope, now: float) -> Waiting:
    """Those whose time is over, and those that cannot be answered, are none of them."""
    awaited = (
        dispute.c.status.in_(ANSWERABLE),
        dispute.c.due_by > int(now),
        *scope.where(dispute),
    )
    names = ("connection_id", "id", "status", "reason", "amount", "currency", "due_by")
    first = (
        select(*[dispute.c[name] for name in (*names, "payment", "attempt")])
        .where(*awaited)
        .order_by(dispute.c.due_by, dispute.c.id)
        .limit(SHOWN)
        .subquery()
    )
    who = func.coalesce(payment.c.name, customer.c.name, payment.c.email, customer.c.email)
    query = (
        select(*[first.c[name] for name in names], who.label("who"))
        .outerjoin(
            attempt,
            and_(
                attempt.c.connection_id == first.c.connection_id,
                attempt.c.id == first.c.attempt,
            ),
        )
        .outerjoin(
            payment,
            and_(
                payment.c.connection_id == first.c.connection_id,
                payment.c.id == func.coalesce(first.c.payment, attempt.c.payment),
            ),
        )
        .outerjoin(
            customer,
            and_(
                customer.c.connection_id == first.c.connection_id,
                customer.c.id == payment.c.customer,
            ),
        )
        .order_by(first.c.due_by, first.c.id)
    )
    async with store.reading() as tx:
        count = await tx.scalar(select(func.count()).select_from(dispute).where(*awaited))
        rows = [dict(row._mapping) for row in await tx.execute(query)]
    return Waiting(count=count or 0, soonest=rows)

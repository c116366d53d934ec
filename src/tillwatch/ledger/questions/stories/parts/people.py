"""Who paid: the customer behind an object, and what else they did here."""

from collections.abc import Sequence

from sqlalchemy import and_, func, or_, select

from tillwatch.ledger.questions.scope import Record
from tillwatch.ledger.questions.stories.ask import Ask
from tillwatch.ledger.questions.stories.parts.pieces import Person
from tillwatch.store.tables import LEDGER

payment = LEDGER["payment"]
dispute = LEDGER["dispute"]
attempt = LEDGER["attempt"]


async def of(ask: Ask, customer_id: str | None, payer: Record | None = None) -> Person | None:
    """The customer; what `payer`, a payment, says of whoever paid without being one."""
    if customer_id is None:
        if payer is None or not (payer["name"] or payer["email"]):
            return None
        return _person(None, payer, since=None, payments=0, disputes=0)
    row = await ask.row("customer", customer_id) or {}
    told = {
        "deleted": row.get("deleted", False),
        "name": row.get("name") or (payer or {}).get("name"),
        "email": row.get("email") or (payer or {}).get("email"),
    }
    query = select(func.count(), func.min(payment.c.created)).where(
        payment.c.connection_id == ask.connection_id,
        payment.c.customer == customer_id,
        payment.c.status == "succeeded",
    )
    async with ask.store.reading() as tx:
        count, since = (await tx.execute(query)).one()
    disputes = len(await disputes_of(ask, customer_id))
    return _person(customer_id, told, since=since, payments=count, disputes=disputes)


def _person(
    id_: str | None, told: Record, *, since: int | None, payments: int, disputes: int
) -> Person:
    return Person(
        id=id_,
        name=told["name"],
        email=told["email"],
        since=since,
        payments=payments,
        disputes=disputes,
        deleted=told.get("deleted", False),
    )


async def disputes_of(ask: Ask, customer_id: str) -> Sequence[Record]:
    """Every dispute of a customer's payments, newest first. By the payments that were disputed:
    few, and found by the customer's index."""
    disputed = select(payment.c.id).where(
        payment.c.connection_id == ask.connection_id,
        payment.c.customer == customer_id,
        payment.c.disputed,
    )
    tries = select(attempt.c.id).where(
        attempt.c.connection_id == ask.connection_id, attempt.c.payment.in_(disputed)
    )
    mine = or_(dispute.c.payment.in_(disputed), dispute.c.attempt.in_(tries))
    query = (
        select(dispute)
        .where(and_(dispute.c.connection_id == ask.connection_id, mine))
        .order_by(dispute.c.created.desc(), dispute.c.id.desc())
    )
    async with ask.store.reading() as tx:
        return [dict(row) for row in (await tx.execute(query)).mappings()]

"""One refund, with the card of the try it gives back."""

from sqlalchemy import and_, case, select

from tillwatch.lake.facts import card
from tillwatch.lake.facts.fact import Fact, Joined, Step
from tillwatch.ledger.questions.losses import RETURNED
from tillwatch.store.tables import LEDGER

refund = LEDGER["refund"]
tried = LEDGER["attempt"]
entry = LEDGER["balance_entry"]

FACT = Fact(
    name="refund",
    base=refund,
    ledger=select(
        refund.c.connection_id,
        refund.c.id,
        refund.c.created,
        entry.c.created.label("booked"),
        refund.c.payment,
        tried.c.customer,
        refund.c.currency,
        entry.c.currency.label("settlement_currency"),
        refund.c.amount,
        refund.c.status.label("refund_status"),
        case((refund.c.status.in_(RETURNED), 1), else_=0).label("returned"),
        refund.c.reason.label("reason_code"),
        refund.c.failure_reason,
        *card.columns(tried),
    )
    .select_from(refund)
    .outerjoin(
        tried, and_(tried.c.connection_id == refund.c.connection_id, tried.c.id == refund.c.attempt)
    )
    .outerjoin(
        entry,
        and_(entry.c.connection_id == refund.c.connection_id, entry.c.id == refund.c.balance_entry),
    ),
    joined=(
        Joined(table="attempt", changed=refund.c.attempt, base=refund.c.id),
        Joined(table="balance_entry", changed=refund.c.balance_entry, base=refund.c.id),
        card.invoiced(Step(refund.c.attempt, refund.c.id)),
    ),
)

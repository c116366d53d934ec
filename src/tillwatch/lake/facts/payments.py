"""One payment, however many tries it took; what is said of its card is of the latest."""

from sqlalchemy import and_, case, or_, select

from tillwatch.lake.facts import card
from tillwatch.lake.facts.fact import Fact, Joined
from tillwatch.ledger.questions.volume import was_tried
from tillwatch.store.tables import LEDGER

paid = LEDGER["payment"]
tried = LEDGER["attempt"]
entry = LEDGER["balance_entry"]
_recovered = and_(paid.c.status == "succeeded", paid.c.attempts > 1)
_gave_up = and_(
    paid.c.status == "canceled", paid.c.attempts > 0, tried.c.status.is_distinct_from("succeeded")
)

FACT = Fact(
    name="payment",
    base=paid,
    ledger=select(
        paid.c.connection_id,
        paid.c.id,
        paid.c.created,
        entry.c.created.label("booked"),
        paid.c.customer,
        paid.c.currency,
        entry.c.currency.label("settlement_currency"),
        paid.c.amount,
        paid.c.amount_captured,
        paid.c.amount_refunded,
        paid.c.status.label("payment_status"),
        case((was_tried(paid), 1), else_=0).label("tried"),
        paid.c.attempts,
        case((_recovered, 1), else_=0).label("recovered"),
        case((or_(_recovered, paid.c.status == "failed", _gave_up), 1), else_=0).label("stumbled"),
        case((paid.c.disputed, 1), else_=0).label("disputed"),
        paid.c.decline_code.label("reason_code"),
        paid.c.failure_code,
        card.outcome(tried).label("outcome"),
        *card.columns(tried),
    )
    .select_from(paid)
    .outerjoin(
        tried,
        and_(tried.c.connection_id == paid.c.connection_id, tried.c.id == paid.c.latest_attempt),
    )
    .outerjoin(
        entry,
        and_(entry.c.connection_id == tried.c.connection_id, entry.c.id == tried.c.balance_entry),
    ),
    joined=(
        Joined(table="attempt", changed=tried.c.id, base=tried.c.payment),
        Joined(table="balance_entry", changed=tried.c.balance_entry, base=tried.c.payment),
        Joined(table="invoice_payment", changed=card.billed.c.id, base=card.billed.c.payment),
    ),
)

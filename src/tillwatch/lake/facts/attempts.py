"""One try to charge."""

from sqlalchemy import and_, case, func, or_, select

from tillwatch.lake.facts import card
from tillwatch.lake.facts.fact import Fact, Joined
from tillwatch.store.tables import LEDGER

tried = LEDGER["attempt"]
paid = LEDGER["payment"]
entry = LEDGER["balance_entry"]
_made = card.outcome(tried)
_authorised = and_(tried.c.status == "succeeded", tried.c.captured.is_(False))
_given_up = or_(tried.c.refunded.is_(True), paid.c.status == "canceled")
_reversed = and_(tried.c.status == "failed", tried.c.network_status == "reversed_after_approval")

FACT = Fact(
    name="attempt",
    base=tried,
    ledger=select(
        tried.c.connection_id,
        tried.c.id,
        tried.c.created,
        entry.c.created.label("booked"),
        tried.c.payment,
        tried.c.customer,
        tried.c.card_fingerprint,
        tried.c.currency,
        entry.c.currency.label("settlement_currency"),
        entry.c.exchange_rate,
        tried.c.amount,
        tried.c.amount_captured,
        tried.c.amount_refunded,
        _made.label("outcome"),
        card.was_sent(tried).label("sent"),
        case(
            (_made.in_(("declined",)), "issuer"),
            (_made.in_(("blocked", "invalid", "unauthenticated")), "gateway"),
        ).label("declined_by"),
        case((tried.c.amount_captured > 0, 1), else_=0).label("captured"),
        card.network_approved(tried).label("network_approved"),
        case((or_(_reversed, and_(_authorised, _given_up)), 1), else_=0).label("failed_sale"),
        case((and_(_authorised, func.coalesce(_given_up, False).is_(False)), 1), else_=0).label(
            "waiting"
        ),
        case((tried.c.disputed, 1), else_=0).label("disputed"),
        tried.c.decline_code.label("reason_code"),
        tried.c.failure_code,
        tried.c.advice_code,
        tried.c.network_advice_code,
        tried.c.network_decline_code,
        tried.c.outcome_reason.label("rule"),
        tried.c.risk_score,
        tried.c.check_cvc,
        tried.c.check_postal_code,
        tried.c.three_d_secure_eci.label("eci"),
        tried.c.three_d_secure_reason,
        paid.c.status.label("payment_status"),
        paid.c.attempts.label("payment_attempts"),
        case((paid.c.latest_attempt == tried.c.id, 1), else_=0).label("is_latest"),
        *card.columns(tried),
    )
    .select_from(tried)
    .outerjoin(
        paid, and_(paid.c.connection_id == tried.c.connection_id, paid.c.id == tried.c.payment)
    )
    .outerjoin(
        entry,
        and_(entry.c.connection_id == tried.c.connection_id, entry.c.id == tried.c.balance_entry),
    ),
    joined=(
        Joined(table="payment", changed=tried.c.payment, base=tried.c.id),
        Joined(table="balance_entry", changed=tried.c.balance_entry, base=tried.c.id),
        card.invoiced(),
    ),
)

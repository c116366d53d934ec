"""One dispute, with the card of the try that it is about and when that was."""

from typing import Final

from sqlalchemy import and_, case, func, or_, select

from tillwatch.lake.facts import card
from tillwatch.lake.facts.fact import Fact, Joined, Step
from tillwatch.store.tables import LEDGER

PREVENTED: Final = ("block", "resolution")
"""Kinds of case that a prevention product settled before they became a chargeback."""

dispute = LEDGER["dispute"]
tried = LEDGER["attempt"]
_status = dispute.c.status
_of_the_try = [one for one in card.columns(tried) if one.name != "scheme"]

FACT = Fact(
    name="dispute",
    base=dispute,
    ledger=select(
        dispute.c.connection_id,
        dispute.c.id,
        dispute.c.created,
        dispute.c.created.label("booked"),
        dispute.c.payment,
        tried.c.customer,
        tried.c.created.label("charged"),
        dispute.c.currency,
        dispute.c.amount,
        dispute.c.status.label("dispute_status"),
        case(
            (_status.startswith("warning_", autoescape=True), "inquiry"),
            (_status.startswith("appeal_", autoescape=True), "appeal"),
            (or_(_status == "prevented", dispute.c.case_type.in_(PREVENTED)), "prevented"),
            else_="chargeback",
        ).label("lifecycle"),
        case(
            (_status.in_(("won", "lost", "prevented")), _status),
            (_status.in_(("warning_closed", "charge_refunded")), "closed"),
            else_="open",
        ).label("result"),
        dispute.c.reason.label("reason_code"),
        dispute.c.network_reason_code,
        case((dispute.c.submission_count > 0, 1), else_=0).label("contested"),
        case((dispute.c.past_due, 1), else_=0).label("past_due"),
        func.coalesce(tried.c.card_network, tried.c.card_brand, dispute.c.network).label("scheme"),
        *_of_the_try,
    )
    .select_from(dispute)
    .outerjoin(
        tried,
        and_(tried.c.connection_id == dispute.c.connection_id, tried.c.id == dispute.c.attempt),
    ),
    joined=(
        Joined(table="attempt", changed=dispute.c.attempt, base=dispute.c.id),
        card.invoiced(Step(dispute.c.attempt, dispute.c.id)),
    ),
)

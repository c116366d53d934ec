"""What a try says of the card, the bank behind it and the buyer: the same columns in each fact that
knows the try."""

from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Label,
    and_,
    case,
    func,
    literal,
    or_,
    select,
)

from tillwatch.lake.facts.fact import Joined, Step
from tillwatch.store.tables import LEDGER

billed = LEDGER["invoice_payment"]
attempt = LEDGER["attempt"]
REVERSED: Final = "reversed_after_approval"
APPROVED: Final = ("approved_by_network", REVERSED)
NOT_SENT: Final = ("blocked", "invalid")
ABANDONED: Final = ("authentication_required", "payment_intent_authentication_failure")
"""Failure codes of a payment that the extra card check ended, unless a bank gave them."""


def columns(tried: FromClause) -> list[Label[Any]]:
    """`scheme` is the network that carried it, or the card's brand; `entry_mode` how it was begun;
    `three_d_secure` the result of the extra card check, `none` without one, null for what is no
    card."""
    c = tried.c
    by_card = c.card_brand.is_not(None)
    return [
        c.method.label("method"),
        func.coalesce(c.card_network, c.card_brand).label("scheme"),
        c.card_funding.label("card_type"),
        c.card_bin.label("bin"),
        c.card_issuer.label("issuer"),
        c.card_country.label("issuer_country"),
        c.country.label("billing_country"),
        c.card_wallet.label("wallet"),
        c.statement_descriptor.label("descriptor"),
        entry_mode(tried).label("entry_mode"),
        case((by_card, func.coalesce(c.three_d_secure, "none"))).label("three_d_secure"),
        c.three_d_secure_flow.label("three_d_secure_flow"),
        c.three_d_secure_version.label("three_d_secure_version"),
        c.three_d_secure_exemption.label("exemption"),
        c.risk_level.label("risk_level"),
    ]


def entry_mode(tried: FromClause) -> ColumnElement[Any]:
    """recurring (of a subscription or another invoice, which only old shapes of a charge name),
    in_person, or online."""
    c = tried.c
    named = (
        select(literal(1))
        .where(billed.c.connection_id == c.connection_id, billed.c.payment == c.payment)
        .correlate(tried)
        .exists()
    )
    return case(
        (or_(c.invoice.is_not(None), named), "recurring"),
        (c.method.in_(("card_present", "interac_present")), "in_person"),
        (c.id.is_not(None), "online"),
    )


def invoiced(*steps: Step) -> Joined:
    """What was paid for an invoice becomes recurring; `steps` lead from tries to rows of a fact."""
    tries = Step(attempt.c.payment, attempt.c.id)
    return Joined(
        table=billed.name, changed=billed.c.id, base=billed.c.payment, then=(tries, *steps)
    )


def outcome(tried: FromClause) -> ColumnElement[Any]:
    """What came of asking for the money: approved, declined (by the bank), blocked (by Radar or a
    rule, before the bank's yes or right after it), invalid, unauthenticated (the extra card check
    failed or was left), pending, other.

    What the network was asked and refused is the bank's no, whatever code it gave.
    """
    c = tried.c
    return case(
        (c.status == "succeeded", "approved"),
        (c.status == "pending", "pending"),
        (c.status != "failed", "other"),
        (or_(c.outcome_type == "blocked", c.network_status == REVERSED), "blocked"),
        (c.outcome_type == "invalid", "invalid"),
        (c.network_status == "declined_by_network", "declined"),
        (or_(c.failure_code.in_(ABANDONED), _kept_back(tried)), "unauthenticated"),
        else_="declined",
    )


def was_sent(tried: FromClause) -> ColumnElement[Any]:
    """1 when the network was asked; 0 when it was stopped before."""
    c = tried.c
    by_code = and_(c.status == "failed", c.failure_code.in_(ABANDONED))
    unsaid = and_(c.network_status.is_(None), or_(c.outcome_type.in_(NOT_SENT), by_code))
    return case((or_(_kept_back(tried), unsaid), 0), else_=1)


def network_approved(tried: FromClause) -> ColumnElement[Any]:
    """1 when the network said yes, even where Stripe or the merchant took it back at once."""
    c = tried.c
    unsaid = and_(c.network_status.is_(None), c.status == "succeeded")
    return case((or_(c.network_status.in_(APPROVED), unsaid), 1), else_=0)


def _kept_back(tried: FromClause) -> ColumnElement[bool]:
    return tried.c.network_status == "not_sent_to_network"

"""Payment intents, charges and refunds. API shapes 2020-08-27 to 2026-10-28, by presence."""

from collections.abc import Sequence
from typing import Final

from tillwatch.processors.reading import Payload
from tillwatch.processors.stripe.translate import values
from tillwatch.processors.stripe.translate.values import (
    Part,
    amount,
    choice,
    currency,
    flag,
    link,
    moment,
    part,
    text,
    whole,
)
from tillwatch.rows import Attempt, Intent, Refund, Row

INTENT_PLAIN: Final = frozenset(
    ("succeeded", "processing", "requires_action", "requires_capture", "canceled")
)
WAITING: Final = frozenset(("requires_payment_method", "requires_confirmation", "requires_source"))
"""Open, and in the customer's hands: failed once tried, incomplete before."""
ATTEMPT_STATUSES: Final = frozenset(("succeeded", "failed", "pending"))
REFUND_STATUSES: Final = frozenset(
    ("pending", "requires_action", "succeeded", "failed", "canceled")
)
CARDS: Final = frozenset(("card", "card_present", "interac_present"))


def intent(payload: Payload, deleted: bool) -> Sequence[Row]:
    error = part(payload, "last_payment_error")
    return (
        Intent(
            id=payload["id"],
            created=moment(payload, "created") or 0,
            livemode=flag(payload, "livemode"),
            status=_intent_status(payload, error),
            status_original=text(payload, "status"),
            amount=amount(payload, "amount"),
            amount_received=amount(payload, "amount_received"),
            amount_capturable=amount(payload, "amount_capturable"),
            currency=currency(payload),
            latest_attempt=link(payload, "latest_charge"),
            customer=link(payload, "customer"),
            description=text(payload, "description"),
            receipt_email=text(payload, "receipt_email"),
            capture_method=text(payload, "capture_method"),
            failure_code=text(error, "code"),
            decline_code=text(error, "decline_code"),
            failure_message=text(error, "message"),
            failure_attempt=link(error, "charge"),
            invoice=link(payload, "invoice"),
            canceled_at=moment(payload, "canceled_at"),
            cancellation_reason=text(payload, "cancellation_reason"),
            payment_method=link(payload, "payment_method"),
            metadata=values.metadata(payload),
        ),
    )


def _intent_status(payload: Payload, error: Part) -> str:
    status = text(payload, "status")
    if status in INTENT_PLAIN:
        return str(status)
    if status in WAITING:
        return "failed" if error or link(payload, "latest_charge") else "incomplete"
    return "requires_action" if status == "requires_source_action" else "other"


def attempt(payload: Payload, deleted: bool) -> Sequence[Row]:
    status, status_original = choice(payload, "status", ATTEMPT_STATUSES)
    details = part(payload, "payment_method_details")
    method = text(details, "type")
    card = part(details, method) if method in CARDS and method else None
    billing = part(payload, "billing_details")
    address = part(billing, "address")
    checks = part(card, "checks")
    secure = part(card, "three_d_secure")
    outcome = part(payload, "outcome")
    return (
        Attempt(
            id=payload["id"],
            created=moment(payload, "created") or 0,
            livemode=flag(payload, "livemode"),
            payment=link(payload, "payment_intent") or payload["id"],
            status="succeeded" if status_original == "paid" else status,
            status_original=status_original,
            amount=amount(payload, "amount"),
            amount_captured=_captured(payload),
            amount_refunded=amount(payload, "amount_refunded"),
            currency=currency(payload),
            captured=flag(payload, "captured") or False,
            paid=flag(payload, "paid") or False,
            refunded=flag(payload, "refunded") or False,
            disputed=_disputed(payload),
            balance_entry=link(payload, "balance_transaction"),
            capture_before=moment(card, "capture_before"),
            customer=link(payload, "customer"),
            invoice=link(payload, "invoice"),
            email=text(billing, "email") or text(payload, "receipt_email"),
            name=text(billing, "name"),
            country=text(address, "country"),
            postal_code=text(address, "postal_code"),
            description=text(payload, "description"),
            statement_descriptor=text(payload, "calculated_statement_descriptor")
            or text(payload, "statement_descriptor"),
            payment_method=link(payload, "payment_method"),
            method=method,
            card_brand=text(card, "brand"),
            card_network=text(card, "network"),
            card_country=text(card, "country"),
            card_funding=text(card, "funding"),
            card_last4=text(card, "last4"),
            card_fingerprint=text(card, "fingerprint"),
            card_bin=text(card, "iin"),
            card_exp_month=whole(card, "exp_month"),
            card_exp_year=whole(card, "exp_year"),
            card_wallet=text(part(card, "wallet"), "type"),
            card_issuer=text(card, "issuer"),
            three_d_secure=_three_d_secure(secure),
            three_d_secure_flow=text(secure, "authentication_flow"),
            three_d_secure_reason=text(secure, "result_reason"),
            three_d_secure_version=text(secure, "version"),
            three_d_secure_exemption=text(secure, "exemption_indicator"),
            three_d_secure_eci=text(secure, "electronic_commerce_indicator"),
            check_cvc=text(checks, "cvc_check"),
            check_line1=text(checks, "address_line1_check"),
            check_postal_code=text(checks, "address_postal_code_check"),
            failure_code=text(payload, "failure_code"),
            decline_code=decline_code(payload),
            failure_message=text(payload, "failure_message"),
            advice_code=text(outcome, "advice_code"),
            network_advice_code=text(outcome, "network_advice_code"),
            network_decline_code=text(outcome, "network_decline_code"),
            outcome_type=text(outcome, "type"),
            outcome_reason=text(outcome, "reason"),
            network_status=text(outcome, "network_status"),
            seller_message=text(outcome, "seller_message"),
            risk_level=text(outcome, "risk_level"),
            risk_score=whole(outcome, "risk_score"),
            metadata=values.metadata(payload),
        ),
    )


def decline_code(charge: Payload) -> str | None:
    """Why a charge failed, as narrowly as it says.

    A charge has no `decline_code`: `outcome.reason` carries the issuer's code, or the reason Radar
    blocked it; without it `failure_code`, unless that is only the general `card_declined`.
    """
    if text(charge, "status") != "failed":
        return None
    reason = text(part(charge, "outcome"), "reason")
    if reason:
        return reason
    code = text(charge, "failure_code")
    return None if code == "card_declined" else code


def _captured(charge: Payload) -> int:
    """Shapes before 2020 have no `amount_captured`: all of it once captured."""
    if charge.get("amount_captured") is not None:
        return amount(charge, "amount_captured")
    paid = text(charge, "status") in ("succeeded", "paid")
    return amount(charge, "amount") if paid and flag(charge, "captured") else 0


def _disputed(charge: Payload) -> bool:
    """Shapes before 2019 name the dispute instead."""
    known = flag(charge, "disputed")
    return link(charge, "dispute") is not None if known is None else known


def _three_d_secure(secure: Part) -> str | None:
    """The result; shapes before 2020 only say whether the holder was authenticated."""
    if not secure:
        return None
    result = text(secure, "result")
    return "authenticated" if result is None and flag(secure, "authenticated") else result


def refund(payload: Payload, deleted: bool) -> Sequence[Row]:
    status, status_original = choice(payload, "status", REFUND_STATUSES)
    destination = part(payload, "destination_details")
    way = text(destination, "type")
    return (
        Refund(
            id=payload["id"],
            created=moment(payload, "created") or 0,
            livemode=flag(payload, "livemode"),
            payment=payment_of(payload),
            attempt=link(payload, "charge"),
            status=status,
            status_original=status_original,
            amount=amount(payload, "amount"),
            currency=currency(payload),
            reason=text(payload, "reason"),
            failure_reason=text(payload, "failure_reason"),
            pending_reason=text(payload, "pending_reason"),
            balance_entry=link(payload, "balance_transaction"),
            failure_balance_entry=link(payload, "failure_balance_transaction"),
            reference=text(part(destination, way), "reference") if way else None,
            receipt_number=text(payload, "receipt_number"),
            metadata=values.metadata(payload),
        ),
    )


def payment_of(payload: Payload) -> str | None:
    """The payment an object names: its intent, or its charge where the object says that there is
    no intent. None where it does not say (old shapes): the attempt knows."""
    named = link(payload, "payment_intent")
    if named is None and "payment_intent" in payload:
        return link(payload, "charge")
    return named

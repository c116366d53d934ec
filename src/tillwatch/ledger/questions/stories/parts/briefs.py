"""Rows in a line or two, for lists inside a page."""

from collections.abc import Mapping
from typing import Any, Final

from tillwatch.kernel.money import Money
from tillwatch.ledger.questions.losses import ANSWERABLE
from tillwatch.ledger.questions.scope import Record
from tillwatch.ledger.questions.stories.ask import Ask
from tillwatch.ledger.questions.stories.parts import method
from tillwatch.ledger.questions.stories.parts.pieces import (
    DisputeBrief,
    FraudWarningBrief,
    PaymentBrief,
    RefundBrief,
)

PAYMENTS: Final[Mapping[str, tuple[str, str]]] = {
    "succeeded": ("Succeeded", "plain"),
    "failed": ("Failed", "bad"),
    "processing": ("Waiting for the bank", "info"),
    "requires_action": ("Waiting for the customer to confirm", "info"),
    "requires_capture": ("Authorised, not taken yet", "warn"),
    "canceled": ("Canceled", "plain"),
    "incomplete": ("Not tried yet", "plain"),
}
REFUNDS: Final[Mapping[str, tuple[str, str]]] = {
    "succeeded": ("Refunded", "plain"),
    "pending": ("Refund on its way", "info"),
    "requires_action": ("Waiting for the customer", "warn"),
    "failed": ("Refund failed", "bad"),
    "canceled": ("Refund canceled", "plain"),
}
REASONS: Final[Mapping[str, str]] = {
    "duplicate": "paid twice",
    "fraudulent": "fraud",
    "requested_by_customer": "the customer asked for it",
    "expired_uncaptured_charge": "the authorisation ran out",
}
STAGES: Final[Mapping[str, tuple[str, str]]] = {
    "warning_needs_response": ("Question from the bank (no money taken yet)", "warn"),
    "warning_under_review": ("Question answered, the bank is looking", "info"),
    "warning_closed": ("Question ended without a dispute", "plain"),
    "needs_response": ("Waiting for your answer", "bad"),
    "under_review": ("Answered, the bank is deciding", "info"),
    "appeal_needs_response": ("The bank wants another answer", "bad"),
    "appeal_under_review": ("Second answer sent, the bank is deciding", "info"),
    "won": ("Won", "good"),
    "lost": ("Lost", "bad"),
    "prevented": ("Prevented before it became a dispute", "good"),
    "charge_refunded": ("Ended by your refund", "plain"),
}


def status(table: Mapping[str, tuple[str, str]], row: Record) -> tuple[str, str]:
    """Words and tone of a status; the original as it is when nobody gave it words."""
    known = table.get(row["status"])
    if known is None and row["status_original"]:
        known = table.get(row["status_original"])
    return known or (method.spelled(row["status_original"] or row["status"]).capitalize(), "plain")


def payment(ask: Ask, row: Record) -> PaymentBrief:
    says, tone = status(PAYMENTS, row)
    code = row["decline_code"] or row["failure_code"]
    if row["status"] == "failed":
        says = f"Failed: {ask.processor.words.decline(code).words}"
    currency = row["currency"]
    return PaymentBrief(
        id=row["id"],
        created=row["created"],
        status=row["status"],
        says=says,
        tone=tone,
        amount=Money(row["amount"], currency),
        amount_refunded=Money(row["amount_refunded"], currency),
        disputed=row["disputed"],
        description=row["description"],
        method=method.brief(row),
        code=code if row["status"] == "failed" else None,
    )


def refund(ask: Ask, row: Record) -> RefundBrief:
    says, tone = status(REFUNDS, row)
    if row["status"] == "failed":
        says = f"Refund failed: {ask.processor.words.refund_failed(row['failure_reason'])}"
    reason = row["reason"]
    return RefundBrief(
        id=row["id"],
        created=row["created"],
        status=row["status"],
        says=says,
        tone=tone,
        amount=Money(row["amount"], row["currency"]),
        reason=reason,
        reason_words=(REASONS.get(reason) or method.spelled(reason)) if reason else None,
        reference=row["reference"],
    )


def stage(row: Record) -> tuple[str, str]:
    return status(STAGES, row)


def due(row: Record) -> Any:
    """When an answer is due; None when none is awaited."""
    return row["due_by"] if row["status"] in ANSWERABLE else None


def dispute(ask: Ask, row: Record) -> DisputeBrief:
    said, tone = stage(row)
    reason = row["reason_original"] or row["reason"]
    claim = ask.processor.words.claim(reason, row["network"], row["network_reason_code"])
    return DisputeBrief(
        id=row["id"],
        payment=row["payment"],
        created=row["created"],
        status=row["status"],
        stage=said,
        tone=tone,
        reason=reason,
        reason_words=claim.words,
        amount=Money(row["amount"], row["currency"]),
        due_by=due(row),
    )


def fraud_warning(ask: Ask, row: Record) -> FraudWarningBrief:
    return FraudWarningBrief(
        id=row["id"],
        created=row["created"],
        type=row["fraud_type"],
        words=ask.processor.words.fraud(row["fraud_type"]),
        actionable=row["actionable"],
    )

"""Disputes and early fraud warnings."""

from collections.abc import Sequence
from typing import Any, Final

from tillwatch.processors.reading import Payload
from tillwatch.processors.stripe.translate import values
from tillwatch.processors.stripe.translate.payments import payment_of
from tillwatch.processors.stripe.translate.values import (
    amount,
    choice,
    currency,
    flag,
    link,
    moment,
    part,
    text,
)
from tillwatch.rows import Dispute, FraudWarning, Row

STATUSES: Final = frozenset(
    "warning_needs_response warning_under_review warning_closed needs_response under_review "
    "appeal_needs_response appeal_under_review won lost prevented charge_refunded".split()
)
"""`charge_refunded` stands in payloads from before 2023 only."""
REASONS: Final = frozenset(
    "bank_cannot_process check_returned credit_not_processed customer_initiated "
    "debit_not_authorized duplicate fraudulent general incorrect_account_details "
    "insufficient_funds noncompliant product_not_received product_unacceptable "
    "subscription_canceled unrecognized".split()
)


def dispute(payload: Payload, deleted: bool) -> Sequence[Row]:
    status, status_original = choice(payload, "status", STATUSES)
    reason, reason_original = choice(payload, "reason", REASONS)
    evidence = part(payload, "evidence_details")
    details = part(payload, "payment_method_details")
    method = text(details, "type") or "card"
    way = part(details, method)
    return (
        Dispute(
            id=payload["id"],
            created=moment(payload, "created") or 0,
            livemode=flag(payload, "livemode"),
            payment=payment_of(payload),
            attempt=link(payload, "charge"),
            status=status,
            status_original=status_original,
            reason=reason,
            reason_original=reason_original,
            amount=amount(payload, "amount"),
            currency=currency(payload),
            due_by=moment(evidence, "due_by") or None,
            has_evidence=flag(evidence, "has_evidence") or False,
            past_due=flag(evidence, "past_due") or False,
            submission_count=values.count(evidence, "submission_count"),
            network=text(way, "network") or text(way, "brand") or (method if way else None),
            network_reason_code=text(way, "network_reason_code")
            or text(way, "reason_code")
            or text(payload, "network_reason_code"),
            case_type=text(way, "case_type"),
            is_charge_refundable=flag(payload, "is_charge_refundable") or False,
            balance_entries=_balance_entries(payload),
            enhanced_eligibility=values.texts(payload, "enhanced_eligibility_types"),
            enhanced_status=part(evidence, "enhanced_eligibility") or {},
            evidence=_given(part(payload, "evidence")),
            submission_method=text(evidence, "submission_method"),
            intended_submission_method=text(payload, "intended_submission_method"),
            metadata=values.metadata(payload),
        ),
    )


def _given(evidence: values.Part) -> dict[str, Any]:
    """Without the fields that hold nothing; files, embedded or not, by their ids."""
    given = {name: _id_of(value) for name, value in (evidence or {}).items()}
    return {name: value for name, value in given.items() if value not in (None, "", {}, [])}


def _id_of(value: Any) -> Any:
    if isinstance(value, dict) and value.get("object") == "file":
        return value.get("id")
    return value


def _balance_entries(payload: Payload) -> list[str]:
    """Old shapes may carry the singular field only."""
    many = values.links(payload, "balance_transactions")
    return many or values.single(payload, "balance_transaction")


def fraud_warning(payload: Payload, deleted: bool) -> Sequence[Row]:
    return (
        FraudWarning(
            id=payload["id"],
            created=moment(payload, "created") or 0,
            livemode=flag(payload, "livemode"),
            payment=payment_of(payload),
            attempt=link(payload, "charge"),
            actionable=flag(payload, "actionable") or False,
            fraud_type=text(payload, "fraud_type") or "other",
        ),
    )

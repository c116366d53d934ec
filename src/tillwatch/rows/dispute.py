"""Disputes, and the warnings that precede some of them."""

from collections.abc import Mapping
from typing import ClassVar

from tillwatch.rows.base import Json, Row, Times


class Dispute(Row, frozen=True, kw_only=True):
    """`status` as Stripe spells it, or other. `due_by` None: no answer is possible.

    `amount` is what is in question, in the currency of the charge; what left the balance stands
    in the entries named by `balance_entries` (ids, oldest first). `evidence` is what stands at the
    processor, by its fields, those that hold something. `enhanced_status` by kind: how far a
    network's own route is open ({status, required_actions}). `submission_method`: who answered;
    `intended_submission_method`: who is meant to.
    """

    table: ClassVar[str] = "dispute"
    indexes: ClassVar[tuple[str, ...]] = ("payment", "attempt", "status")
    personal: ClassVar[Mapping[str, str]] = {"metadata": "values", "evidence": "values"}

    payment: str | None
    attempt: str | None
    status: str
    status_original: str | None
    reason: str
    reason_original: str | None
    amount: int
    currency: str
    due_by: Times | None
    has_evidence: bool
    past_due: bool
    submission_count: int
    network: str | None
    network_reason_code: str | None
    case_type: str | None
    is_charge_refundable: bool
    balance_entries: Json
    enhanced_eligibility: Json
    enhanced_status: Json
    evidence: Json
    submission_method: str | None
    intended_submission_method: str | None
    metadata: Json | None


class FraudWarning(Row, frozen=True, kw_only=True):
    """A card network's early word that a payment was fraud. `actionable`: still refundable."""

    table: ClassVar[str] = "fraud_warning"
    indexes: ClassVar[tuple[str, ...]] = ("payment", "attempt")

    payment: str | None
    attempt: str | None
    actionable: bool
    fraud_type: str

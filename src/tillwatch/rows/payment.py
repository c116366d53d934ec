"""A payment, its tries, its refunds.

`Intent` is what a payment intent says, `Attempt` what a charge says. `Payment` is both put
together: it exists as soon as either is known, so that an account whose key cannot list intents,
or that only sends charge events, has payments all the same.
"""

from collections.abc import Mapping
from typing import ClassVar

from tillwatch.rows.base import Json, Row, Times


class Payment(Row, frozen=True, kw_only=True):
    """Id: the intent's, or the charge's when there is no intent.

    `status` is one of succeeded, failed, processing, requires_action, requires_capture, canceled,
    incomplete (never attempted), other. Refunds and disputes never change status or amount.
    `order_number`: the business's own, where its metadata has one.
    """

    table: ClassVar[str] = "payment"
    indexes: ClassVar[tuple[str, ...]] = (
        "customer",
        "invoice",
        "card_last4",
        "amount",
        "order_number",
    )
    carried: ClassVar[tuple[str, ...]] = (
        "status",
        "currency",
        "amount",
        "amount_captured",
        "amount_refunded",
        "attempts",
        "disputed",
        "method",
        "card_brand",
        "card_last4",
        "country",
        "failure_code",
        "decline_code",
    )
    begun: ClassVar[tuple[str, ...]] = ("email", "name")
    named: ClassVar[tuple[str, ...]] = ("name",)
    personal: ClassVar[Mapping[str, str]] = {
        "email": "email",
        "name": "name",
        "description": "text",
        "order_number": "text",
        "metadata": "values",
    }

    status: str
    status_original: str | None
    amount: int
    currency: str
    amount_captured: int
    amount_refunded: int
    disputed: bool
    attempts: int
    latest_attempt: str | None
    customer: str | None
    email: str | None
    name: str | None
    country: str | None
    description: str | None
    method: str | None
    card_brand: str | None
    card_last4: str | None
    failure_code: str | None
    decline_code: str | None
    failure_message: str | None
    invoice: str | None
    canceled_at: Times | None
    cancellation_reason: str | None
    order_number: str | None
    metadata: Json | None


class Intent(Row, frozen=True, kw_only=True):
    """What a payment intent alone says. `status` is as in `Payment`, before its tries are seen."""

    table: ClassVar[str] = "intent"
    personal: ClassVar[Mapping[str, str]] = {
        "receipt_email": "email",
        "description": "text",
        "metadata": "values",
    }

    status: str
    status_original: str | None
    amount: int
    amount_received: int
    amount_capturable: int
    currency: str
    latest_attempt: str | None
    customer: str | None
    description: str | None
    receipt_email: str | None
    capture_method: str | None
    failure_code: str | None
    decline_code: str | None
    failure_message: str | None
    failure_attempt: str | None
    invoice: str | None
    canceled_at: Times | None
    cancellation_reason: str | None
    payment_method: str | None
    metadata: Json | None


class Attempt(Row, frozen=True, kw_only=True):
    """One try to charge. `status`: succeeded, failed, pending, other.

    `payment` is the intent's id, or this charge's own. `captured` false on a succeeded try means
    authorised only. Checks are pass, fail, unavailable, unchecked or None. `risk_score` 0-100.
    `card_bin` and `card_issuer` are known for accounts whose processor gives them. A card can be
    charged to the end of `card_exp_month` (1-12) of `card_exp_year`.
    """

    table: ClassVar[str] = "attempt"
    indexes: ClassVar[tuple[str, ...]] = (
        "payment",
        "customer",
        "balance_entry",
        "card_fingerprint",
    )
    personal: ClassVar[Mapping[str, str]] = {
        "email": "email",
        "name": "name",
        "postal_code": "text",
        "description": "text",
        "metadata": "values",
    }

    payment: str
    status: str
    status_original: str | None
    amount: int
    amount_captured: int
    amount_refunded: int
    currency: str
    captured: bool
    paid: bool
    refunded: bool
    disputed: bool
    balance_entry: str | None
    capture_before: Times | None
    customer: str | None
    invoice: str | None
    email: str | None
    name: str | None
    country: str | None
    postal_code: str | None
    description: str | None
    statement_descriptor: str | None
    payment_method: str | None
    method: str | None
    card_brand: str | None
    card_network: str | None
    card_country: str | None
    card_funding: str | None
    card_last4: str | None
    card_fingerprint: str | None
    card_bin: str | None
    card_exp_month: int | None
    card_exp_year: int | None
    card_wallet: str | None
    card_issuer: str | None
    three_d_secure: str | None
    three_d_secure_flow: str | None
    three_d_secure_reason: str | None
    three_d_secure_version: str | None
    three_d_secure_exemption: str | None
    three_d_secure_eci: str | None
    check_cvc: str | None
    check_line1: str | None
    check_postal_code: str | None
    failure_code: str | None
    decline_code: str | None
    failure_message: str | None
    advice_code: str | None
    network_advice_code: str | None
    network_decline_code: str | None
    outcome_type: str | None
    outcome_reason: str | None
    network_status: str | None
    seller_message: str | None
    risk_level: str | None
    risk_score: int | None
    metadata: Json | None


class Refund(Row, frozen=True, kw_only=True):
    """`status`: pending, requires_action, succeeded, failed, canceled, other."""

    table: ClassVar[str] = "refund"
    indexes: ClassVar[tuple[str, ...]] = ("payment", "attempt", "balance_entry")
    begun: ClassVar[tuple[str, ...]] = ("reference",)
    personal: ClassVar[Mapping[str, str]] = {"metadata": "values"}

    payment: str | None
    attempt: str | None
    status: str
    status_original: str | None
    amount: int
    currency: str
    reason: str | None
    failure_reason: str | None
    pending_reason: str | None
    balance_entry: str | None
    failure_balance_entry: str | None
    reference: str | None
    """The acquirer reference number (ARN) a bank can look up, once known."""
    receipt_number: str | None
    metadata: Json | None

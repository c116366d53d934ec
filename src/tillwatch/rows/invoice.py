"""Invoices, and which payment paid which."""

from collections.abc import Mapping
from typing import ClassVar

from tillwatch.rows.base import Json, Row, Times


class Invoice(Row, frozen=True, kw_only=True):
    """`status`: draft, open, paid, void, uncollectible, deleted, other.

    `lines` is a list of `{"id", "description", "amount", "currency", "quantity", "product",
    "price", "subscription", "proration", "period_start", "period_end"}`, amounts in minor units.
    """

    table: ClassVar[str] = "invoice"
    indexes: ClassVar[tuple[str, ...]] = ("customer", "subscription", "status")
    carried: ClassVar[tuple[str, ...]] = ("status", "currency", "total")
    begun: ClassVar[tuple[str, ...]] = ("number",)
    personal: ClassVar[Mapping[str, str]] = {
        "customer_email": "email",
        "customer_name": "name",
        "lines": "lines",
        "metadata": "values",
    }

    status: str
    status_original: str | None
    number: str | None
    customer: str | None
    customer_email: str | None
    customer_name: str | None
    subscription: str | None
    billing_reason: str | None
    collection_method: str | None
    currency: str
    subtotal: int
    discount: int
    tax: int | None
    total: int
    amount_due: int
    amount_paid: int
    amount_remaining: int
    attempt_count: int
    due_date: Times | None
    next_attempt: Times | None
    paid_at: Times | None
    period_start: Times | None
    period_end: Times | None
    lines: Json
    lines_complete: bool
    """False when the invoice has more lines than the payload carried."""
    discounts: Json
    metadata: Json | None


class InvoicePayment(Row, frozen=True, kw_only=True):
    """One payment towards an invoice. Id: the invoice payment's; where an old
    shape names the payment on the invoice itself, the invoice's id. `payment` is an intent's or a
    bare charge's id."""

    table: ClassVar[str] = "invoice_payment"
    indexes: ClassVar[tuple[str, ...]] = ("invoice", "payment")

    invoice: str
    payment: str | None
    status: str | None
    amount_paid: int | None
    currency: str | None
    is_default: bool | None

"""Invoices and the payments towards them.

Until 2025-03-31 (basil) an invoice named its charge, intent, subscription and tax itself; since
then these stand in `payments`, `parent` and `total_taxes`, and a line's price in `pricing`.
"""

from collections.abc import Sequence
from typing import Any, Final

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
    parts,
    text,
    whole,
)
from tillwatch.rows import Invoice, InvoicePayment, Row

STATUSES: Final = frozenset(("draft", "open", "paid", "void", "uncollectible"))


def invoice(payload: Payload, deleted: bool) -> Sequence[Row]:
    status, status_original = choice(payload, "status", STATUSES)
    if status_original is None and flag(payload, "paid"):
        status = "paid"
    lines = part(payload, "lines")
    row = Invoice(
        id=payload["id"],
        created=moment(payload, "created") or 0,
        livemode=flag(payload, "livemode"),
        status="deleted" if deleted else status,
        status_original=status_original,
        number=text(payload, "number"),
        customer=link(payload, "customer"),
        customer_email=text(payload, "customer_email"),
        customer_name=text(payload, "customer_name"),
        subscription=_subscription(payload),
        billing_reason=text(payload, "billing_reason"),
        collection_method=text(payload, "collection_method"),
        currency=currency(payload),
        subtotal=amount(payload, "subtotal"),
        discount=sum(amount(d, "amount") for d in parts(payload, "total_discount_amounts")),
        tax=_tax(payload),
        total=amount(payload, "total"),
        amount_due=amount(payload, "amount_due"),
        amount_paid=amount(payload, "amount_paid"),
        amount_remaining=amount(payload, "amount_remaining"),
        attempt_count=values.count(payload, "attempt_count"),
        due_date=moment(payload, "due_date"),
        next_attempt=moment(payload, "next_payment_attempt"),
        paid_at=moment(part(payload, "status_transitions"), "paid_at"),
        period_start=moment(payload, "period_start"),
        period_end=moment(payload, "period_end"),
        lines=[_line(line) for line in parts(payload, "lines")],
        lines_complete=lines is not None and not flag(lines, "has_more"),
        discounts=values.links(payload, "discounts") or values.single(payload, "discount"),
        metadata=values.metadata(payload),
    )
    return (row, *_named_payment(payload, row))


def _subscription(owner: Part) -> str | None:
    """Of an invoice or one of its lines."""
    found = link(owner, "subscription")
    parent = part(owner, "parent")
    for details in ("subscription_details", "subscription_item_details", "invoice_item_details"):
        found = found or link(part(parent, details), "subscription")
    return found


def _tax(payload: Payload) -> int | None:
    known = whole(payload, "tax")
    if known is not None:
        return known
    for name in ("total_taxes", "total_tax_amounts"):
        if isinstance(payload.get(name), list):
            return sum(amount(tax, "amount") for tax in parts(payload, name))
    return None


def _line(line: Payload) -> dict[str, Any]:
    named = part(part(line, "pricing"), "price_details")
    price = part(line, "price") or part(line, "plan")
    period = part(line, "period")
    return {
        "id": text(line, "id"),
        "description": text(line, "description"),
        "amount": amount(line, "amount"),
        "currency": currency(line),
        "quantity": whole(line, "quantity"),
        "product": link(named, "product") or link(price, "product"),
        "price": link(named, "price") or link(line, "price") or link(line, "plan"),
        "subscription": _subscription(line),
        "proration": _proration(line),
        "period_start": moment(period, "start"),
        "period_end": moment(period, "end"),
    }


def _proration(line: Payload) -> bool | None:
    known = flag(line, "proration")
    parent = part(line, "parent")
    for details in ("subscription_item_details", "invoice_item_details"):
        if known is None:
            known = flag(part(parent, details), "proration")
    return known


def _named_payment(payload: Payload, row: Invoice) -> Sequence[Row]:
    """The payment that shapes before basil name on the invoice itself. What is known in both shapes
    has its payments as objects of their own."""
    payment = link(payload, "payment_intent") or link(payload, "charge")
    if payment is None or "parent" in payload:
        return ()
    return (
        InvoicePayment(
            id=row.id,
            created=row.created,
            livemode=row.livemode,
            invoice=row.id,
            payment=payment,
            status="paid" if row.status == "paid" else "open",
            amount_paid=row.amount_paid,
            currency=row.currency,
            is_default=True,
        ),
    )


def invoice_payment(payload: Payload, deleted: bool) -> Sequence[Row]:
    target = part(payload, "payment")
    return (
        InvoicePayment(
            id=payload["id"],
            created=moment(payload, "created") or 0,
            livemode=flag(payload, "livemode"),
            invoice=link(payload, "invoice") or "",
            payment=link(target, "payment_intent") or link(target, "charge"),
            status=text(payload, "status"),
            amount_paid=whole(payload, "amount_paid"),
            currency=currency(payload) or None,
            is_default=flag(payload, "is_default"),
        ),
    )

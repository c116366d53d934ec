"""Invoices: draft, open, then paid, or given up.

Finalising makes the payment intent and the invoice payment that links both. Nothing due means paid
at once, without either.
"""

from dataclasses import replace
from typing import Any

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.billing import discounts, invoice_shapes
from tillwatch.simulator.business.billing.invoice_shapes import Line
from tillwatch.simulator.business.core.till import Till
from tillwatch.simulator.business.pay import customers, intents, payments
from tillwatch.simulator.business.pay.charges import Try
from tillwatch.simulator.business.pay.intents import Order

WORDS = {
    "subscription_create": "Subscription creation",
    "subscription_cycle": "Subscription update",
    "subscription_update": "Subscription update",
}


def draft(till: Till, at: int, subscription: Json, reason: str, lines: list[Line]) -> Json:
    """A draft with the subscription's discounts taken off its first line."""
    customer = till.get("customer", subscription["customer"])
    holds, _ = discounts.running(till, subscription, at)
    if holds and lines[0].amount > 0:
        coupon = till.get("discount", holds[0])["source"]["coupon"]
        taken = discounts.off(till, coupon, lines[0].amount, subscription["currency"])
        lines = [replace(lines[0], off=taken, discounts=tuple(holds[:1])), *lines[1:]]
    invoice = invoice_shapes.invoice(till, at, subscription, customer, reason, lines)
    till.put("invoice", invoice)
    till.books.tally.add("invoices.created", invoice["currency"], invoice["total"])
    till.tell("invoice.created", invoice, at)
    return invoice


def finalize(till: Till, at: int, id_: str) -> Json:
    """Draft becomes open, with a number and something to pay it with."""
    invoice = till.get("invoice", id_)
    customer = till.get("customer", invoice["customer"])
    sequence = customer["next_invoice_sequence"]
    customers.update(till, at, customer["id"], next_invoice_sequence=sequence + 1)
    page = f"https://invoice.stripe.com/i/{till.profile.account_id}/{till.ids.token(40)}"
    opened = till.update(
        "invoice",
        id_,
        at,
        "invoice.updated",
        automatically_finalizes_at=None,
        effective_at=at,
        hosted_invoice_url=page,
        invoice_pdf=f"{page}/pdf",
        number=f"{customer['invoice_prefix']}-{sequence:04d}",
        status="open",
        status_transitions={**invoice["status_transitions"], "finalized_at": at},
    )
    till.tell("invoice.finalized", opened, at)
    return opened


def collect(
    till: Till, at: int, id_: str, method_id: str, try_: Try, retry_at: int | None = None
) -> Json:
    """Try to take what is due from this method. The invoice afterwards: paid or still open.

    `retry_at` is when the next try would be, shown on the invoice if this one fails.
    """
    invoice = till.get("invoice", id_)
    if invoice["amount_due"] == 0:
        return _paid(till, at, invoice, attempted=True)
    method = till.get("payment_method", method_id)
    link = payment_of(till, id_) or _link(till, at, invoice, method)
    intent = payments.attempt(till, at, link["payment"]["payment_intent"], method, try_)
    if intent["status"] == "succeeded":
        _link_paid(till, at, link)
        paid = _paid(till, at, invoice, attempted=True)
        if till.on_invoice_paid is not None:
            till.on_invoice_paid(till, intent["latest_charge"], at)
        return paid
    failed = till.update(
        "invoice",
        id_,
        at,
        "invoice.updated",
        attempt_count=invoice["attempt_count"] + 1,
        attempted=True,
        next_payment_attempt=retry_at,
    )
    till.tell("invoice.payment_failed", failed, at)
    return failed


def payment_of(till: Till, id_: str) -> Json | None:
    """What links an invoice to its payment intent; None before the first try."""
    links = till.books.tables["invoice_payment"].where("invoice", id_)
    return links[0] if links else None


def _link(till: Till, at: int, invoice: Json, method: Json) -> Json:
    order = Order(
        amount=invoice["amount_due"],
        currency=invoice["currency"],
        method=method,
        customer=invoice["customer"],
        description=WORDS[invoice["billing_reason"]],
        email=invoice["customer_email"],
        invoice=invoice["id"],
        off_session=True,
    )
    intent = intents.create(till, at, order)
    link: Json = {
        "id": till.ids.timed("inpay", at),
        "object": "invoice_payment",
        "amount_paid": None,
        "amount_requested": invoice["amount_due"],
        "created": at,
        "currency": invoice["currency"],
        "invoice": invoice["id"],
        "is_default": True,
        "livemode": till.books.livemode,
        "payment": {"payment_intent": intent["id"], "type": "payment_intent"},
        "status": "open",
        "status_transitions": {"canceled_at": None, "paid_at": None},
    }
    return till.put("invoice_payment", link)


def _link_paid(till: Till, at: int, link: Json) -> None:
    paid = till.change(
        "invoice_payment",
        link["id"],
        amount_paid=link["amount_requested"],
        status="paid",
        status_transitions={"canceled_at": None, "paid_at": at},
    )
    till.tell("invoice_payment.paid", paid, at)


def _paid(till: Till, at: int, invoice: Json, *, attempted: bool) -> Json:
    due = invoice["amount_due"]
    paid = till.update(
        "invoice",
        invoice["id"],
        at,
        "invoice.updated",
        amount_paid=due,
        amount_remaining=0,
        attempt_count=invoice["attempt_count"] + (1 if due else 0),
        attempted=attempted,
        next_payment_attempt=None,
        status="paid",
        status_transitions={**invoice["status_transitions"], "paid_at": at},
    )
    till.tell("invoice.paid", paid, at)
    till.tell("invoice.payment_succeeded", paid, at)
    till.books.tally.add("invoices.paid", paid["currency"], due)
    return paid


def leave_draft(till: Till, at: int, id_: str) -> None:
    """The subscription ended before its draft was finalised: nobody will collect it."""
    changes = {"auto_advance": False, "automatically_finalizes_at": None}
    till.update("invoice", id_, at, "invoice.updated", **changes)


def give_up(till: Till, at: int, id_: str, status: str) -> None:
    """Void it, or mark it uncollectible; its payment intent is canceled."""
    invoice = till.get("invoice", id_)
    if invoice["status"] != "open":
        return
    field = "voided_at" if status == "void" else "marked_uncollectible_at"
    changes: dict[str, Any] = {"status": status, "next_payment_attempt": None}
    if status == "void":
        changes["auto_advance"] = False
    event = "invoice.voided" if status == "void" else "invoice.marked_uncollectible"
    transitions = {**invoice["status_transitions"], field: at}
    given_up = till.update(
        "invoice", id_, at, "invoice.updated", status_transitions=transitions, **changes
    )
    till.tell(event, given_up, at)
    till.books.tally.add(f"invoices.{status}", given_up["currency"], given_up["total"])
    link = payment_of(till, id_)
    if link is not None and status == "void":
        intents.cancel(till, at, link["payment"]["payment_intent"], "void_invoice")
        till.change(
            "invoice_payment",
            link["id"],
            status="canceled",
            status_transitions={"canceled_at": at, "paid_at": None},
        )

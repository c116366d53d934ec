"""Invoices and subscriptions as they were before basil (2025-03-31).

An invoice had `paid`, `charge`, `payment_intent` and `subscription` of its own, which now stand
in its payments and its parent; its lines had `price` and `type`; a subscription's period stood at
the top and now stands on each item. Source: docs.stripe.com/changelog/basil.
"""

from typing import Any

from tillwatch.simulator.books import Json

NEW_INVOICE_FIELDS = (
    "payments",
    "parent",
    "total_taxes",
    "amount_overpaid",
    "amount_paid_off_stripe",
    "confirmation_secret",
)
NEW_LINE_FIELDS = ("pricing", "parent", "taxes", "quantity_decimal", "subtotal")
PERIOD = ("current_period_start", "current_period_end")


def invoice_of_intent(related: Any, intent: str | None) -> str | None:
    """The id of the invoice that a payment intent pays."""
    if intent is None:
        return None
    for payment in related.where("invoice_payment", "payment.payment_intent", intent):
        return str(payment["invoice"])
    return None


def _payment(related: Any, invoice: str) -> Json:
    """What pays the invoice: its default payment's `payment`."""
    payments = list(related.where("invoice_payment", "invoice", invoice))
    chosen = next((one for one in payments if one.get("is_default")), None)
    return dict(chosen["payment"]) if chosen else {}


def old_invoice(row: Json, version: str, related: Any) -> None:
    payment = _payment(related, row["id"])
    intent = payment.get("payment_intent")
    found = related.get("payment_intent", intent) if intent else None
    details = (row.get("parent") or {}).get("subscription_details") or {}
    taxes = row.get("total_taxes") or []
    row.update(
        paid=row.get("status") == "paid",
        paid_out_of_band=bool(row.get("amount_paid_off_stripe")),
        charge=(found or {}).get("latest_charge"),
        payment_intent=intent,
        subscription=details.get("subscription"),
        subscription_details={"metadata": details.get("metadata")},
        tax=sum(tax["amount"] for tax in taxes) if taxes else None,
        total_tax_amounts=taxes,
        discount=None,
        quote=None,
        application_fee_amount=None,
        transfer_data=None,
    )
    for field in NEW_INVOICE_FIELDS:
        row.pop(field, None)
    if row.get("lines"):
        lines = [old_line(line, related) for line in row["lines"]["data"]]
        row["lines"] = {**row["lines"], "data": lines}


def old_line(line: Json, related: Any) -> Json:
    parent = line.get("parent") or {}
    item = parent.get("subscription_item_details") or parent.get("invoice_item_details") or {}
    price = ((line.get("pricing") or {}).get("price_details") or {}).get("price")
    old = {name: value for name, value in line.items() if name not in NEW_LINE_FIELDS}
    old.update(
        price=related.get("price", price) if isinstance(price, str) else price,
        proration=bool(item.get("proration")),
        subscription=item.get("subscription"),
        subscription_item=item.get("subscription_item"),
        tax_amounts=line.get("taxes") or [],
        type="subscription" if parent.get("subscription_item_details") else "invoiceitem",
    )
    return old


def old_subscription(row: Json, version: str, related: Any) -> None:
    held = row.get("items") or {"data": []}
    first = held["data"][0] if held["data"] else {}
    for field in PERIOD:
        row[field] = first.get(field)
    row["items"] = {**held, "data": [_without_period(item) for item in held["data"]]}
    row["discount"] = None


def old_subscription_item(row: Json, version: str, related: Any) -> None:
    for field in PERIOD:
        row.pop(field, None)


def _without_period(item: Json) -> Json:
    return {name: value for name, value in item.items() if name not in PERIOD}


def bill_fields(kind: str, previous: Json) -> None:
    """An event's `previous_attributes` in the old fields, in place."""
    if kind == "invoice":
        if "status" in previous:
            previous["paid"] = previous["status"] == "paid"
        for field in NEW_INVOICE_FIELDS:
            previous.pop(field, None)
    if kind == "subscription" and isinstance(previous.get("items"), dict):
        held = previous["items"].get("data") or []
        for field in PERIOD:
            if held and field in held[0]:
                previous[field] = held[0][field]
        previous["items"] = {
            **previous["items"],
            "data": [_without_period(item) for item in held],
        }

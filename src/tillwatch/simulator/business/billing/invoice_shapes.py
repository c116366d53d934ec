"""Invoices and their lines, newest shape: no `subscription`, `charge` or `paid` at the top."""

from dataclasses import dataclass
from typing import Any

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import Till


@dataclass(frozen=True, slots=True)
class Line:
    """One thing billed: `amount` before discounts, negative for a credit."""

    amount: int
    description: str
    price: Json
    start: int
    end: int
    item: str
    proration: bool = False
    off: int = 0
    discounts: tuple[str, ...] = ()


def line(till: Till, at: int, billed: Line, invoice: str, subscription: str) -> Json:
    price = billed.price
    return {
        "id": till.ids.timed("il", at),
        "object": "line_item",
        "amount": billed.amount,
        "currency": price["currency"],
        "description": billed.description,
        "discount_amounts": [{"amount": billed.off, "discount": d} for d in billed.discounts[:1]],
        "discountable": not billed.proration,
        "discounts": list(billed.discounts),
        "invoice": invoice,
        "livemode": till.books.livemode,
        "metadata": {},
        "parent": {
            "invoice_item_details": None,
            "subscription_item_details": {
                "invoice_item": None,
                "proration": billed.proration,
                "proration_details": {"credited_items": None},
                "subscription": subscription,
                "subscription_item": billed.item,
            },
            "type": "subscription_item_details",
        },
        "period": {"end": billed.end, "start": billed.start},
        "pretax_credit_amounts": [],
        "pricing": {
            "price_details": {"price": price["id"], "product": price["product"]},
            "type": "price_details",
            "unit_amount_decimal": str(billed.amount),
        },
        "quantity": 1,
        "quantity_decimal": "1",
        "subscription": subscription,
        "subtotal": billed.amount,
        "taxes": [],
    }


def invoice(
    till: Till, at: int, subscription: Json, customer: Json, reason: str, billed: list[Line]
) -> Json:
    """A draft for a subscription's customer."""
    id_ = till.ids.timed("in", at)
    lines = [line(till, at, one, id_, subscription["id"]) for one in billed]
    subtotal = sum(one.amount for one in billed)
    total = max(0, subtotal - sum(one.off for one in billed))
    sums = _sums(subtotal, total, billed)
    return {
        "id": id_,
        "object": "invoice",
        **_constants(till),
        **sums,
        "auto_advance": True,
        "automatically_finalizes_at": at + 3_600 if reason == "subscription_cycle" else None,
        "billing_reason": reason,
        "collection_method": "charge_automatically",
        "created": at,
        "currency": subscription["currency"],
        "customer": customer["id"],
        "customer_account": None,
        "customer_address": customer["address"],
        "customer_email": customer["email"],
        "customer_name": customer["name"],
        "customer_phone": customer["phone"],
        "customer_shipping": customer["shipping"],
        "customer_tax_exempt": "none",
        "customer_tax_ids": [],
        "default_payment_method": None,
        "discounts": list(billed[0].discounts),
        "lines": _list(lines, f"/v1/invoices/{id_}/lines"),
        "livemode": till.books.livemode,
        "metadata": {},
        "parent": {
            "quote_details": None,
            "subscription_details": {"metadata": {}, "subscription": subscription["id"]},
            "type": "subscription_details",
        },
        "period_end": at,
        "period_start": billed[0].start if reason == "subscription_update" else at,
        "status": "draft",
        "status_transitions": {
            "finalized_at": None,
            "marked_uncollectible_at": None,
            "paid_at": None,
            "voided_at": None,
        },
    }


def _list(rows: list[Json], url: str) -> Json:
    return {
        "object": "list",
        "data": rows,
        "has_more": False,
        "total_count": len(rows),
        "url": url,
    }


def _sums(subtotal: int, total: int, billed: list[Line]) -> Json:
    off = {d: one.off for one in billed for d in one.discounts[:1]}
    amounts = [{"amount": amount, "discount": id_} for id_, amount in off.items()]
    return {
        "amount_due": total,
        "amount_overpaid": 0,
        "amount_paid": 0,
        "amount_remaining": total,
        "amount_shipping": 0,
        "subtotal": subtotal,
        "subtotal_excluding_tax": subtotal,
        "total": total,
        "total_discount_amounts": amounts,
        "total_excluding_tax": total,
        "total_pretax_credit_amounts": [{**one, "type": "discount"} for one in amounts],
        "total_taxes": [],
    }


NOTHING = (
    "account_tax_ids application custom_fields default_source description due_date effective_at "
    "ending_balance footer from_invoice hosted_invoice_url invoice_pdf last_finalization_error "
    "latest_revision next_payment_attempt number on_behalf_of receipt_number rendering "
    "shipping_cost shipping_details statement_descriptor test_clock webhooks_delivered_at"
).split()


def _constants(till: Till) -> Json:
    constants: dict[str, Any] = dict.fromkeys(NOTHING)
    return constants | {
        "account_country": till.profile.country,
        "account_name": till.profile.name,
        "attempt_count": 0,
        "attempted": False,
        "automatic_tax": {
            "disabled_reason": None,
            "enabled": False,
            "liability": None,
            "provider": None,
            "status": None,
        },
        "default_tax_rates": [],
        "issuer": {"type": "self"},
        "payment_settings": {
            "default_mandate": None,
            "payment_method_options": None,
            "payment_method_types": None,
        },
        "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0,
        "starting_balance": 0,
    }

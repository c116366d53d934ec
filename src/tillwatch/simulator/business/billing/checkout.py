"""Checkout sessions: where a buyer enters a promotion code. Told when complete."""

from dataclasses import dataclass
from typing import Any

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import Till
from tillwatch.simulator.business.money.calendar import DAY

NOTHING = (
    "after_expiration billing_address_collection cancel_url client_reference_id client_secret "
    "collected_information consent consent_collection currency_conversion customer_account "
    "customer_creation customer_email integration_identifier invoice locale origin_context "
    "payment_intent payment_link payment_method_collection payment_method_configuration_details "
    "recovered_from saved_payment_method_options setup_intent shipping_address_collection "
    "shipping_cost submit_type subscription url wallet_options"
).split()


NEVER = {
    "adaptive_pricing": {"enabled": False},
    "allow_promotion_codes": True,
    "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
    "custom_text": dict.fromkeys(
        ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
    ),
    "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
    "phone_number_collection": {"enabled": False},
    "success_url": "https://shop.example/thanks",
    "ui_mode": "hosted_page",
}
"""What this shop sets the same way for every session."""
INVOICE_DATA = (
    "account_tax_ids",
    "custom_fields",
    "description",
    "footer",
    "issuer",
    "rendering_options",
)
OPEN_S = 95
"""How long buyers take, in seconds."""


@dataclass(frozen=True, slots=True)
class Basket:
    """What is paid for: `off` is taken off by `discounts`. Minor units."""

    mode: str
    currency: str
    subtotal: int
    off: int
    discounts: tuple[Json, ...]


def session_id(till: Till) -> str:
    return till.ids.plain("cs_live" if till.books.livemode else "cs_test", 58)


def complete(till: Till, at: int, id_: str, customer: Json, basket: Basket, **links: Any) -> Json:
    """A session that is done. `links`: invoice, payment_intent, subscription as they apply."""
    nothing: dict[str, Any] = dict.fromkeys(NOTHING)
    due = basket.subtotal - basket.off
    session: Json = {"id": id_, "object": "checkout.session"} | nothing | NEVER
    session |= {
        "amount_subtotal": basket.subtotal,
        "amount_total": due,
        "created": at - OPEN_S,
        "currency": basket.currency,
        "custom_fields": [],
        "customer": customer["id"],
        "customer_details": _details(customer),
        "discounts": list(basket.discounts),
        "expires_at": at - OPEN_S + DAY,
        "invoice_creation": None if basket.mode == "subscription" else _no_invoice(),
        "livemode": till.books.livemode,
        "metadata": {},
        "mode": basket.mode,
        "payment_method_types": ["card"],
        "payment_status": "paid" if due else "no_payment_required",
        "permissions": None,
        "shipping_options": [],
        "status": "complete",
        "total_details": {"amount_discount": basket.off, "amount_shipping": 0, "amount_tax": 0},
        **links,
    }
    till.put("checkout.session", session)
    till.tell("checkout.session.completed", session, at)
    return session


def _details(customer: Json) -> Json:
    return {
        "address": customer["address"],
        "business_name": None,
        "email": customer["email"],
        "individual_name": None,
        "name": customer["name"],
        "phone": None,
        "tax_exempt": "none",
        "tax_ids": [],
    }


def _no_invoice() -> Json:
    data: dict[str, Any] = dict.fromkeys(INVOICE_DATA)
    return {"enabled": False, "invoice_data": {**data, "metadata": {}}}

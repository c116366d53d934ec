"""Checkout sessions: where a buyer enters a promotion code. Told when complete."""

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


def session_id(till: Till) -> str:
    return till.ids.plain("cs_live" if till.books.livemode else "cs_test", 58)


def complete(
    till: Till,
    at: int,
    id_: str,
    customer: Json,
    mode: str,
    currency: str,
    subtotal: int,
    off: int,
    discounts: list[Json],
    **links: Any,
) -> Json:
    """A session that is done. `links`: invoice, payment_intent, subscription as they apply."""
    nothing: dict[str, Any] = dict.fromkeys(NOTHING)
    session: Json = (
        {"id": id_, "object": "checkout.session"}
        | nothing
        | {
            "adaptive_pricing": {"enabled": False},
            "allow_promotion_codes": True,
            "amount_subtotal": subtotal,
            "amount_total": subtotal - off,
            "automatic_tax": {
                "enabled": False,
                "liability": None,
                "provider": None,
                "status": None,
            },
            "created": at - 95,
            "currency": currency,
            "custom_fields": [],
            "custom_text": {
                "after_submit": None,
                "shipping_address": None,
                "submit": None,
                "terms_of_service_acceptance": None,
            },
            "customer": customer["id"],
            "customer_details": {
                "address": customer["address"],
                "business_name": None,
                "email": customer["email"],
                "individual_name": None,
                "name": customer["name"],
                "phone": None,
                "tax_exempt": "none",
                "tax_ids": [],
            },
            "discounts": discounts,
            "expires_at": at - 95 + DAY,
            "invoice_creation": None
            if mode == "subscription"
            else {
                "enabled": False,
                "invoice_data": {
                    "account_tax_ids": None,
                    "custom_fields": None,
                    "description": None,
                    "footer": None,
                    "issuer": None,
                    "metadata": {},
                    "rendering_options": None,
                },
            },
            "livemode": till.books.livemode,
            "metadata": {},
            "mode": mode,
            "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
            "payment_method_types": ["card"],
            "payment_status": "paid" if subtotal > off else "no_payment_required",
            "permissions": None,
            "phone_number_collection": {"enabled": False},
            "shipping_options": [],
            "status": "complete",
            "success_url": "https://shop.example/thanks",
            "total_details": {"amount_discount": off, "amount_shipping": 0, "amount_tax": 0},
            "ui_mode": "hosted_page",
            **links,
        }
    )
    till.put("checkout.session", session)
    till.tell("checkout.session.completed", session, at)
    return session

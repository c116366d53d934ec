"""The account object of a shop, newest shape."""

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import Profile
from tillwatch.simulator.business.money.payouts import destination


def profile(entry: Json) -> Profile:
    """From an entry of `data/shops.json`."""
    return Profile(
        account_id=entry["account_id"],
        name=entry["name"],
        country=entry["country"],
        default_currency=entry["default_currency"],
        settles=tuple(entry["settles"]),
        payouts=entry["payouts"],
        delay_days=entry["delay_days"],
        fees=entry["fees"],
        customers=entry["customers"],
        tax_on_fees=entry["tax_on_fees"],
        pricing=entry["pricing"],
        answers=entry["answers"],
        dispute_fee_on_win=entry["dispute_fee_on_win"],
    )


def account(entry: Json, created: int) -> Json:
    shop = profile(entry)
    return {
        "id": shop.account_id,
        "object": "account",
        "business_profile": _business(entry),
        "business_type": "company",
        "capabilities": {"card_payments": "active", "transfers": "active"},
        "charges_enabled": True,
        "controller": {"type": "account"},
        "country": shop.country,
        "created": created,
        "default_currency": shop.default_currency,
        "details_submitted": True,
        "email": entry["email"],
        "external_accounts": {
            "object": "list",
            "data": [_bank(shop, currency) for currency in shop.settles],
            "has_more": False,
            "url": f"/v1/accounts/{shop.account_id}/external_accounts",
        },
        "future_requirements": _requirements(),
        "metadata": {},
        "payouts_enabled": True,
        "requirements": _requirements(),
        "settings": _settings(entry),
        "tos_acceptance": {"date": created, "ip": None, "user_agent": None},
        "type": "standard",
    }


def _business(entry: Json) -> Json:
    nothing = ("city", "country", "line1", "line2", "postal_code", "state")
    return {
        "annual_revenue": None,
        "estimated_worker_count": None,
        "mcc": entry["mcc"],
        "minority_owned_business_designation": None,
        "name": entry["name"],
        "product_description": None,
        "support_address": {**dict.fromkeys(nothing), "country": entry["country"]},
        "support_email": entry["email"],
        "support_phone": None,
        "support_url": entry["url"],
        "url": entry["url"],
    }


def _bank(shop: Profile, currency: str) -> Json:
    return {
        "id": destination(shop, currency),
        "object": "bank_account",
        "account": shop.account_id,
        "account_holder_name": shop.name,
        "account_holder_type": "company",
        "account_type": None,
        "available_payout_methods": ["standard"],
        "bank_name": "Harbour Savings Bank",
        "country": shop.country,
        "currency": currency,
        "default_for_currency": True,
        "fingerprint": f"Bank{shop.account_id[-8:]}{currency}",
        "last4": "6789",
        "metadata": {},
        "routing_number": "110000000",
        "status": "new",
    }


def _requirements() -> Json:
    lists = (
        "alternatives",
        "currently_due",
        "errors",
        "eventually_due",
        "past_due",
        "pending_verification",
    )
    return {name: [] for name in lists} | {"current_deadline": None, "disabled_reason": None}


def _settings(entry: Json) -> Json:
    automatic = entry["payouts"] == "daily"
    schedule = {"delay_days": entry["delay_days"], "interval": "daily" if automatic else "manual"}
    prefix = entry["descriptor"].split()[0]
    return {
        "bacs_debit_payments": {"display_name": None, "service_user_number": None},
        "branding": {
            "icon": None,
            "logo": None,
            "primary_color": "#1f6f5c",
            "secondary_color": None,
        },
        "card_issuing": {"tos_acceptance": {"date": None, "ip": None}},
        "card_payments": {
            "decline_on": {"avs_failure": False, "cvc_failure": True},
            "statement_descriptor_prefix": prefix,
            "statement_descriptor_prefix_kana": None,
            "statement_descriptor_prefix_kanji": None,
        },
        "dashboard": {"display_name": entry["name"], "timezone": entry["timezone"]},
        "invoices": {"default_account_tax_ids": None, "hosted_payment_method_save": "offer"},
        "payments": {
            "statement_descriptor": entry["descriptor"],
            "statement_descriptor_kana": None,
            "statement_descriptor_kanji": None,
        },
        "payouts": {
            "debit_negative_balances": True,
            "schedule": schedule,
            "statement_descriptor": None,
        },
        "sepa_debit_payments": {},
    }

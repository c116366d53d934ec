"""Subscriptions and their items, newest shape: the billing period stands on the item."""

from typing import Any

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.billing.catalogue import plan_of
from tillwatch.simulator.business.core.till import Till

NOTHING = (
    "application application_fee_percent billing_cycle_anchor_config billing_thresholds cancel_at "
    "canceled_at customer_account days_until_due default_source description ended_at "
    "latest_invoice next_pending_invoice_item_invoice on_behalf_of pause_collection "
    "pending_invoice_item_interval pending_setup_intent pending_update schedule test_clock "
    "transfer_data trial_end trial_start"
).split()


def item(till: Till, at: int, price: Json, subscription: str, start: int, end: int) -> Json:
    return {
        "id": till.ids.plain("si"),
        "object": "subscription_item",
        "billing_thresholds": None,
        "created": at,
        "current_period_end": end,
        "current_period_start": start,
        "discounts": [],
        "metadata": {},
        "plan": plan_of(price),
        "price": price,
        "quantity": 1,
        "subscription": subscription,
        "tax_rates": [],
    }


def items(rows: list[Json], subscription: str) -> Json:
    return {
        "object": "list",
        "data": rows,
        "has_more": False,
        "total_count": len(rows),
        "url": f"/v1/subscription_items?subscription={subscription}",
    }


def subscription(
    till: Till, at: int, customer: str, method: str, price: Json, end: int, trial: bool
) -> Json:
    """As it is at its creation: trialing, or incomplete until the first invoice is paid."""
    id_ = till.ids.timed("sub", at)
    nothing: dict[str, Any] = dict.fromkeys(NOTHING)
    return (
        {"id": id_, "object": "subscription"}
        | nothing
        | {
            "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
            "billing_cycle_anchor": end if trial else at,
            "billing_mode": {"flexible": None, "type": "classic"},
            "billing_schedules": [],
            "cancel_at_period_end": False,
            "cancellation_details": {"comment": None, "feedback": None, "reason": None},
            "collection_method": "charge_automatically",
            "created": at,
            "currency": price["currency"],
            "customer": customer,
            "default_payment_method": method,
            "default_tax_rates": [],
            "discounts": [],
            "invoice_settings": {"account_tax_ids": None, "issuer": {"type": "self"}},
            "items": items([item(till, at, price, id_, at, end)], id_),
            "livemode": till.books.livemode,
            "metadata": {},
            "payment_settings": {
                "payment_method_options": None,
                "payment_method_types": None,
                "save_default_payment_method": "off",
            },
            "start_date": at,
            "status": "trialing" if trial else "incomplete",
            "trial_end": end if trial else None,
            "trial_settings": {"end_behavior": {"missing_payment_method": "create_invoice"}},
            "trial_start": at if trial else None,
        }
    )

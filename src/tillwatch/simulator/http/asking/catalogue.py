"""The kinds of object: their address, the permissions for them, what a list can be filtered by.

Sources: the list parameters of Stripe's API reference (newest version), and for permissions
docs.stripe.com/keys/permissions-reference. Where it is not known which of two permissions counts,
either does; the first is the one a refusal names.
"""

from dataclasses import dataclass, field
from typing import Literal

FilterType = Literal["text", "range", "reference", "flag", "choice", "any_of", "nested", "own"]


@dataclass(frozen=True, slots=True)
class Filter:
    """How one parameter narrows a list."""

    type: FilterType
    path: str = ""
    """Where in the object the value stands, dotted; the parameter's own name if empty."""
    to: str = ""
    """reference: the kind whose ids these are."""
    words: tuple[str, ...] = ()
    """choice: the values there are. nested: the names inside the brackets."""
    required: bool = False


TEXT = Filter("text")
RANGE = Filter("range")
FLAG = Filter("flag")
OWN = Filter("own")
"""A filter with a rule of its own, in `filters`."""


def ref(kind: str, path: str = "") -> Filter:
    return Filter("reference", path, to=kind)


def choice(*words: str) -> Filter:
    return Filter("choice", words=words)


CUSTOMER = ref("customer")
CHARGE = ref("charge")
INTENT = ref("payment_intent")


@dataclass(frozen=True, slots=True)
class Kind:
    object: str
    path: str
    noun: str
    """As in “No such charge”."""
    read: tuple[str, ...]
    write: tuple[str, ...] = ()
    filters: dict[str, Filter] = field(default_factory=dict)


KINDS: tuple[Kind, ...] = (
    Kind(
        "charge",
        "charges",
        "charge",
        read=("rak_charge_read",),
        filters={
            "created": RANGE,
            "customer": CUSTOMER,
            "payment_intent": INTENT,
            "transfer_group": TEXT,
        },
    ),
    Kind(
        "payment_intent",
        "payment_intents",
        "payment_intent",
        read=("rak_payment_intent_read",),
        filters={"created": RANGE, "customer": CUSTOMER, "customer_account": TEXT},
    ),
    Kind(
        "payment_method",
        "payment_methods",
        "PaymentMethod",
        read=("rak_payment_method_read",),
        filters={
            "customer": CUSTOMER,
            "customer_account": TEXT,
            "type": TEXT,
            "allow_redisplay": TEXT,
        },
    ),
    Kind(
        "customer",
        "customers",
        "customer",
        read=("rak_customer_read",),
        write=("rak_customer_write",),
        filters={"created": RANGE, "email": TEXT, "test_clock": TEXT},
    ),
    Kind(
        "product",
        "products",
        "product",
        read=("rak_product_read",),
        filters={
            "active": FLAG,
            "created": RANGE,
            "ids": Filter("any_of", "id"),
            "shippable": FLAG,
            "type": TEXT,
            "url": TEXT,
        },
    ),
    Kind(
        "price",
        "prices",
        "price",
        read=("rak_plan_read",),
        filters={
            "active": FLAG,
            "created": RANGE,
            "currency": TEXT,
            "lookup_keys": Filter("any_of", "lookup_key"),
            "product": ref("product"),
            "recurring": Filter("nested", words=("interval", "meter", "usage_type")),
            "type": choice("one_time", "recurring"),
        },
    ),
    Kind("coupon", "coupons", "coupon", read=("rak_coupon_read",), filters={"created": RANGE}),
    Kind(
        "promotion_code",
        "promotion_codes",
        "promotion code",
        read=("rak_promotion_code_read", "rak_coupon_read"),
        filters={
            "active": FLAG,
            "code": TEXT,
            "coupon": ref("coupon", "promotion.coupon"),
            "created": RANGE,
            "customer": CUSTOMER,
            "customer_account": TEXT,
        },
    ),
    Kind(
        "subscription",
        "subscriptions",
        "subscription",
        read=("rak_subscription_read",),
        filters={
            "automatic_tax": Filter("nested", words=("enabled",)),
            "collection_method": choice("charge_automatically", "send_invoice"),
            "created": RANGE,
            "current_period_end": OWN,
            "current_period_start": OWN,
            "customer": CUSTOMER,
            "customer_account": TEXT,
            "plan": OWN,
            "price": OWN,
            "status": OWN,
            "test_clock": TEXT,
        },
    ),
    Kind(
        "subscription_item",
        "subscription_items",
        "subscription_item",
        read=("rak_subscription_read",),
        filters={"subscription": Filter("reference", to="subscription", required=True)},
    ),
    Kind(
        "invoice",
        "invoices",
        "invoice",
        read=("rak_invoice_read",),
        filters={
            "collection_method": choice("charge_automatically", "send_invoice"),
            "created": RANGE,
            "customer": CUSTOMER,
            "customer_account": TEXT,
            "due_date": RANGE,
            "status": choice("draft", "open", "paid", "uncollectible", "void"),
            "subscription": ref("subscription", "parent.subscription_details.subscription"),
        },
    ),
    Kind(
        "invoice_payment",
        "invoice_payments",
        "invoice_payment",
        read=("rak_invoice_read",),
        filters={
            "created": RANGE,
            "invoice": ref("invoice"),
            "payment": Filter("nested", words=("payment_intent", "payment_record", "type")),
            "status": choice("canceled", "open", "paid"),
        },
    ),
    Kind(
        "checkout.session",
        "checkout/sessions",
        "checkout.session",
        read=("rak_checkout_session_read",),
        filters={
            "created": RANGE,
            "customer": CUSTOMER,
            "customer_account": TEXT,
            "customer_details": Filter("nested", words=("email",)),
            "payment_intent": INTENT,
            "payment_link": TEXT,
            "status": choice("complete", "expired", "open"),
            "subscription": ref("subscription"),
        },
    ),
    Kind(
        "refund",
        "refunds",
        "refund",
        read=("rak_refund_read", "rak_charge_read"),
        write=("rak_charge_write", "rak_refund_write"),
        filters={"charge": CHARGE, "created": RANGE, "payment_intent": INTENT},
    ),
    Kind(
        "dispute",
        "disputes",
        "dispute",
        read=("rak_dispute_read",),
        write=("rak_dispute_write",),
        filters={"charge": CHARGE, "created": RANGE, "payment_intent": INTENT},
    ),
    Kind(
        "radar.early_fraud_warning",
        "radar/early_fraud_warnings",
        "early fraud warning",
        read=("rak_charge_read", "rak_early_fraud_warning_read"),
        filters={"charge": CHARGE, "created": RANGE, "payment_intent": INTENT},
    ),
    Kind(
        "review",
        "reviews",
        "review",
        read=("rak_review_read",),
        write=("rak_review_write",),
        filters={"created": RANGE},
    ),
    Kind(
        "payout",
        "payouts",
        "payout",
        read=("rak_payout_read",),
        filters={
            "arrival_date": RANGE,
            "created": RANGE,
            "destination": TEXT,
            "status": choice("canceled", "failed", "in_transit", "paid", "pending"),
        },
    ),
    Kind(
        "balance_transaction",
        "balance_transactions",
        "balance transaction",
        read=("rak_balance_transaction_source_read", "rak_balance_read"),
        filters={
            "created": RANGE,
            "currency": TEXT,
            "payout": OWN,
            "source": OWN,
            "type": TEXT,
        },
    ),
    Kind(
        "event",
        "events",
        "event",
        read=("rak_event_read",),
        filters={"created": RANGE, "delivery_success": OWN, "type": OWN, "types": OWN},
    ),
    Kind(
        "webhook_endpoint",
        "webhook_endpoints",
        "webhook endpoint",
        read=("rak_webhook_read",),
        write=("rak_webhook_write",),
    ),
)

BY_OBJECT = {kind.object: kind for kind in KINDS}
BY_PATH = {kind.path: kind for kind in KINDS}

ACCOUNT_READ = ("rak_connected_account_read",)
BALANCE_READ = ("rak_balance_read",)

PREFIXES = {
    "ch_": "charge",
    "py_": "charge",
    "pi_": "payment_intent",
    "re_": "refund",
    "pyr_": "refund",
    "du_": "dispute",
    "dp_": "dispute",
    "po_": "payout",
}
"""What the `source` of a balance transaction is, by its id."""

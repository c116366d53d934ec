"""What each piece of evidence is worth to a bank, by reason and by what was sold: log-odds.

Words count only where they say something (a few are nothing), a tracking number only if it is that
of the parcel, another payment only if it is one of the same buyer's. Evidence of a parcel that did
not arrive speaks against the merchant.
"""

from typing import Final

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import Till

WORDS_MIN: Final = 40
"""Shorter texts say nothing."""
FACTS: Final = frozenset(
    (
        "billing_address",
        "customer_email_address",
        "customer_name",
        "customer_purchase_ip",
        "duplicate_charge_id",
        "service_date",
        "shipping_address",
        "shipping_carrier",
        "shipping_date",
        "shipping_tracking_number",
    )
)
"""Fields that are short by nature."""
AS_FRAUD: Final = {
    "customer_purchase_ip": 0.28,
    "customer_communication": 0.35,
    "customer_signature": 0.3,
    "access_activity_log": 0.55,
    "receipt": 0.12,
    "uncategorized_text": 0.15,
}
WORTH: Final = {
    "fraudulent": AS_FRAUD,
    "unrecognized": {**AS_FRAUD, "receipt": 0.6, "customer_name": 0.15, "billing_address": 0.1},
    "product_not_received": {
        "shipping_documentation": 0.75,
        "customer_signature": 0.35,
        "customer_communication": 0.3,
        "service_documentation": 0.6,
        "service_date": 0.1,
        "uncategorized_text": 0.1,
    },
    "product_unacceptable": {
        "product_description": 0.5,
        "customer_communication": 0.65,
        "refund_policy": 0.4,
        "refund_policy_disclosure": 0.35,
        "refund_refusal_explanation": 0.35,
        "receipt": 0.15,
        "uncategorized_text": 0.15,
    },
    "subscription_canceled": {
        "cancellation_policy": 0.4,
        "cancellation_policy_disclosure": 0.35,
        "cancellation_rebuttal": 0.6,
        "access_activity_log": 0.75,
        "customer_communication": 0.3,
        "uncategorized_text": 0.1,
    },
    "credit_not_processed": {
        "refund_policy": 0.4,
        "refund_policy_disclosure": 0.35,
        "refund_refusal_explanation": 0.8,
        "cancellation_policy": 0.15,
        "customer_communication": 0.4,
        "uncategorized_text": 0.15,
    },
    "duplicate": {
        "duplicate_charge_explanation": 0.55,
        "duplicate_charge_documentation": 0.45,
        "receipt": 0.25,
        "shipping_documentation": 0.3,
        "uncategorized_text": 0.15,
    },
}
OTHERS: Final = {
    "receipt": 0.4,
    "customer_communication": 0.55,
    "service_documentation": 0.3,
    "product_description": 0.2,
    "uncategorized_text": 0.35,
}
USED: Final = 1.25
"""Of something digital that did not come: a log of its use."""
ARRIVED: Final = {"product_not_received": 2.0, "fraudulent": 0.5, "unrecognized": 0.6}
ARRIVED_ELSE: Final = 0.1
NEVER: Final = {"product_not_received": -0.9}
TWO_PAYMENTS: Final = 1.05
MUCH: Final = 3.1
"""More than this even the best papers do not add."""


def worth(till: Till, charge: Json, given: Json, reason: str, kind: str, arrived: bool) -> float:
    """All that was sent, for this reason."""
    table = WORTH.get(reason, OTHERS)
    total = sum(each for name, each in table.items() if _says(charge, name, given.get(name)))
    if reason == "product_not_received" and kind == "digital":
        total += USED * _says(charge, "access_activity_log", given.get("access_activity_log"))
    if kind == "physical":
        total += _parcel(charge, given, reason, arrived)
    if reason == "duplicate" and _another(till, charge, given.get("duplicate_charge_id")):
        total += TWO_PAYMENTS
    return min(MUCH, total)


def _says(charge: Json, name: str, value: object) -> bool:
    """A file does; a text if it is long enough and not what Stripe filled in."""
    if not isinstance(value, str) or not value:
        return False
    if value.startswith("file_") or name in FACTS:
        return True
    return len(value) >= WORDS_MIN and value != charge["description"]


def _parcel(charge: Json, given: Json, reason: str, arrived: bool) -> float:
    number = given.get("shipping_tracking_number")
    parcel = charge.get("_parcel") or {}
    if not number or number != parcel.get("tracking_number"):
        return 0.0
    if arrived:
        return ARRIVED.get(reason, ARRIVED_ELSE)
    return NEVER.get(reason, 0.0)


def _another(till: Till, charge: Json, other: str | None) -> bool:
    """Whether it is another payment of the same buyer."""
    row = till.books.tables["charge"].get(other) if other else None
    if row is None or row["id"] == charge["id"] or not row["captured"]:
        return False
    emails = {one["billing_details"]["email"] for one in (row, charge)}
    return len(emails) == 1

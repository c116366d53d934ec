"""Older API shapes from the newest one: pure functions of an object and what belongs to it.

Three borders (see `versions`): before clover a promotion code holds its coupon; before basil
invoices, subscriptions and charges point at each other directly; before 2022-11-15 an intent
holds its charges and a charge its refunds, and fields that came since are not there. Source:
docs.stripe.com/changelog, and recorded bodies of 2020-08-27.
"""

from collections.abc import Callable, Iterator
from typing import Any, Protocol

from tillwatch.simulator.books import Json
from tillwatch.simulator.http.showing.billing_shapes import (
    bill_fields,
    invoice_of_intent,
    old_invoice,
    old_subscription,
    old_subscription_item,
)
from tillwatch.simulator.http.versions import BASIL, CHARGES_OUT_OF_INTENTS, CLOVER, before


class Related(Protocol):
    """Where other objects are found: as they are, or as they were at an event."""

    def get(self, kind: str, id_: str) -> Json | None: ...

    def where(self, kind: str, field: str, value: Any) -> Iterator[Json]: ...


Shape = Callable[[Json, str, Related], None]

CAME_LATER: dict[str, tuple[str, ...]] = {
    "charge": ("presentment_details", "authorization_code", "radar_options"),
    "payment_intent": ("latest_charge", "presentment_details", "excluded_payment_method_types"),
    "dispute": (
        "payment_method_details",
        "enhanced_eligibility_types",
        "intended_submission_method",
    ),
    "payout": (
        "reconciliation_status",
        "trace_id",
        "payout_method",
        "application_fee",
        "application_fee_amount",
    ),
    "refund": ("destination_details", "pending_reason", "payment_method", "customer"),
    "balance_transaction": ("balance_type",),
}
"""Fields that bodies of 2020-08-27 do not have."""

CARD_CAME_LATER = (
    "authorization_code",
    "electronic_commerce_indicator",
    "network_token",
    "network_transaction_id",
    "overcapture",
    "regulated_status",
    "setup_credential_usage",
    "stored_credential_usage",
    "transaction_link_id",
)
SECURE_CAME_LATER = ("electronic_commerce_indicator", "exemption_indicator")
OUTCOME_CAME_LATER = ("advice_code", "network_advice_code", "network_decline_code")


def shaped(kind: str, row: Json, version: str, related: Related) -> Json:
    """`row`, which must be a copy, in the shape of `version`. Inner values are not changed in
    place."""
    for border, shapes in BORDERS:
        if before(version, border) and kind in shapes:
            shapes[kind](row, version, related)
    if before(version, CHARGES_OUT_OF_INTENTS):
        for field in (*CAME_LATER.get(kind, ()), "customer_account"):
            row.pop(field, None)
    return row


def shaped_data(data: Json, version: str, related: Related) -> Json:
    """The `data` of an event: the snapshot and what it says was before."""
    subject = data["object"]
    kind = subject.get("object", "")
    data = {**data, "object": shaped(kind, subject, version, related)}
    if "previous_attributes" in data:
        previous = dict(data["previous_attributes"])
        if before(version, BASIL):
            bill_fields(kind, previous)
        if before(version, CHARGES_OUT_OF_INTENTS):
            for field in CAME_LATER.get(kind, ()):
                previous.pop(field, None)
        data["previous_attributes"] = previous
    return data


def _old_promotion_code(row: Json, version: str, related: Related) -> None:
    promotion = row.pop("promotion", None) or {}
    coupon = promotion.get("coupon")
    row["coupon"] = related.get("coupon", coupon) if isinstance(coupon, str) else coupon


def _with_invoice(row: Json, version: str, related: Related) -> None:
    intent = row["payment_intent"] if row["object"] == "charge" else row["id"]
    row["invoice"] = invoice_of_intent(related, intent)


def _legacy_charge(row: Json, version: str, related: Related) -> None:
    refunds = [dict(refund) for refund in related.where("refund", "charge", row["id"])]
    row["order"] = None
    row["refunds"] = {
        "object": "list",
        "data": [shaped("refund", refund, version, related) for refund in refunds[::-1]],
        "has_more": False,
        "total_count": len(refunds),
        "url": f"/v1/charges/{row['id']}/refunds",
    }
    if row.get("outcome"):
        row["outcome"] = _without(row["outcome"], OUTCOME_CAME_LATER)
    details = row.get("payment_method_details")
    if details and details.get("card"):
        card = _without(details["card"], CARD_CAME_LATER)
        if card.get("three_d_secure"):
            card["three_d_secure"] = _without(card["three_d_secure"], SECURE_CAME_LATER)
        row["payment_method_details"] = {**details, "card": card}


def _legacy_intent(row: Json, version: str, related: Related) -> None:
    charges = [
        shaped("charge", {k: v for k, v in charge.items() if k[0] != "_"}, version, related)
        for charge in related.where("charge", "payment_intent", row["id"])
    ]
    row["charges"] = {
        "object": "list",
        "data": charges[::-1],
        "has_more": False,
        "total_count": len(charges),
        "url": f"/v1/charges?payment_intent={row['id']}",
    }


def _legacy_dispute(row: Json, version: str, related: Related) -> None:
    entries = row.get("balance_transactions") or []
    row["balance_transaction"] = entries[0]["id"] if entries else None
    card = (row.get("payment_method_details") or {}).get("card") or {}
    row["network_reason_code"] = card.get("network_reason_code")
    if row.get("evidence"):
        row["evidence"] = _without(row["evidence"], ("appeal", "enhanced_evidence"))
    if row.get("evidence_details"):
        row["evidence_details"] = _without(
            row["evidence_details"], ("enhanced_eligibility", "submission_method")
        )


def _without(inner: Json, fields: tuple[str, ...]) -> Json:
    return {name: value for name, value in inner.items() if name not in fields}


BORDERS: tuple[tuple[str, dict[str, Shape]], ...] = (
    (CLOVER, {"promotion_code": _old_promotion_code}),
    (
        BASIL,
        {
            "charge": _with_invoice,
            "payment_intent": _with_invoice,
            "invoice": old_invoice,
            "subscription": old_subscription,
            "subscription_item": old_subscription_item,
        },
    ),
    (
        CHARGES_OUT_OF_INTENTS,
        {"charge": _legacy_charge, "payment_intent": _legacy_intent, "dispute": _legacy_dispute},
    ),
)

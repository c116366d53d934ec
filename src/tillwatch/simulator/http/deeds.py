"""What people do in a shop, by the name of its control address, and how a body becomes arguments.

A shop's method acts; fields that are not given are left to the shop, which chooses by its own
chance.
"""

from dataclasses import dataclass
from typing import Any

from tillwatch.simulator.books import Json
from tillwatch.simulator.http import failures
from tillwatch.simulator.http.port import Shop

Fields = dict[str, type]
"""Name of an argument -> what it must be."""

MONEY: Fields = {"amount": int, "currency": str}
BUYER: Fields = {**MONEY, "email": str}


@dataclass(frozen=True, slots=True)
class Deed:
    method: str
    fields: Fields


DEEDS: dict[str, Deed] = {
    "sale": Deed("sale", {**BUYER, "three_ds": str}),
    "failed-card": Deed("failed_card", {**BUYER, "decline_code": str}),
    "retry": Deed("retry", {"intent_id": str}),
    "intent": Deed("intent", MONEY),
    "authorize": Deed("authorize", BUYER),
    "capture": Deed("capture", {"intent_id": str, "amount": int}),
    "cancel-intent": Deed("cancel", {"intent_id": str, "reason": str}),
    "refund": Deed("refund", {"charge_id": str, "amount": int, "fails": bool, "reason": str}),
    "dispute": Deed(
        "dispute", {"charge_id": str, "reason": str, "inquiry": bool, "prevented": bool}
    ),
    "close-dispute": Deed("close_dispute", {"id_": str, "won": bool}),
    "early-fraud-warning": Deed("early_fraud_warning", {"charge_id": str}),
    "payout": Deed("payout", {**MONEY, "fails": bool}),
    "cancel-payout": Deed("cancel_payout", {"id_": str}),
    "subscribe": Deed(
        "subscribe",
        {
            "price": str,
            "email": str,
            "country": str,
            "coupon": str,
            "trial_days": int,
            "fails": bool,
        },
    ),
    "cancel": Deed("cancel_subscription", {"id_": str, "at_period_end": bool}),
    "upgrade": Deed("upgrade_subscription", {"id_": str, "price": str}),
    "customer": Deed("create_customer", {"email": str, "country": str}),
    "delete-customer": Deed("delete_customer", {"id_": str}),
    "product": Deed("create_product", {"name": str, "description": str}),
    "price": Deed(
        "create_price", {"product": str, "amount": int, "currency": str, "interval": str}
    ),
    "coupon": Deed("create_coupon", {"terms": dict}),
}


def perform(name: str, shop: Shop, livemode: bool, asked: Json) -> Any:
    """Let the shop act; the object it made or changed, without private fields."""
    deed = DEEDS[name]
    if "id" in asked and "id_" in deed.fields:
        asked["id_"] = asked.pop("id")
    for field, value in asked.items():
        kind = deed.fields.get(field)
        if kind is None:
            raise failures.unknown_parameters([field])
        if type(value) is not kind:
            raise failures.bad_value(field, f"{field} must be of type {kind.__name__}")
    made = getattr(shop, deed.method)(livemode, **asked)
    return {field: value for field, value in made.items() if field[0] != "_"}

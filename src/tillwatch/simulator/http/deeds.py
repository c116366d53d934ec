"""What people do in a shop, by the name of its control address, and how a body becomes arguments.

A shop's method acts; fields that are not given are left to the shop, which chooses by its own
chance.
"""

from dataclasses import dataclass
from typing import Any

from tillwatch.simulator.books import Json
from tillwatch.simulator.http import failures
from tillwatch.simulator.http.asking import values
from tillwatch.simulator.http.port import Shop

Rule = type | tuple[str, ...]
"""What a field must be: of a type (numbers above zero), or one of these words."""
Fields = dict[str, Rule]

CURRENCIES = ("usd", "eur", "gbp", "cad", "aud", "chf", "sek", "jpy", "kwd", "isk", "huf")
MONEY: Fields = {"amount": int, "currency": CURRENCIES}
BUYER: Fields = {**MONEY, "email": str}
METHODS = ("manual", "prefer_manual", "prefer_smart_disputes", "smart_disputes")
DURATIONS = ("forever", "once", "repeating")


@dataclass(frozen=True, slots=True)
class Deed:
    method: str
    fields: Fields
    needs: tuple[str, ...] = ()
    whole: str = ""
    """The method takes all fields as one argument of this name."""


DEEDS: dict[str, Deed] = {
    "sale": Deed("sale", {**BUYER, "three_ds": ("challenge", "exempted", "frictionless")}),
    "failed-card": Deed("failed_card", {**BUYER, "decline_code": str}),
    "retry": Deed("retry", {"intent_id": str}, needs=("intent_id",)),
    "intent": Deed("intent", MONEY),
    "authorize": Deed("authorize", BUYER),
    "capture": Deed("capture", {"intent_id": str, "amount": int}, needs=("intent_id",)),
    "cancel-intent": Deed("cancel", {"intent_id": str, "reason": str}, needs=("intent_id",)),
    "refund": Deed("refund", {"charge_id": str, "amount": int, "fails": bool, "reason": str}),
    "dispute": Deed(
        "dispute",
        {
            "charge_id": str,
            "reason": str,
            "inquiry": bool,
            "prevented": bool,
            "compliance": bool,
            "final": bool,
            "amount": int,
            "network": str,
            "late_hours": int,
            "due_hours": int,
            "answers": METHODS,
        },
    ),
    "docket": Deed("docket", {}),
    "parcel-dispute": Deed("parcel_dispute", {}),
    "pair-dispute": Deed("pair_dispute", {}),
    "withdraw-dispute": Deed("withdraw_dispute", {"id_": str}, needs=("id_",)),
    "review": Deed("review", {"charge_id": str}),
    "close-review": Deed("close_review", {"id_": str}, needs=("id_",)),
    "close-dispute": Deed("close_dispute", {"id_": str, "won": bool}, needs=("id_", "won")),
    "early-fraud-warning": Deed("early_fraud_warning", {"charge_id": str}),
    "payout": Deed("payout", {**MONEY, "fails": bool, "fill": bool}),
    "fail-payout": Deed("fail_payout", {"id_": str}),
    "cancel-payout": Deed("cancel_payout", {"id_": str}, needs=("id_",)),
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
    "delete-customer": Deed("delete_customer", {"id_": str}, needs=("id_",)),
    "outage": Deed("outage", {"issuer": str, "minutes": int, "visitors": int}),
    "card-testing": Deed("card_testing", {"minutes": int, "cards": int}),
    "end-outage": Deed("end_outage", {"issuer": str}),
    "end-card-testing": Deed("end_card_testing", {}),
    "product": Deed("create_product", {"name": str, "description": str}, needs=("name",)),
    "price": Deed(
        "create_price",
        {**MONEY, "product": str, "interval": ("day", "week", "month", "year")},
        needs=("product", "amount"),
    ),
    "coupon": Deed(
        "create_coupon",
        {
            "id": str,
            "name": str,
            "duration": DURATIONS,
            "duration_in_months": int,
            "percent_off": int,
            "amount_off": int,
        },
        needs=("id", "duration"),
        whole="terms",
    ),
}


def perform(name: str, shop: Shop, livemode: bool, asked: Json) -> Any:
    """Let the shop act; the object it made or changed, without private fields."""
    deed = DEEDS[name]
    if "id" in asked and "id_" in deed.fields:
        asked["id_"] = asked.pop("id")
    for field, value in asked.items():
        if field not in deed.fields:
            raise failures.unknown_parameters([field])
        _check(field, value, deed.fields[field])
    for field in deed.needs:
        if field not in asked:
            raise failures.required(field.rstrip("_"))
    arguments = {deed.whole: asked} if deed.whole else asked
    made = getattr(shop, deed.method)(livemode, **arguments)
    return {field: value for field, value in made.items() if field[0] != "_"}


def going_on(shop: Shop, livemode: bool) -> list[Json]:
    """The troubles of this moment, of a shop that can have some."""
    tell = getattr(shop, "going_on", None)
    return [] if tell is None else list(tell(livemode))


def banks(shop: Shop, livemode: bool) -> list[str]:
    """Those that can be down, the usual one first."""
    tell = getattr(shop, "banks", None)
    return [] if tell is None else list(tell(livemode))


def orders(shop: Shop, livemode: bool, charge_id: str | None) -> list[Json]:
    """What the shop's own system knows of an order, or of those that were disputed."""
    tell = getattr(shop, "orders", None)
    return [] if tell is None else list(tell(livemode, charge_id))


def _check(field: str, value: Any, rule: Rule) -> None:
    if isinstance(rule, tuple):
        values.one_of(field, values.text(field, value), rule)
    elif type(value) is not rule:
        raise failures.bad_value(field, f"{field} must be of type {rule.__name__}")
    elif type(value) is int and value < 1:
        raise failures.out_of_range(field, "greater than or equal to 1")

"""Buttons that make something happen in the shop, and what pressing one does.

Amounts are typed as people write them, 12.50. The deed answers with the object it made, and the
page seen next says so.
"""

from typing import Any

from tillwatch.simulator.books import Json
from tillwatch.simulator.http import deeds
from tillwatch.simulator.http.practice import parts, words
from tillwatch.simulator.http.practice.markup import Html, tag
from tillwatch.simulator.http.practice.pages.offers import (
    CHECKS,
    DECLINES,
    MINUTES,
    OFFERS,
    REASONS,
)
from tillwatch.simulator.http.practice.visit import Refused, Visit

HINTS = {"refund": "all that is left", "capture": "all"}
"""What an empty amount means, where it does not mean any."""


def shown(visit: Visit, name: str, given: Json | None = None, back: str | None = None) -> Html:
    """A button with its fields. `given`: fields that are decided (this payment). `back`: the
    object whose page is seen afterwards; else the first page."""
    offer, decided = OFFERS[name], given or {}
    fields = [_field(visit, f, offer.deed) for f in offer.fields if f not in decided]
    told = [parts.hidden(key, str(value)) for key, value in decided.items()]
    said = tag("div", tag("strong", offer.label), tag("p", offer.says), class_="what")
    kept = parts.hidden("back", back) if back else None
    inputs = tag("div", fields, class_="fields") if fields else None
    press_ = parts.button(offer.label)
    return parts.form(visit.place.to("do", name), said, press_, inputs, told, kept, class_="deed")


def _field(visit: Visit, name: str, deed: str) -> Html:
    home = str(visit.shop.account.get("default_currency", "usd"))
    match name:
        case "issuer":
            banks = deeds.banks(visit.shop, visit.place.livemode)
            return parts.choice(name, "Bank", [(bank, bank) for bank in banks])
        case "minutes":
            return parts.choice(name, "For how long", MINUTES, "60")
        case "amount":
            return parts.text("amount", "Amount", hint=HINTS.get(deed, "any"))
        case "currency":
            listed = [(code, code.upper()) for code in deeds.CURRENCIES]
            return parts.choice("currency", "Currency", listed, home)
        case "decline_code":
            return parts.choice(name, "Why", DECLINES)
        case "reason":
            return parts.choice(name, "Reason", REASONS)
        case "three_ds":
            return parts.choice(name, "3-D Secure", CHECKS)
        case "charge_id":
            return parts.text(name, "Payment", hint="ch_… or pi_…")
        case "trial_days":
            return parts.text(name, "Trial days", hint="0")
        case _:
            return parts.text(name, "E-mail", hint="somebody new")


def press(visit: Visit, name: str) -> str:
    """Do it. Returns the address of the page to see next, which says what was made."""
    offer = OFFERS[name]
    asked: Json = dict(offer.fixed)
    for key, rule in deeds.DEEDS[offer.deed].fields.items():
        text = visit.text("id" if key == "id_" else key)
        if text and key not in asked and key != "amount":
            asked[key] = _typed(key, text, rule)
    if "charge_id" in asked:
        asked["charge_id"] = _charge(visit, asked["charge_id"])
    if visit.text("amount"):
        asked["amount"] = words.minor(visit.text("amount"), _currency(visit, asked))
    made: Json = deeds.perform(offer.deed, visit.shop, visit.place.livemode, asked)
    told = {"made": made["id"]} if "id" in made else {}
    if offer.seen:
        told["did"] = name
    return visit.place.object(visit.text("back"), **told) or visit.place.to("dashboard", **told)


def _typed(key: str, text: str, rule: deeds.Rule) -> Any:
    if rule is int:
        if not text.isdecimal() or len(text) > 9:
            raise Refused(f"“{text}” is no whole number")
        return int(text)
    return text in ("true", "True") if rule is bool else text


def _charge(visit: Visit, id_: str) -> str:
    """The charge of an id that may be a payment's."""
    intent = visit.row("payment_intent", id_)
    if intent is None:
        return id_
    if not intent.get("latest_charge"):
        raise Refused(f"Nobody has tried to pay {id_} yet")
    return str(intent["latest_charge"])


def _currency(visit: Visit, asked: Json) -> str:
    """The one an amount is in: named, or that of what it is taken from, or the account's."""
    for kind, key in (("charge", "charge_id"), ("payment_intent", "intent_id")):
        row = visit.row(kind, asked[key]) if key in asked else None
        if row is not None:
            return str(row["currency"])
    return str(asked.get("currency") or visit.shop.account.get("default_currency", "usd"))

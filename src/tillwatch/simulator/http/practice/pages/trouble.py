"""Trouble one can begin and end with a button, to see how Tillwatch finds it."""

from typing import Final

from tillwatch.simulator.books import Json
from tillwatch.simulator.http import deeds as control
from tillwatch.simulator.http.practice import parts, words
from tillwatch.simulator.http.practice.markup import Html, tag
from tillwatch.simulator.http.practice.pages import deeds
from tillwatch.simulator.http.practice.visit import Visit

BEGIN: Final = ("outage", "card-testing", "bank-dispute")
END: Final = {"outage": "end-outage", "card_testing": "end-card-testing"}


CASES: Final = (
    "parcel-dispute",
    "pair-dispute",
    "inquiry-fraud",
    "compliance-dispute",
    "final-dispute",
)


def cases(visit: Visit) -> Html:
    """Disputes of every kind, to be answered in Tillwatch."""
    return parts.block(
        "Disputes to answer",
        tag("div", [deeds.shown(visit, name) for name in CASES], class_="deeds"),
        note="Words decide at once: winning_evidence or losing_evidence in “anything else”.",
    )


def block(visit: Visit) -> Html:
    """What is going on now, each with the button that ends it; then what can be begun."""
    now = control.going_on(visit.shop, visit.place.livemode)
    ends = [deeds.shown(visit, END[one["object"]], _given(one)) for one in now]
    return parts.block(
        "Trouble for Tillwatch to find",
        tag("ul", [tag("li", *_said(one)) for one in now], class_="now") if now else None,
        tag("div", *ends, [deeds.shown(visit, name) for name in BEGIN], class_="deeds"),
        note="It happens by the clock of this page; leave live traffic on meanwhile.",
    )


def _given(one: Json) -> Json:
    return {"issuer": one["issuer"]} if "issuer" in one else {}


def _said(one: Json) -> tuple[Html | str, ...]:
    until = words.when(one["until"])
    if one["object"] == "outage":
        return (f"{one['issuer']} has been down since ", words.when(one["from"]), ", until ", until)
    return ("Cards have been tested since ", words.when(one["from"]), ", until ", until)

"""A dispute's own blocks: what the bank wants, what it was shown, and what only the shop knows."""

from typing import Any, Final

from tillwatch.simulator import evidence as exhibits
from tillwatch.simulator.books import Json
from tillwatch.simulator.http import deeds
from tillwatch.simulator.http.practice import parts, words
from tillwatch.simulator.http.practice.markup import Child, Html, tag
from tillwatch.simulator.http.practice.visit import Visit

SHORT: Final = 240


def blocks(visit: Visit, dispute: Json) -> list[Html]:
    shown = [_wanted(dispute), _evidence(visit, dispute)]
    return [*shown, *_order(visit, dispute)]


def _wanted(dispute: Json) -> Html:
    details, card = dispute["evidence_details"], _card(dispute)
    due = details["due_by"]
    facts: list[tuple[str, Child]] = [
        ("Reason", words.plain(dispute["reason"])),
        ("Network", f"{card.get('network') or 'none'} {card.get('network_reason_code') or ''}"),
        ("Kind", words.plain(card.get("case_type") or "chargeback")),
        ("Answer until", words.when(due) if due else "no answer possible"),
        ("Answered", f"{details['submission_count']} times, {words.plain(_method(details))}"),
    ]
    for name, told in details["enhanced_eligibility"].items():
        missing = ", ".join(words.plain(action) for action in told.get("required_actions", ()))
        text = words.plain(told["status"]) + (f": {missing}" if missing else "")
        facts.append((words.plain(name).capitalize(), text))
    return parts.block("The case", parts.facts(facts))


def _method(details: Json) -> str:
    return str(details["submission_method"])


def _card(dispute: Json) -> Json:
    return (dispute["payment_method_details"] or {}).get("card") or {}


def _evidence(visit: Visit, dispute: Json) -> Html:
    given = dispute["evidence"]
    rows: list[tuple[Child, ...]] = [
        (words.plain(name), _shortened(given[name])) for name in exhibits.TEXTS if given[name]
    ]
    for path, id_ in exhibits.files(given):
        address = visit.place.object(id_)
        rows.append((words.plain(_field(path)), tag("a", id_, href=address)))
    empty = "Nothing yet."
    return parts.block("Evidence", parts.table(("Field", "What was given"), rows, empty))


def _field(path: str) -> str:
    return path.removeprefix("evidence[").partition("]")[0]


def _shortened(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[:SHORT]} … ({len(text):,} characters)"


def _order(visit: Visit, dispute: Json) -> list[Html]:
    known = deeds.orders(visit.shop, visit.place.livemode, dispute["charge"])
    if not known:
        return []
    order = known[0]
    facts: list[tuple[str, Child]] = [
        ("Order", order["order_id"] or "none"),
        ("Kind", order["kind"]),
        ("Device", tag("code", order["device_id"] or "unknown")),
        ("Network address", tag("code", order["customer_ip"] or "unknown")),
        *_parcel(order["parcel"]),
        *(("Signed in", _moment(one)) for one in order["sign_ins"]),
        *((f"Letter from the {one['from']}", one["text"]) for one in order["letters"]),
    ]
    note = "From its own books, not from Stripe: what a merchant would enter as facts."
    return [parts.block("What the shop knows", parts.facts(facts), note=note)]


def _parcel(parcel: dict[str, Any] | None) -> list[tuple[str, Child]]:
    if parcel is None:
        return []
    came = parcel["delivered_at"]
    signed = " (signed for)" if parcel["signed"] else ""
    return [
        ("Carrier", parcel["carrier"]),
        ("Tracking number", tag("code", parcel["tracking_number"])),
        ("Sent", words.when(parcel["shipped_at"])),
        ("Delivered", tag("span", words.when(came), signed) if came else "not yet, or never"),
    ]


def _moment(sign_in: dict[str, Any]) -> Html:
    return tag("span", words.when(sign_in["at"]), " from ", tag("code", sign_in["ip"]))

"""One object: what can be done with it, what belongs to it, and all of it as the API has it."""

import re
from typing import Final

import msgspec

from tillwatch.simulator.books import Json
from tillwatch.simulator.http.practice import parts, words
from tillwatch.simulator.http.practice.markup import Html, joined, tag
from tillwatch.simulator.http.practice.pages import case, deeds
from tillwatch.simulator.http.practice.pages.lists import SECTIONS
from tillwatch.simulator.http.practice.visit import Page, Refused, Visit

BELOW: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "payment_intent": (
        ("charge", "payment_intent"),
        ("refund", "payment_intent"),
        ("dispute", "payment_intent"),
    ),
    "charge": (("refund", "charge"), ("dispute", "charge")),
    "payout": (("balance_transaction", "_payout"),),
    "product": (("price", "product"),),
    "customer": (("payment_intent", "customer"), ("subscription", "customer")),
    "subscription": (("invoice", "parent.subscription_details.subscription"),),
}
"""What is listed under an object: (kind, the indexed field that names it)."""

MOST: Final = 20
AN_ID: Final = re.compile(r"^[a-z]{2,4}_[A-Za-z0-9]+$")
OPEN: Final = tuple(
    f"{round_}{state}"
    for round_ in ("", "warning_", "appeal_")
    for state in ("needs_response", "under_review")
)
ENDED: Final = ("canceled", "incomplete_expired")


def page(section: str, visit: Visit) -> Page:
    id_ = visit.parts[-1]
    kind = "charge" if id_.startswith(("ch_", "py_")) else SECTIONS[section].kind
    row = visit.row(kind, id_)
    if row is None:
        raise Refused(f"There is no {SECTIONS[section].noun} {id_} here.", 404)
    title = words.gist(row) if kind != "event" else str(row["type"])
    head = tag("p", parts.copied(id_, "Id"), " ", words.when(row["created"]), class_="lead")
    acts = [deeds.shown(visit, name, given, id_) for name, given in _acts(visit, kind, row)]
    return Page(
        title or id_,
        joined(
            head,
            parts.block("Make something happen", tag("div", acts, class_="deeds"))
            if acts
            else None,
            case.blocks(visit, row) if kind == "dispute" else None,
            _below(visit, kind, id_),
            _told(visit, kind, id_),
            parts.block("As the API answers it", raw(visit, visit.shown(kind, row))),
        ),
        section,
    )


def _acts(visit: Visit, kind: str, row: Json) -> list[tuple[str, Json]]:
    """The buttons that fit, with what is decided by being on this page."""
    match kind:
        case "payment_intent":
            return _of_payment(visit, row)
        case "charge":
            return _of_charge(row)
        case "dispute" if row["status"] in OPEN:
            return [(name, {"id": row["id"]}) for name in ("won", "lost", "withdraw")]
        case "payout" if row["status"] in ("pending", "in_transit", "paid"):
            cancel = [("cancel-payout", {"id": row["id"]})]
            open_ = row["status"] == "pending" and not row["automatic"]
            return [("fail-payout", {"id": row["id"]}), *(cancel if open_ else [])]
        case "subscription" if row["status"] not in ENDED:
            names = ("cancel", "cancel-later", "upgrade")
            return [(name, {"id": row["id"]}) for name in names]
        case "customer":
            bought = [("sale", {"email": row["email"]})] if row.get("email") else []
            return [*bought, ("delete-customer", {"id": row["id"]})]
        case _:
            return []


def _of_payment(visit: Visit, row: Json) -> list[tuple[str, Json]]:
    given = {"intent_id": row["id"]}
    charge = visit.row("charge", row["latest_charge"]) if row.get("latest_charge") else None
    match row["status"]:
        case "succeeded" if charge is not None:
            return _of_charge(charge)
        case "requires_capture":
            return [("capture", given), ("cancel-intent", given)]
        case "requires_payment_method" if charge is not None:
            return [("retry", given), ("cancel-intent", given)]
        case "requires_payment_method" | "requires_action":
            return [("cancel-intent", given)]
        case _:
            return []


def _of_charge(charge: Json) -> list[tuple[str, Json]]:
    given = {"charge_id": charge["id"]}
    if charge["status"] != "succeeded" or not charge["captured"]:
        return []
    left = charge["amount_captured"] - charge["amount_refunded"]
    names = ["refund-this"] if left > 0 and not charge["disputed"] else []
    if not charge["disputed"] and charge["payment_method_details"]["type"] == "card":
        names += ["dispute", "inquiry", "early-fraud-warning"]
    return [(name, given) for name in names]


def _below(visit: Visit, kind: str, id_: str) -> list[Html]:
    blocks = []
    for other, field in BELOW.get(kind, ()):
        rows = visit.books.tables[other].where(field, id_)
        if rows:
            title = words.plain(other).capitalize() + ("s" if len(rows) > 1 else "")
            note = f"The newest {MOST} of {len(rows):,}" if len(rows) > MOST else None
            blocks.append(parts.block(title, _brief(visit, rows[-MOST:]), note=note))
    return blocks


def _brief(visit: Visit, rows: list[Json]) -> Html:
    lines = [
        (
            _link(visit, row["id"]),
            words.gist(row),
            words.when(row["created"]),
        )
        for row in reversed(rows)
    ]
    return parts.table(("Id", "What", "Created>"), lines, "")


def _link(visit: Visit, id_: str) -> Html:
    address = visit.place.object(id_)
    return tag("a", id_, href=address) if address else tag("code", id_)


def _told(visit: Visit, kind: str, id_: str) -> Html | None:
    """Events about it, newest first; none for an event itself."""
    kept = visit.books.tables["event"].position
    every = visit.house.view_of(visit.books).chronicle.told(id_) if kind != "event" else []
    events = [event for event in every if kept(event["id"])][-MOST:]
    lines = [
        (
            tag("a", event["type"], href=visit.place.to("events", event["id"])),
            tag("code", event["id"]),
            words.when(event["created"]),
        )
        for event in reversed(events)
    ]
    if not lines:
        return None
    return parts.block("Events", parts.table(("Type", "Id", "When>"), lines, ""))


def raw(visit: Visit, answer: Json) -> Html:
    """JSON in which every id that has a page leads there."""
    text = msgspec.json.format(msgspec.json.encode(answer), indent=2).decode()
    pieces: list[str] = []
    for number, piece in enumerate(text.split('"')):
        address = visit.place.object(piece) if number % 2 and AN_ID.match(piece) else None
        pieces.append(tag("a", piece, href=address) if address else piece)
    quoted = [joined('"' if at else None, piece) for at, piece in enumerate(pieces)]
    return tag("pre", quoted, tabindex="0", aria_label="JSON")

"""Webhook endpoints: which there are; one with its secret, its deliveries and what can be done."""

from itertools import islice
from typing import Final

from tillwatch.simulator.books import Json
from tillwatch.simulator.http.hooks import endpoints
from tillwatch.simulator.http.practice import parts, words
from tillwatch.simulator.http.practice.markup import Child, Html, joined, tag
from tillwatch.simulator.http.practice.visit import Page, Refused, Visit

DELIVERIES: Final = 40
OLD_SECRET: Final = (
    ("0", "Stops now"),
    ("3600", "Works for one hour"),
    ("86400", "Works for 24 hours"),
)
NO_ANSWER: Final = {"lost": "lost on the way", "disabled": "endpoint is disabled"}
TYPES_MAX: Final = 12
"""How many types a test event can be chosen from."""


def every(visit: Visit) -> Page:
    add = tag("a", "Add endpoint", href=visit.place.to("webhooks", "create"), class_="button main")
    rows = [
        (
            tag("a", row["url"], href=visit.place.to("webhooks", row["id"])),
            events_of(row),
            words.badge(row["status"]),
        )
        for row in visit.books.tables["webhook_endpoint"].newest()
    ]
    table = parts.table(("Endpoint", "Events", "State"), rows, "No endpoint in this mode yet.")
    lead = tag("p", "Where Stripe posts each event the moment it happens.", class_="lead")
    return Page("Webhooks", joined(lead, table, tag("p", add, class_="next")), "webhooks")


def events_of(row: Json) -> str:
    listed = row["enabled_events"]
    if listed == ["*"]:
        return "All events"
    return f"{len(listed)} event{'' if len(listed) == 1 else 's'}"


def named(visit: Visit, id_: str) -> Json:
    row = visit.row("webhook_endpoint", id_)
    if row is None:
        raise Refused("There is no such endpoint here.", 404)
    return row


def one(visit: Visit) -> Page:
    row = named(visit, visit.parts[-1])
    version = row["api_version"] or f"the account's ({visit.house.options.api_version})"
    about = parts.block(
        "Endpoint",
        parts.facts(
            (
                ("Address", parts.copied(row["url"], "Address")),
                ("Id", tag("code", row["id"])),
                ("State", words.badge(row["status"])),
                ("API version", str(version)),
                ("Description", row["description"]),
                ("Made", words.when(row["created"])),
            )
        ),
        tag("h3", "Signing secret"),
        parts.reveal("Reveal signing secret", row["_secret"], "Signing secret"),
        _acts(visit, row),
    )
    types = tag("ul", [tag("li", tag("code", type_)) for type_ in row["enabled_events"]])
    listening = tag(
        "details", tag("summary", f"Listens to: {events_of(row).lower()}"), types, class_="slugs"
    )
    return Page(
        row["url"], joined(about, listening, _test(visit, row), _deliveries(visit, row)), "webhooks"
    )


def _acts(visit: Visit, row: Json) -> Html:
    which = parts.hidden("endpoint", row["id"])

    def act(name: str, label: str, *fields: Child) -> Html:
        address = visit.place.to("do", name)
        return parts.form(address, which, fields, parts.button(label), class_="inline")

    edit = visit.place.to("webhooks", "create", endpoint=row["id"])
    return tag(
        "div",
        tag("a", "Edit", href=edit, class_="button"),
        act("switch-endpoint", "Disable" if row["status"] == "enabled" else "Enable"),
        act("remove-endpoint", "Delete"),
        act("roll", "Roll secret", parts.choice("old_for_s", "The old secret", OLD_SECRET)),
        class_="row",
    )


def switch(visit: Visit) -> str:
    row = named(visit, visit.text("endpoint"))
    disabled = "true" if row["status"] == "enabled" else "false"
    endpoints.update(visit.books, row, {"disabled": disabled})
    return visit.place.to("webhooks", row["id"])


def remove(visit: Visit) -> str:
    row = named(visit, visit.text("endpoint"))
    visit.books.tables["webhook_endpoint"].remove(row["id"])
    return visit.place.to("webhooks")


def roll(visit: Visit) -> str:
    """A new secret; the old one signs as well for as long as chosen."""
    row, both = named(visit, visit.text("endpoint")), visit.text("old_for_s")
    if both not in dict(OLD_SECRET):
        raise Refused("Choose how long the old secret works")
    until = int(visit.house.wall.now()) + int(both)
    secret = endpoints.new_secret(visit.house.random)
    endpoints.roll(visit.books, row, secret=secret, old_until=until)
    return visit.place.to("webhooks", row["id"])


def _test(visit: Visit, row: Json) -> Html:
    """Any event this endpoint wants can be sent once more: the newest of its type."""
    found: dict[str, None] = {}
    for event in islice(visit.books.tables["event"].newest(), 2_000):
        if endpoints.wants(row, event["type"]):
            found[event["type"]] = None
        if len(found) == TYPES_MAX:
            break
    if not found:
        return tag("p", "No event of its types has happened yet.", class_="empty")
    return parts.block(
        "Send test event",
        parts.form(
            visit.place.to("do", "send-test"),
            parts.hidden("endpoint", row["id"]),
            parts.choice("type", "The newest event of type", [(name, name) for name in found]),
            parts.button("Send test event"),
            class_="inline",
        ),
    )


def send_test(visit: Visit) -> str:
    row, type_ = named(visit, visit.text("endpoint")), visit.text("type")
    if not endpoints.wants(row, type_):
        raise Refused(f"This endpoint does not listen to {type_}")
    for event in visit.books.tables["event"].newest():
        if event["type"] == type_:
            return _post(visit, event, row)
    raise Refused(f"There is no {type_} in the last 30 days")


def resend(visit: Visit) -> str:
    event = visit.row("event", visit.text("event"))
    if event is None:
        raise Refused("Stripe keeps events for 30 days; this one is gone.", 404)
    return _post(visit, event, named(visit, visit.text("endpoint")))


def _post(visit: Visit, event: Json, endpoint: Json) -> str:
    if endpoint["status"] != "enabled":
        raise Refused("This endpoint is disabled: nothing is sent to it")
    visit.house.deliveries.resend(visit.books, event, endpoint)
    return visit.place.to("webhooks", endpoint["id"])


def _deliveries(visit: Visit, row: Json) -> Html:
    """What became of each post, the newest first."""
    notes = (n for n in reversed(visit.house.deliveries.log) if n["endpoint"] == row["id"])
    rows = [
        (
            tag("a", note["type"], href=visit.place.to("events", note["event"])),
            _result(note),
            words.clock(note["at"], visit.house.wall.now()),
            parts.form(
                visit.place.to("do", "resend"),
                parts.hidden("event", note["event"]),
                parts.hidden("endpoint", row["id"]),
                parts.button("Resend", class_="small"),
            ),
        )
        for note in islice(notes, DELIVERIES)
    ]
    heads = ("Event", "Answer", "When", "")
    empty = "Nothing has been sent yet. Make something happen, then reload this page."
    return parts.block("Deliveries", parts.table(heads, rows, empty), note="The newest first.")


def _result(note: Json) -> Html:
    """The status code, or that nothing answered; and which try it was."""
    result = str(note["result"])
    said = result if result.isdigit() else NO_ANSWER.get(result, "no answer")
    nth = f" · try {note['attempt']}" if note["attempt"] > 1 else ""
    bad = not result.startswith("2") or not result.isdigit()
    return tag("span", said + nth, class_="badge bad" if bad else "badge", title=result)

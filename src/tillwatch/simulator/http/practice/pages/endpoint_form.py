"""Add (or edit) a webhook endpoint, in the three steps of Stripe's own page.

Whose events and which, in what API version; where they go, of which only a webhook endpoint is
offered here; its address. Stripe takes no `http://` address in live mode; here a loopback one is
taken, so that the guide can be walked on one computer.
"""

from functools import cache
from importlib.resources import files
from typing import Final

import msgspec

from tillwatch.simulator.books import Json
from tillwatch.simulator.http import versions
from tillwatch.simulator.http.asking import form
from tillwatch.simulator.http.hooks import endpoints
from tillwatch.simulator.http.practice import parts
from tillwatch.simulator.http.practice.markup import Html, joined, tag
from tillwatch.simulator.http.practice.pages.endpoints import named
from tillwatch.simulator.http.practice.visit import Page, Refused, Visit

LIMIT: Final = endpoints.ENDPOINTS_MAX


@cache
def groups() -> dict[str, list[str]]:
    """Every type of event by its first word. Source: the API's description, 2026-10-28."""
    file = files("tillwatch.simulator.http.practice") / "files" / "events.json"
    listed = msgspec.json.decode(file.read_bytes(), type=dict[str, str])
    return {group: [f"{group}.{rest}" for rest in every.split()] for group, every in listed.items()}


def create(visit: Visit) -> Page:
    """`?endpoint=we_…` edits that one."""
    edited = named(visit, visit.text("endpoint")) if visit.text("endpoint") else None
    chosen = frozenset(edited["enabled_events"] if edited else ())
    body = parts.form(
        visit.place.to("do", "change-endpoint" if edited else "make-endpoint"),
        parts.hidden("endpoint", edited["id"]) if edited else None,
        _which(visit, edited),
        _events(chosen),
        None if edited else _where(),
        _address(edited),
        tag("p", parts.button("Save" if edited else "Create endpoint", main=True), class_="next"),
    )
    mode = "live" if visit.place.livemode else "test"
    lead = tag("p", f"In {mode} mode, up to {LIMIT} endpoints an account.", class_="lead")
    title = "Edit endpoint" if edited else "Add endpoint"
    return Page(title, joined(lead, body), "webhooks")


def _which(visit: Visit, edited: Json | None) -> Html:
    newest = versions.NEWEST
    default = visit.house.options.api_version
    offered = [(newest, f"{newest} (newest)")]
    if default != newest:
        offered.append((default, f"{default} (your account's)"))
    version = parts.choice("api_version", "API version", offered)
    if edited:
        return parts.block("Events", note="An endpoint's API version cannot be changed.")
    return parts.block(
        "1 · Events from",
        parts.tick("radio", "source", "account", "Events on your account", on=True),
        parts.tick("radio", "source", "connected", "Events on connected accounts", off=True),
        version,
    )


def _events(chosen: frozenset[str]) -> Html:
    listed = [_group(group, types, chosen) for group, types in groups().items()]
    every = parts.tick("checkbox", "events[]", "*", "All events", on="*" in chosen)
    note = tag("span", "Which events. ", tag("output", data_count=True))
    return parts.block("Events", every, tag("div", listed, class_="events"), note=note)


def _group(group: str, types: list[str], chosen: frozenset[str]) -> Html:
    on = [type_ for type_ in types if type_ in chosen]
    words = f"Select all {group} events"
    whole = parts.tick("checkbox", "groups[]", group, words)
    boxes = [parts.tick("checkbox", "events[]", t, tag("code", t), on=t in chosen) for t in types]
    summary = tag("summary", group, tag("small", f"{len(types)}"))
    return tag("details", summary, whole, boxes, open=bool(on), data_group=group)


def _where() -> Html:
    def offer(label: str, *, off: bool = True) -> Html:
        return parts.tick("radio", "destination", label, label, on=not off, off=off)

    return parts.block(
        "2 · Destination",
        offer("Webhook endpoint", off=False),
        offer("Amazon EventBridge"),
        offer("Azure Event Grid"),
    )


def _address(edited: Json | None) -> Html:
    kept = edited or {"url": "", "description": None}
    return parts.block(
        "Address" if edited else "3 · Address",
        parts.text(
            "url", "Endpoint URL", value=kept["url"], wide=True, required=True, hint="https://…"
        ),
        parts.text("description", "Description", value=kept["description"] or "", wide=True),
    )


def make(visit: Visit) -> str:
    version = visit.text("api_version") or None
    fields = {**_fields(visit), "api_version": version}
    row = endpoints.create(visit.books, fields, visit.now, visit.house.random)
    return visit.place.to("webhooks", row["id"])


def change(visit: Visit) -> str:
    row = named(visit, visit.text("endpoint"))
    endpoints.update(visit.books, row, _fields(visit))
    return visit.place.to("webhooks", row["id"])


def _fields(visit: Visit) -> form.Form:
    known = groups()
    picked = set(form.texts(visit.asked, "events"))
    for group in form.texts(visit.asked, "groups"):
        picked.update(known.get(group, ()))
    every = [type_ for types in known.values() for type_ in types]
    events = ["*"] if "*" in picked else [type_ for type_ in every if type_ in picked]
    if not events:
        raise Refused("Choose at least one event")
    url = visit.text("url")
    if not url:
        raise Refused("Enter the endpoint's address")
    return {"url": url, "enabled_events": events, "description": visit.text("description")}

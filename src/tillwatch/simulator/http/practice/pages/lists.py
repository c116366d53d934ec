"""Lists of objects: the newest first, fifty a page."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Final

from tillwatch.simulator.books import Json
from tillwatch.simulator.http.practice import parts, words
from tillwatch.simulator.http.practice.markup import Child, joined, tag
from tillwatch.simulator.http.practice.visit import Page, Visit

PAGE: Final = 50

Cell = Callable[[Visit, Json], Child]


@dataclass(frozen=True, slots=True)
class Section:
    kind: str
    title: str
    noun: str
    columns: tuple[tuple[str, Cell], ...]
    """Heads (ending in `>`: right-aligned) and cells, after the id and before the date."""


def amount(visit: Visit, row: Json) -> Child:
    return words.money(row["amount"], row["currency"])


def status(visit: Visit, row: Json) -> Child:
    return words.badge(row["status"])


def customer(visit: Visit, row: Json) -> Child:
    """The name of the customer it belongs to."""
    id_ = row.get("customer")
    known = visit.row("customer", id_) if id_ else None
    return (known or {}).get("email") or id_ or "guest"


def payment(visit: Visit, row: Json) -> Child:
    id_ = row.get("payment_intent") or row.get("charge")
    return tag("a", id_, href=visit.place.object(id_)) if id_ else None


def value(name: str) -> Cell:
    return lambda visit, row: str(row.get(name) or "")


def subject(visit: Visit, row: Json) -> Child:
    return str(row["data"]["object"].get("id") or row["data"]["object"]["object"])


def total(visit: Visit, row: Json) -> Child:
    return words.money(row["total"], row["currency"])


def price(visit: Visit, row: Json) -> Child:
    each = row["unit_amount"]
    return None if each is None else words.money(each, row["currency"])


SECTIONS: Final = {
    "payments": Section(
        "payment_intent",
        "Payments",
        "payment",
        (("Customer", customer), ("State", status), ("Amount>", amount)),
    ),
    "customers": Section(
        "customer", "Customers", "customer", (("Name", value("name")), ("E-mail", value("email")))
    ),
    "subscriptions": Section(
        "subscription",
        "Subscriptions",
        "subscription",
        (("Customer", customer), ("State", status)),
    ),
    "invoices": Section(
        "invoice",
        "Invoices",
        "invoice",
        (("Customer", customer), ("State", status), ("Total>", total)),
    ),
    "refunds": Section(
        "refund",
        "Refunds",
        "refund",
        (("Payment", payment), ("State", status), ("Amount>", amount)),
    ),
    "disputes": Section(
        "dispute",
        "Disputes",
        "dispute",
        (
            ("Reason", lambda visit, row: words.plain(row["reason"])),
            ("State", status),
            ("Amount>", amount),
        ),
    ),
    "payouts": Section("payout", "Payouts", "payout", (("State", status), ("Amount>", amount))),
    "products": Section("product", "Products", "product", (("Name", value("name")),)),
    "prices": Section(
        "price",
        "Prices",
        "price",
        (("Product", value("product")), ("How", value("type")), ("Amount>", price)),
    ),
    "events": Section("event", "Events", "event", (("Type", value("type")), ("About", subject))),
}


def page(section: str, visit: Visit) -> Page:
    """`?before=<id>` continues after that one."""
    listed = SECTIONS[section]
    table = visit.books.tables[listed.kind]
    position = table.position(visit.text("before"))
    rows = list(islice(table.newest(position), PAGE + 1))
    heads = (listed.noun.capitalize(), *(head for head, _ in listed.columns), "Created>")
    cells = [
        (
            tag("a", row["id"], href=visit.place.to(section, row["id"])),
            *(cell(visit, row) for _, cell in listed.columns),
            words.when(row["created"]),
        )
        for row in rows[:PAGE]
    ]
    mode = "live" if visit.place.livemode else "test"
    empty = f"No {listed.title.lower()} in {mode} mode yet."
    older = None
    if len(rows) > PAGE:
        address = visit.place.to(section, before=rows[PAGE - 1]["id"])
        older = tag("p", tag("a", "Older", href=address), class_="next")
    count = tag("p", f"{len(table):,} in all, newest first", class_="lead")
    return Page(listed.title, joined(count, parts.table(heads, cells, empty), older), section)

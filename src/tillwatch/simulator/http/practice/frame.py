"""What is around every page: that this is practice, where one is, the menu, the search field."""

from typing import Final

from tillwatch.simulator.http.practice import words
from tillwatch.simulator.http.practice.address import Place
from tillwatch.simulator.http.practice.markup import Html, joined, tag
from tillwatch.simulator.http.practice.pages.offers import OFFERS
from tillwatch.simulator.http.practice.visit import Page, Visit

MENU: Final = (
    ("dashboard", "Home"),
    ("payments", "Payments"),
    ("customers", "Customers"),
    ("subscriptions", "Subscriptions"),
    ("invoices", "Invoices"),
    ("refunds", "Refunds"),
    ("disputes", "Disputes"),
    ("payouts", "Payouts"),
    ("products", "Products"),
    ("prices", "Prices"),
)
DEVELOPERS: Final = (("apikeys", "API keys"), ("webhooks", "Webhooks"), ("events", "Events"))
FILES: Final = "/practice"
STYLES: Final = ("colours", "frame", "fields", "pieces", "phone")


def document(visit: Visit, page: Page) -> bytes:
    house, place = visit.house, visit.place
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", f"{page.title} · {house.name(place.account)} · Practice Stripe"),
        tag("link", rel="icon", href=f"{FILES}/icon.svg"),
        [tag("link", rel="stylesheet", href=f"{FILES}/{name}.css") for name in STYLES],
        tag("script", src=f"{FILES}/practice.js", defer=True),
    )
    body = tag(
        "body",
        tag("a", "To the page", href="#page", class_="skip"),
        _strip(),
        _bar(visit, page),
        tag(
            "div",
            _menu(place, page.section),
            tag("main", _made(visit), tag("h1", page.title), page.body, id="page"),
            class_="columns",
        ),
        class_="live" if place.livemode else "test",
    )
    return b"<!doctype html>" + tag("html", head, body, lang="en").encode()


def _strip() -> Html:
    """What nobody may overlook."""
    said = " · invented accounts, invented money. This is not Stripe."
    line = tag("p", tag("strong", "Practice Stripe"), said)
    return tag("aside", line, class_="strip", aria_label="What this is")


def _bar(visit: Visit, page: Page) -> Html:
    place, house = visit.place, visit.house
    section = page.section or "dashboard"
    accounts = [
        tag(
            "a",
            tag("span", house.name(id_)),
            tag("small", id_),
            href=Place(id_, place.livemode).to(section),
            aria_current="true" if id_ == place.account else None,
        )
        for id_ in house.world.shops
    ]
    switcher = tag(
        "details",
        tag("summary", house.name(place.account)),
        tag("div", accounts, class_="pop"),
        class_="accounts",
    )
    modes = [
        tag(
            "a",
            label,
            href=Place(place.account, livemode).to(section),
            aria_current="true" if livemode == place.livemode else None,
        )
        for label, livemode in (("Test mode", False), ("Live mode", True))
    ]
    search = tag(
        "form",
        tag(
            "input",
            type="search",
            name="q",
            value=visit.text("q") or None,
            placeholder="Search pages and ids",
            aria_label="Search",
        ),
        action=place.to("search"),
        role="search",
    )
    return tag(
        "header",
        switcher,
        tag("nav", modes, class_="modes", aria_label="Mode"),
        search,
        class_="bar",
    )


def _menu(place: Place, lit: str) -> Html:
    def entries(listed: tuple[tuple[str, str], ...]) -> list[Html]:
        return [
            tag(
                "a",
                label,
                href=place.to(section),
                aria_current="page" if section == lit else None,
            )
            for section, label in listed
        ]

    return tag(
        "nav",
        entries(MENU),
        tag("span", "Developers", class_="heading"),
        entries(DEVELOPERS),
        class_="menu",
        aria_label="Pages",
    )


def _made(visit: Visit) -> Html | None:
    """What the last act did: the address it led to names the object, the button, or both."""
    offer = OFFERS.get(visit.text("did"))
    made = _object(visit, visit.text("made"))
    if made is None and offer is None:
        return None
    said = made or f"Done: {offer.label if offer else ''}."
    seen = joined(". ", offer.seen) if offer and made else joined(" ", offer.seen if offer else "")
    return tag("p", said, seen, class_="done", role="status")


def _object(visit: Visit, id_: str) -> Html | None:
    for table in visit.books.tables.values():
        row = table.get(id_) if id_ else None
        if row is not None:
            address = visit.place.object(id_)
            link = tag("a", id_, href=address) if address else tag("code", id_)
            gist = words.gist(row)
            return joined(
                f"Done: {words.plain(row['object'])} ", link, f" · {gist}" if gist else ""
            )
    return None

"""Stripe's menus differ from account to account; its search field finds every page by its name."""

from typing import Final

from tillwatch.simulator.http.practice import parts, words
from tillwatch.simulator.http.practice.address import HOMES, Place
from tillwatch.simulator.http.practice.markup import Child, joined, tag
from tillwatch.simulator.http.practice.visit import Page, Visit

PAGES: Final[tuple[tuple[str, tuple[str, ...], str], ...]] = (
    ("Home", ("dashboard",), "start overview sale refund dispute payout test buttons"),
    ("API keys", ("apikeys",), "api key keys secret restricted publishable developers"),
    ("Create restricted key", ("apikeys", "create"), "new api key keys permissions"),
    ("Webhooks", ("webhooks",), "endpoint endpoints event destinations signing secret developers"),
    ("Add endpoint", ("webhooks", "create"), "create webhook event destination"),
    ("Events", ("events",), "activity log developers"),
    ("Payments", ("payments",), "charges transactions intents"),
    ("Customers", ("customers",), "buyers people e-mail"),
    ("Subscriptions", ("subscriptions",), "plans billing recurring"),
    ("Invoices", ("invoices",), "bills billing"),
    ("Refunds", ("refunds",), "money back"),
    ("Disputes", ("disputes",), "chargebacks inquiries"),
    ("Payouts", ("payouts",), "balance bank transfers"),
    ("Products", ("products",), "catalogue goods"),
    ("Prices", ("prices",), "catalogue plans"),
)
"""Title, address and the words that find it beside those of its title."""
PEOPLE_MAX: Final = 20


def page(visit: Visit) -> Page:
    """`?q=`: the words of a page, an id, or an e-mail address."""
    asked = visit.text("q")
    rows = [*_pages(visit, asked), *_objects(visit, asked)]
    empty = f"Nothing is called “{asked}” here." if asked else "Type what you look for."
    return Page("Search", joined(parts.table(("Found", "What"), rows, empty)), "")


def _pages(visit: Visit, asked: str) -> list[tuple[Child, ...]]:
    looked_for = asked.lower().split()
    found: list[tuple[Child, ...]] = []
    for title, address, also in PAGES:
        known = f"{title.lower()} {also}"
        if looked_for and all(word in known for word in looked_for):
            found.append((tag("a", title, href=visit.place.to(*address)), "Page"))
    return found


def _objects(visit: Visit, asked: str) -> list[tuple[Child, ...]]:
    """What has that id, in any account and mode, and customers with that e-mail address."""
    if not asked:
        return []
    found: list[tuple[Child, ...]] = []
    for account, shop in visit.house.world.shops.items():
        for livemode, books in shop.books.items():
            place = Place(account, livemode)
            rows = [t.get(asked) for t in books.tables.values() if t.position(asked)]
            rows += books.tables["customer"].where("email", asked)[:PEOPLE_MAX]
            for row in rows:
                if row is not None and row["id"].partition("_")[0] in HOMES:
                    link = tag("a", row["id"], href=place.object(row["id"]))
                    mode = "live" if livemode else "test"
                    about = f"{visit.house.name(account)}, {mode} mode · {words.gist(row)}"
                    found.append((link, about))
    return found

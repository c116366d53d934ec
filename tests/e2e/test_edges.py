"""Where screens break: no row, one strange row, a million rows, and every answer that is a no.

Rows are real: sent as signed events to a connection that has only a webhook. A million rows and
errors that cannot be caused are put in the place of the API's answers.
"""

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, StorageState, expect

from tests.e2e.conftest import LOOKS, look_at, picture, settled, watched, wide
from tests.e2e.stage import sender
from tests.e2e.stage.desk import Demo, reading
from tests.e2e.stage.installation import Installation, Simulator

MILLION = 1_000_000
PRESSES = 600
PAGE = 50
API = "**/api/v1/payments?*"


@pytest.fixture(scope="module")
def quiet(browser: Browser, own: Installation, admin: StorageState) -> str:
    """The id of a connection that nothing was ever sent to."""
    context = browser.new_context(storage_state=admin)
    asked = {"name": "Quiet", "processor": "stripe", "secret": sender.SECRET, "mode": "test"}
    answer = context.request.post(
        f"{own.url}/api/v1/connections", data=asked, headers={"Origin": own.url}
    )
    made: str = answer.json()["id"]
    context.close()
    return made


def screen(own: Installation, quiet: str, path: str) -> str:
    return f"{own.url}/{path}?mode=test&connection={quiet}"


def fits(page: Page, name: str) -> list[str]:
    """Pictures of all looks, and where the page is wider than its window."""
    wrong = []
    for look in LOOKS:
        look_at(page, look)
        settled(page)
        picture(page, f"edge-{name}-{look.name}", whole=True)
        width = wide(page, look.size[0])
        wrong += [f"{look.name}: {width} px"] if width > look.size[0] else []
    return wrong


MAKE_ONE = (
    "{} in this test account yet. Make one in Stripe with card 4242 4242 4242 4242; it will appear "
    "here within a minute."
)
EMPTY = {
    "": MAKE_ONE.format("No payments"),
    "payments": "No payment has come by webhook yet.",
    "customers": "No customer has come by webhook yet.",
    "subscriptions": "No subscription has come by webhook yet.",
    "refunds": "No refund has come by webhook yet.",
    "disputes": "No dispute has come by webhook yet.",
    "payouts": "No payout has come by webhook yet.",
    "activity": MAKE_ONE.format("No events"),
}
"""What nothing looks like in a test account that has a webhook and no key."""


@pytest.mark.parametrize("path", EMPTY)
def test_nothing_is_a_sentence(
    browser: Browser, own: Installation, admin: StorageState, quiet: str, path: str
) -> None:
    with watched(browser, admin) as page:
        page.goto(screen(own, quiet, path) + "&tab=all")
        settled(page)
        expect(page.get_by_role("main").get_by_text(EMPTY[path], exact=True)).to_be_visible()
        assert fits(page, f"none-{path or 'home'}") == []


WITH_A_KEY = {
    "payments": MAKE_ONE.format("No payments"),
    "refunds": "No refund has been made yet. One appears here as soon as somebody gives",
    "payouts": "No payout has been made yet. One appears here as soon as Stripe sends money to",
}


@pytest.mark.parametrize("path", WITH_A_KEY)
def test_an_empty_list_of_an_account_with_a_key_says_how_to_fill_it(
    browser: Browser, shop: Demo, signed_in: StorageState, path: str
) -> None:
    with watched(browser, signed_in) as page:
        nothing = {"data": [], "next_cursor": None}
        page.route(f"**/api/v1/{path}?*", lambda route: route.fulfill(json=nothing))
        page.goto(f"{shop.url}/{path}")
        expect(page.locator(".empty")).to_contain_text(WITH_A_KEY[path])


@pytest.fixture(scope="module")
def strange(own: Installation, quiet: str, stripe: Simulator) -> list[dict[str, Any]]:
    """Seven events, one of each kind, have arrived."""
    stripe.do("subscribe")
    stripe.do("payout", amount=500, currency="usd", fill=True)
    sold = stripe.do("sale", amount=4_200, currency="usd")["latest_charge"]
    stripe.do("refund", charge_id=sold, amount=100)
    stripe.do("dispute", charge_id=sold)
    sent = sender.events(stripe)
    hook = f"{own.url}/api/webhooks/stripe/{quiet}"
    assert [sender.send(hook, event) for event in sent] == [200] * len(sent)
    return sent


WORDS = {
    "payments": ("Levitating", sender.NAME, "90,071,992,547,409.91"),
    "customers": (sender.NAME,),
    "subscriptions": ("On the moon",),
    "refunds": ("Half way there",),
    "disputes": ("Bad weather", "90,071,992,547,409.91"),
    "payouts": ("Beamed up", "90,071,992,547,409.91"),
}


@pytest.mark.parametrize("path", WORDS)
def test_one_row_as_strange_as_can_be(
    browser: Browser,
    own: Installation,
    admin: StorageState,
    quiet: str,
    strange: list[dict[str, Any]],
    path: str,
) -> None:
    with watched(browser, admin) as page:
        page.goto(screen(own, quiet, path) + "&tab=all")
        row = page.locator("[role=table] [role=row][data-index]").first
        row.wait_for()
        for word in WORDS[path]:  # an event of each, and they need not be read at once
            expect(page.get_by_role("main")).to_contain_text(word, use_inner_text=True)
        wrong = fits(page, f"one-{path}")
        look_at(page, LOOKS[0])
        row.click()
        expect(page.get_by_text("Raw JSON").first).to_be_visible()
        settled(page)
        assert wrong + fits(page, f"one-{path}-page") == []


def test_home_of_strange_rows(
    browser: Browser,
    own: Installation,
    admin: StorageState,
    quiet: str,
    strange: list[dict[str, Any]],
) -> None:
    with watched(browser, admin) as page:
        page.goto(screen(own, quiet, ""))
        settled(page)
        assert fits(page, "one-home") == []


def test_a_million_rows_stay_smooth(browser: Browser, shop: Demo, signed_in: StorageState) -> None:
    row = reading(shop, "payments", limit=1)["data"][0]
    asked: list[int] = []

    def pages(route: Route) -> None:
        """Payments without end: a real one, again and again under other ids."""
        query = parse_qs(urlsplit(route.request.url).query)
        first = int(query.get("cursor", ["0"])[0])
        asked.append(first)
        made = [{**row, "id": f"pi_{number}"} for number in range(first, first + PAGE)]
        after = str(first + PAGE) if first + PAGE < MILLION else None
        route.fulfill(json={"data": made, "next_cursor": after})

    with watched(browser, signed_in) as page:
        page.route(API, pages)
        page.goto(shop.url + "/payments")
        table = page.get_by_role("table", name="Payments")
        table.get_by_role("row").nth(10).wait_for()
        presses = 0
        while max(asked) < 12 * PAGE:
            presses += 1
            assert presses < PRESSES, "further pages are read before the end is reached"
            page.keyboard.press("End")
            page.wait_for_timeout(50)
        expect(table.locator("[data-index='500']")).to_have_count(0)
        assert table.get_by_role("row").count() < 80
        assert page.locator("*").count() < 4_000
        page.mouse.move(700, 500)
        for _ in range(25):
            page.mouse.wheel(0, 4_000)
        assert comes_to_rest(page), "it stands still where the reader stopped"


def comes_to_rest(page: Page) -> bool:
    """Whether the page stands still for a second, within a minute."""
    at: list[float] = []
    for _ in range(240):
        at.append(page.evaluate("scrollY"))
        if len(at) > 4 and len(set(at[-5:])) == 1:
            return True
        page.wait_for_timeout(250)
    return False


ANSWERS = {
    403: ("not_allowed", "Your role does not allow this"),
    409: ("conflict", "It was changed meanwhile"),
    422: ("invalid", "amount_min: not a number"),
    429: ("too_many_requests", "Too many requests: try again in 3 seconds"),
    500: ("internal", "Something went wrong in Tillwatch"),
    503: ("unavailable", "The database cannot be reached"),
}


@pytest.mark.parametrize("status", ANSWERS)
def test_a_no_is_said_in_words_where_it_happened(
    browser: Browser, shop: Demo, signed_in: StorageState, status: int
) -> None:
    code, detail = ANSWERS[status]
    body = json.dumps({"status": status, "code": code, "title": detail, "detail": detail})
    context = browser.new_context(storage_state=signed_in)
    page = context.new_page()
    page.route(
        API,
        lambda route: route.fulfill(
            status=status, content_type="application/problem+json", body=body
        ),
    )
    page.goto(shop.url + "/payments")
    expect(page.get_by_text(f"Payments could not be read: {detail}")).to_be_visible()
    picture(page, f"error-{status}")
    page.unroute(API)
    try_again(page)
    expect(page.get_by_role("table", name="Payments")).to_be_visible()
    context.close()


def try_again(page: Page) -> None:
    """Presses it, unless the page has tried by itself meanwhile: it does when something changes."""
    page.locator("button", has_text="Try again").evaluate_all("all => all.map(one => one.click())")


def test_what_is_not_there_is_said(browser: Browser, shop: Demo, signed_in: StorageState) -> None:
    context = browser.new_context(storage_state=signed_in)
    page = context.new_page()
    for kind in ("payments", "customers", "subscriptions", "disputes", "payouts"):
        page.goto(f"{shop.url}/{kind}/{shop.connection_id}/xx_nothing")
        settled(page)
        expect(
            page.get_by_role("main").get_by_text(re.compile("not known|no such|not|No "))
        ).not_to_have_count(0)
        picture(page, f"error-404-{kind}")
    context.close()


def test_offline_is_said_and_gets_better(
    browser: Browser, shop: Demo, signed_in: StorageState
) -> None:
    context = browser.new_context(storage_state=signed_in)
    page = context.new_page()
    page.goto(shop.url + "/payments")
    page.get_by_role("table", name="Payments").wait_for()
    context.set_offline(True)
    page.get_by_role("link", name="Customers").first.click()
    expect(
        page.get_by_text("could not be read").or_(page.get_by_text("does not answer")).first
    ).to_be_visible()
    picture(page, "error-offline")
    context.set_offline(False)
    again = page.get_by_role("button", name="Try again").or_(
        page.get_by_role("table", name="Customers")
    )
    again.first.click()
    expect(page.get_by_role("table", name="Customers")).to_be_visible()
    context.close()

"""Alerts of an open tab: what stays until it is seen, what is told once, and what is switched off.

Nothing else happens in this account: each event is sent to it, signed, as Stripe would.
"""

import re
import time
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    Response,
    Route,
    StorageState,
    expect,
)

from tests.e2e.conftest import LOOKS, PHONE, grave, look_at, picture, settled, wide
from tests.e2e.stage import sender
from tests.e2e.stage.installation import Installation, Simulator
from tests.e2e.test_home import until

SECRET = "whsec_aBellThatRingsInAnEmptyHouse"
Tell = Callable[[str], None]
PATIENCE_MS = 60_000
TYPED = "type="
"""Alerts ask for types; the feed, which is asked again at every change, does not."""

WATCHED_TAB = """
let isHidden = false;
Object.defineProperty(document, "hidden", { get: () => isHidden });
window.hide = (is) => {
  isHidden = is;
  document.dispatchEvent(new Event("visibilitychange"));
};
window.told = [];
window.Notification = class extends EventTarget {
  static permission = "granted";
  constructor(title, { body }) {
    super();
    window.told.push(body);
  }
};
"""
"""A tab that can be put behind others, which headless browsers never do, and notifications that
are written down."""


@pytest.fixture
def context(browser: Browser, own: Installation, admin: StorageState) -> Iterator[BrowserContext]:
    """A browser that has seen no alert yet."""
    made = browser.new_context(
        storage_state={"cookies": admin["cookies"]},
        viewport={"width": 1389, "height": 868},
    )
    yield made
    made.close()


@pytest.fixture
def account(context: BrowserContext, own: Installation) -> Iterator[str]:
    """The id of a new connection by webhook only; it goes with its data."""
    at, ours = f"{own.url}/api/v1/connections", {"Origin": own.url}
    asked = {"name": "Bell", "processor": "stripe", "secret": SECRET, "mode": "test"}
    made: str = context.request.post(at, data=asked, headers=ours).json()["id"]
    yield made
    assert context.request.delete(f"{at}/{made}?data=delete", headers=ours).ok


@pytest.fixture(scope="module")
def happened(stripe: Simulator) -> Simulator:
    """A shop in which one of each has happened."""
    sold = stripe.do("sale", amount=4_200, currency="usd")["latest_charge"]
    stripe.do("dispute", charge_id=sold)
    stripe.do("failed-card")
    paid = stripe.do("payout", amount=500, currency="usd", fill=True)
    stripe.do("fail-payout", id=paid["id"])
    return stripe


@pytest.fixture
def tell(own: Installation, account: str, happened: Simulator) -> Tell:
    """Sends the shop's newest event of a type, as one that happens now."""
    hook = f"{own.url}/api/webhooks/stripe/{account}"

    def told(type_: str) -> None:
        new = {"id": f"evt_{uuid4().hex}", "created": int(time.time()) + 1}
        assert sender.send(hook, {**sender.newest(happened, type_), **new}, SECRET) == 200

    return told


@pytest.fixture
def at(own: Installation, account: str) -> Callable[[str], str]:
    return lambda path: f"{own.url}{path}?mode=test&connection={account}"


def pinned(page: Page) -> Locator:
    return page.get_by_role("region", name="Waiting to be seen").get_by_role("listitem")


def counts(page: Page, number: int) -> None:
    """What the tab's title counts."""
    expect(page).to_have_title(re.compile(rf"^\({number}\) " if number else r"^[^(]"))


def test_a_dispute_stays_until_it_is_seen(
    context: BrowserContext, at: Callable[[str], str], tell: Tell
) -> None:
    page, other = context.new_page(), context.new_page()
    for tab in (other, page):
        tab.goto(at("/"))
        settled(tab)
        counts(tab, 0)
    tell("charge.dispute.created")
    expect(pinned(page)).to_have_count(1)
    expect(pinned(page).get_by_role("link")).to_have_attribute("href", re.compile("/disputes/"))
    counts(page, 1)
    for look in LOOKS:
        look_at(page, look)
        picture(page, f"alert-pinned-{look.name}")
        assert wide(page, look.size[0]) <= look.size[0]
        assert grave(page) == []
    look_at(page, LOOKS[0])
    expect(pinned(page)).not_to_contain_text("(Bell)")
    page.get_by_role("link", name="Payments").first.click()
    page.get_by_role("heading", name="Payments", level=1).wait_for()
    expect(pinned(page)).to_have_count(1)
    page.reload()
    expect(pinned(page)).to_have_count(1)
    counts(page, 1)
    page.get_by_role("button", name="Seen", exact=True).click()
    for tab in (page, other):
        expect(pinned(tab)).to_have_count(0)
        counts(tab, 0)
    page.reload()
    settled(page)
    expect(pinned(page)).to_have_count(0)


def test_on_a_phone_one_alert_stands_for_all(
    context: BrowserContext, at: Callable[[str], str], tell: Tell
) -> None:
    """Two of them took a quarter of every page."""
    page = context.new_page()
    look_at(page, next(look for look in LOOKS if look.size == PHONE))
    page.goto(at("/"))
    settled(page)
    tell("charge.dispute.created")
    tell("payout.failed")
    region = page.get_by_role("region", name="Waiting to be seen")
    expect(region.get_by_role("button", name="1 more")).to_be_visible()
    expect(pinned(page)).to_have_count(1)
    assert region.evaluate("one => one.offsetHeight") < PHONE[1] / 7
    picture(page, "alert-pinned-two-phone")
    region.get_by_role("button", name="1 more").click()
    expect(pinned(page)).to_have_count(2)
    region.get_by_role("button", name="All 2 seen").click()
    expect(pinned(page)).to_have_count(0)


def test_what_came_while_no_tab_was_open_is_told_at_once(
    context: BrowserContext, at: Callable[[str], str], tell: Tell
) -> None:
    """Even where it takes a moment until the accounts are known."""
    page = context.new_page()
    page.goto(at("/"))
    settled(page)
    page.close()
    tell("payout.failed")
    page = context.new_page()
    rail = page.get_by_role("navigation", name="Main")

    def late(route: Route) -> None:
        rail.wait_for()
        route.continue_()

    page.route("**/api/v1/connections*", late, times=1)
    page.goto(at("/"))
    expect(pinned(page)).to_have_count(1)
    expect(pinned(page).get_by_role("link")).to_have_attribute("href", re.compile("/payouts/"))
    page.get_by_role("button", name="Seen", exact=True).click()


def test_what_comes_while_the_first_answer_is_under_way_is_told(
    context: BrowserContext, at: Callable[[str], str], tell: Tell
) -> None:
    page = context.new_page()

    def is_stream(answer: Response) -> bool:
        return "/api/v1/stream" in answer.url

    def heard(answer: Response) -> bool:
        is_feed = "/activity?" in answer.url and TYPED not in answer.url
        return is_feed and "charge.failed" in answer.text()

    streams: list[Response] = []
    page.on("response", lambda one: streams.append(one) if is_stream(one) else None)

    def held(route: Route) -> None:
        before = route.fetch()
        if not streams:
            page.wait_for_event("response", is_stream, timeout=PATIENCE_MS)
        with page.expect_response(heard, timeout=PATIENCE_MS):
            tell("charge.failed")
        route.fulfill(response=before)

    page.route(re.compile(r"/activity\?.*type=charge\.failed"), held, times=1)
    page.goto(at("/settings/alerts"))
    expect(page.locator(".toast").filter(has_text="could not pay")).to_have_count(1)


def test_a_kind_is_told_only_while_it_is_on(
    context: BrowserContext, at: Callable[[str], str], tell: Tell
) -> None:
    page = context.new_page()
    page.goto(at("/settings/alerts"))
    failed, paid = (
        page.get_by_role("checkbox", name=name, exact=True)
        for name in ("Failed payments", "Payments")
    )
    expect(failed).to_be_checked()
    expect(paid).not_to_be_checked()
    settled(page)
    toast = page.locator(".toast")
    tell("charge.failed")
    expect(toast.filter(has_text="could not pay")).to_have_count(1)
    counts(page, 0)
    picture(page, "alert-toast")
    toast.get_by_role("button", name="Close").click()
    failed.uncheck()
    paid.check()
    page.reload()
    expect(failed).not_to_be_checked()
    settled(page)
    tell("charge.failed")
    tell("charge.succeeded")
    expect(toast).to_have_count(1)
    expect(toast).to_contain_text("paid")


def test_behind_other_tabs_the_title_counts_and_the_browser_tells(
    context: BrowserContext, at: Callable[[str], str], tell: Tell
) -> None:
    context.add_init_script(WATCHED_TAB)
    page = context.new_page()
    page.goto(at("/settings/alerts"))
    page.get_by_role("checkbox", name="Notifications of this browser").check()
    settled(page)
    page.evaluate("hide(true)")
    tell("charge.failed")
    counts(page, 1)
    tell("charge.dispute.created")
    counts(page, 2)
    until(page, lambda: page.evaluate("told.length") == 2)
    said = page.evaluate("told")
    assert [word in one for one, word in zip(said, ("could not pay", "disputed"), strict=True)]
    assert all("Test" in one for one in said)
    page.evaluate("hide(false)")
    counts(page, 1)
    expect(pinned(page)).to_have_count(1)

"""One account over its life, as its page shows it: history, webhook, logo, pause, a dead key."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, StorageState, expect

from tests.api.test_logos import png
from tests.e2e.conftest import LOOKS, look_at, picture, settled
from tests.e2e.stage.installation import Installation, Simulator

NARROW = ["rak_charge_read", "rak_payment_intent_read"]
"""Without Events, or the customers of the last days would come by them."""
UNREACHED = re.compile(
    r"Stripe cannot reach this computer\. You can skip this step: Tillwatch checks Stripe every "
    r"minute or so\. For instant updates set your public address, use a tunnel, or run stripe "
    r"listen --forward-to …\."
)


@pytest.fixture
def page(browser: Browser, admin: StorageState) -> Iterator[Page]:
    context = browser.new_context(storage_state=admin, viewport={"width": 1389, "height": 868})
    yield context.new_page()
    context.close()


@contextmanager
def joined(
    browser: Browser, own: Installation, admin: StorageState, **told: Any
) -> Iterator[dict[str, Any]]:
    """A connection while the block lasts; it goes with its data."""
    context = browser.new_context(storage_state=admin, extra_http_headers={"Origin": own.url})
    at = f"{own.url}/api/v1/connections"
    answer = context.request.post(at, data={"processor": "stripe", "mode": "test", **told})
    assert answer.ok, answer.text()
    made: dict[str, Any] = answer.json()
    try:
        yield made
    finally:
        assert context.request.delete(f"{at}/{made['id']}?data=delete").ok
        context.close()


@pytest.fixture(scope="module")
def account(
    browser: Browser, own: Installation, admin: StorageState, stripe: Simulator
) -> Iterator[str]:
    """Where the page of an account is whose key may do everything and whose history waits."""
    told = {"name": "Harbor & Pine", "key": stripe.key("full"), "import": "later"}
    with joined(browser, own, admin, **told) as made:
        yield f"{own.url}/settings/connections/{made['id']}"


def words(page: Page) -> str:
    return " ".join(page.get_by_role("main").inner_text().split())


def test_what_can_be_connected_and_where_events_go(page: Page, own: Installation) -> None:
    walk = f"{own.url}/settings/connections/connect?way=webhook"
    for of, label in (("live", "Production address"), ("test", "Sandbox address")):
        page.goto(f"{walk}&of={of}")
        expect(page.get_by_text(label, exact=True)).to_be_visible()
        expect(page.locator(".address code")).to_have_text(f"{own.url}/api/webhooks/stripe")
    expect(page.get_by_role("radio", name="Stripe")).to_be_checked()
    for other in ("PayPal", "Adyen"):
        expect(page.get_by_role("radio", name=other)).to_be_disabled()


def test_the_history_is_shown_before_it_comes_and_can_wait(page: Page, account: str) -> None:
    address, _, made = account.rpartition("/")
    page.goto(f"{address}/connect?made={made}")
    log = page.get_by_role("row", name="Activity log")
    expect(log).to_contain_text("30 days, Stripe keeps no more")
    for kind in ("Payments", "Payouts"):
        row = page.get_by_role("row", name=kind).first
        expect(row).to_contain_text("everything")
        expect(row.get_by_role("cell").last).to_contain_text("second")
    page.get_by_label("From").fill("2026-05-03")
    since = re.compile(r"since ([3-9]|[12]\d|3[01]) May 2026")
    expect(page.get_by_role("row", name="Payouts")).to_contain_text(since)
    expect(log).to_contain_text("30 days, Stripe keeps no more")
    page.get_by_role("button", name="Later").click()
    expect(page.get_by_text("The history waits.")).to_be_visible()
    page.reload()
    page.get_by_role("link", name="Choose now").click()
    expect(page.get_by_role("button", name="Start importing")).to_be_visible()


def test_one_click_sets_up_the_webhook_and_it_turns_green(
    page: Page, account: str, stripe: Simulator
) -> None:
    page.goto(account)
    expect(page.get_by_text("Sandbox address", exact=True)).to_be_visible()
    expect(page.get_by_text("stripe listen --forward-to http://")).to_be_visible()
    assert UNREACHED.search(words(page))
    page.get_by_role("button", name="Set up for me").click()
    expect(page.get_by_text("Waiting for the first event…")).to_be_visible()
    stripe.do("sale")
    green = page.get_by_role("status").filter(has_text="First event arrived")
    expect(green).to_be_visible()
    expect(page.get_by_text("Stripe cannot reach this computer")).to_have_count(0)
    picture(page, "account-first-event", whole=True)


def give(page: Page, name: str, body: bytes) -> None:
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="Change the logo").click()
    chosen.value.set_files({"name": name, "mimeType": "image/png", "buffer": body})


def test_its_logo_is_given_by_clicking_on_it(page: Page, account: str) -> None:
    page.goto(account)
    head = page.get_by_role("main").locator("header").first
    expect(head.locator(".logo").first).to_contain_text("HP")
    give(page, "logo.png", png(64, 64))
    assert head.locator("img").evaluate("one => one.decode().then(() => one.naturalWidth)") == 64
    for name, body, why in (
        ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no picture"),
        ("wide.png", png(2049, 1), "2048 a side is the most"),
        ("large.png", png() + b"\0" * 256 * 1024, "256 KiB is the most"),
    ):
        give(page, name, body)
        expect(head.get_by_role("alert")).to_contain_text(why)
        expect(head.locator("img")).to_be_visible()
    picture(page, "account-logo")
    page.get_by_role("link", name="Connections", exact=True).first.click()
    row = page.get_by_role("table", name="Connections").get_by_role("row", name="Harbor & Pine")
    expect(row.locator("img")).to_be_visible()
    row.click()
    page.get_by_role("button", name="Remove the logo").click()
    expect(head.locator("img")).to_have_count(0)
    expect(head.locator(".logo").first).to_contain_text("HP")


def test_paused_is_said_wherever_one_looks(page: Page, account: str, own: Installation) -> None:
    page.goto(account)
    head = page.get_by_role("main").locator("header").first
    head.get_by_role("button", name="Pause").click()
    expect(head.get_by_text("Paused", exact=True)).to_be_visible()
    expect(head).to_contain_text("Nothing is asked of Stripe until you resume.")
    picture(page, "account-paused")
    page.goto(f"{own.url}/settings/connections")
    row = page.get_by_role("table", name="Connections").get_by_role("row", name="Harbor & Pine")
    expect(row).to_contain_text("Paused")
    page.goto(f"{own.url}/?mode=test&connection={account.rpartition('/')[2]}")
    expect(page.get_by_text("Harbor & Pine is paused.")).to_be_visible()
    page.get_by_role("link", name="Resume it").click()
    head.get_by_role("button", name="Resume").click()
    expect(head.get_by_text("Connected", exact=True)).to_be_visible()
    expect(head.get_by_text("Paused")).to_have_count(0)


def test_links_to_stripe_wait_until_they_are_for_the_mode_that_was_chosen(
    page: Page, own: Installation
) -> None:
    page.goto(f"{own.url}/settings/connections/connect?of=live")
    link = page.get_by_role("link", name="With the needed permissions only")
    expect(link).to_have_attribute("href", re.compile("stripe.com/apikeys/create"))
    seen = []

    def late(route: Route) -> None:
        seen.append(page.locator("[inert] a[href*=apikeys]").count())
        route.continue_()

    page.route(re.compile(r"/plan\?.*mode=test"), late, times=1)
    page.get_by_text("Test mode or sandbox").click()
    expect(link).to_have_attribute("href", re.compile("stripe.com/test/apikeys/create"))
    assert seen == [3]
    expect(page.locator("[inert]")).to_have_count(0)


def test_what_a_key_lacks_is_named_and_one_that_ends_needs_attention(
    page: Page, browser: Browser, own: Installation, admin: StorageState, stripe: Simulator
) -> None:
    other = list(dict.fromkeys(one["account_id"] for one in stripe.keys))[1]
    key = {"account": other, "name": "soon gone"}
    secret = stripe.do("keys", permissions=NARROW, **key)["secret"]
    with joined(browser, own, admin, name="Narrow", key=secret) as made:
        page.goto(f"{own.url}/customers?mode=test&connection={made['id']}")
        off = page.locator("[data-unread=permission]")
        expect(off).to_contain_text("Customers are off: the key lacks “Customers: read”.")
        expect(page.locator(".empty")).to_contain_text("It does not mean that there is none.")
        settled(page)
        for look in LOOKS:
            look_at(page, look)
            picture(page, f"account-customers-off-{look.name}")
        look_at(page, LOOKS[0])
        stripe.do("keys", permissions=[], state="revoked", **key)
        page.goto(f"{own.url}/settings/connections/{made['id']}")
        page.get_by_role("button", name="Check permissions again").click()
        head = page.get_by_role("main").locator("header").first
        expect(head.get_by_text("Needs attention", exact=True)).to_be_visible()
        expect(page.get_by_text("Stripe does not accept this key").first).to_be_visible()
        picture(page, "account-needs-attention", whole=True)
        page.goto(f"{own.url}/settings/connections")
        expect(page.get_by_text("1 needs attention")).to_be_visible()
        page.goto(f"{own.url}/?mode=test&connection={made['id']}")
        expect(page.get_by_role("link", name="See what to do")).to_be_visible()


def test_it_is_renamed_gets_another_key_and_is_let_go(
    page: Page, browser: Browser, own: Installation, admin: StorageState, stripe: Simulator
) -> None:
    made = page.request.post(
        f"{own.url}/api/v1/connections",
        data={"name": "Old name", "key": stripe.key("six", account=1), "import": "later"},
        headers={"Origin": own.url},
    )
    page.goto(f"{own.url}/settings/connections/{made.json()['id']}")
    page.get_by_role("button", name="Rename").click()
    page.get_by_role("textbox", name="Name", exact=True).fill("New name")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="New name")).to_be_visible()
    page.get_by_role("button", name="Replace the key").click()
    field = page.get_by_label("The new key")
    for key, why in (
        (stripe.key("full", "live", account=1), "This is a live mode key"),
        (stripe.key("full", account=0), "connect the other account on its own"),
        (stripe.key("expired", account=1), "This key has expired"),
    ):
        field.fill(key)
        page.get_by_role("button", name="Replace the key").click()
        expect(page.get_by_text(why)).to_be_visible()
    field.fill(stripe.key("full", account=1))
    page.get_by_role("button", name="Replace the key").click()
    expect(page.get_by_text("The new key holds")).to_be_visible()
    page.get_by_role("button", name="Disconnect…").click()
    page.get_by_role("radio", name="Delete it as well").check()
    gone = page.get_by_role("button", name="Disconnect and delete")
    expect(gone).to_be_disabled()
    page.get_by_label("Type the name to delete").fill("New name")
    gone.click()
    expect(page.get_by_role("heading", name="Connections", level=1)).to_be_visible()
    expect(page.get_by_role("row", name="New name")).to_have_count(0)

"""The four guides, walked from nothing to the first live event by a browser alone.

A fresh installation, opened with the link of its terminal, and Practice Stripe. Nothing is done
that a person would not do: keys, addresses and secrets are copied there and pasted here.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import LOOKS, Look, look_at, picture
from tests.e2e.stage import practice
from tests.e2e.stage.installation import Installation, Simulator, become_admin, installation

SIX = {
    "rak_charge_read",
    "rak_payment_intent_read",
    "rak_event_read",
    "rak_balance_read",
    "rak_refund_read",
    "rak_dispute_write",
}
SEVEN = ("Balance", "Events", "Invoices", "Payouts", "Subscriptions", "Customers", "Products")
TEN = (
    "charge.succeeded",
    "charge.refunded",
    "charge.updated",
    "customer.created",
    "customer.updated",
    "customer.deleted",
    "customer.subscription.created",
    "customer.subscription.updated",
    "customer.subscription.deleted",
    "invoice.paid",
)
EIGHT = (
    "charge.succeeded",
    "charge.failed",
    "charge.refunded",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
    "payment_intent.payment_failed",
    "payment_intent.succeeded",
)
GROUPS = ("charge", "file", "payment_intent", "payout", "radar", "refund", "reporting")


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory, stripe: Simulator) -> Iterator[Installation]:
    with installation(tmp_path_factory.mktemp("serve"), stripe) as running:
        yield running


@pytest.fixture(scope="module")
def desk(browser: Browser, stripe: Simulator, fresh: Installation) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1389, "height": 868})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    practice.lead_to(context, stripe.url)
    page = context.new_page()
    become_admin(page, fresh)
    yield page
    context.close()


def begin(desk: Page, *wants: str, mode: str) -> None:
    """Found in the palette; what one wants is ticked."""
    desk.goto(desk.url.split("/settings")[0])
    desk.get_by_role("button", name="You and this app").wait_for()
    desk.keyboard.press("Control+k")
    desk.get_by_role("combobox", name="Find anything").fill("add account")
    desk.keyboard.press("Enter")
    desk.get_by_role("heading", name="Connect Stripe").wait_for()
    for want in wants:
        desk.get_by_role("checkbox", name=want).check()
    desk.get_by_text("Test mode or sandbox" if mode == "test" else "Live, real money").click()


def paste(desk: Page, label: str) -> None:
    desk.get_by_label(label, exact=True).focus()
    desk.keyboard.press("Control+v")


def copy(page: Page, text: str) -> None:
    page.evaluate("text => navigator.clipboard.writeText(text)", text)


def connected(desk: Page, name: str) -> None:
    desk.get_by_role("textbox", name="Name").fill(name)
    desk.get_by_role("button", name="Connect", exact=True).click()
    expect(desk.get_by_role("heading", name=f"{name} is connected")).to_be_visible()


def hear(desk: Page, shop: Page, events: tuple[str, ...], groups: tuple[str, ...] = ()) -> None:
    """The endpoint, its secret, a sale; it turns green."""
    address = desk.locator(".address code").inner_text()
    shop.get_by_role("link", name="Webhooks", exact=True).first.click()
    shop.get_by_role("link", name="Add endpoint").click()
    secret = practice.add_endpoint(shop, address, events, groups)
    if desk.get_by_role("button", name="Keep the secret").count():
        copy(shop, secret)
        desk.bring_to_front()
        paste(desk, "Signing secret")
        desk.get_by_role("button", name="Keep the secret").click()
        expect(desk.get_by_text("Waiting for the first event…")).to_be_visible()
    practice.press(shop, "Sale")
    expect(desk.get_by_text("First event arrived")).to_be_visible()
    shop.close()


def test_answer_disputes_with_exactly_six_permissions(desk: Page, stripe: Simulator) -> None:
    begin(desk, "Answer disputes", mode="test")
    expect(desk.get_by_text("dispute evidence only, and only when you press Send")).to_be_visible()
    link = desk.get_by_role("link", name="With the needed permissions only")
    shop = practice.opened(link)
    key = practice.make_key(shop)
    assert practice.granted(shop) >= SIX
    assert {slug for slug in practice.granted(shop) if slug.endswith("_write")} == {
        "rak_dispute_write"
    }
    picture(shop, "guide-disputes-practice-key")
    copy(shop, key)
    desk.bring_to_front()
    paste(desk, "Key")
    expect(desk.get_by_text("Test, 7 of 16")).to_be_visible()
    expect(desk.get_by_text("Files: write is missing.")).to_be_visible()
    picture(desk, "guide-disputes-tried", whole=True)
    connected(desk, "Disputes")
    hear(desk, shop, EIGHT)
    picture(desk, "guide-disputes-first-event", whole=True)


def test_be_notified_with_the_seven_of_a_notifier(desk: Page, stripe: Simulator) -> None:
    begin(desk, "Be notified", mode="live")
    shop = practice.opened(desk.get_by_role("link", name="Stripe's page with the keys"))
    shop.get_by_role("link", name="Create restricted key").click()
    shop.get_by_label("Key name").fill("Tillwatch (read only)")
    key = practice.make_key(shop, dict.fromkeys(SEVEN, "Read"))
    assert len(practice.granted(shop)) == len(SEVEN)
    expect(shop.get_by_text("it is shown this once")).to_be_visible()
    copy(shop, key)
    desk.bring_to_front()
    paste(desk, "Key")
    expect(desk.get_by_text("Charges: read is missing.")).to_be_visible()
    expect(desk.get_by_text("It can write: nothing")).to_be_visible()
    connected(desk, "Notifier")
    hear(desk, shop, EIGHT)
    picture(desk, "guide-notified-first-event", whole=True)


def test_pay_referrers_by_webhook_only(desk: Page, stripe: Simulator) -> None:
    begin(desk, "Pay referrers", mode="test")
    desk.get_by_role("link", name="Use a webhook only").click()
    desk.get_by_text("Show me the code for Python, Node and curl").click()
    expect(desk.get_by_text("metadata").first).to_be_visible()
    address = desk.locator(".address code").inner_text()
    shop = practice.opened(desk.get_by_role("link", name="Open Stripe's page for a new endpoint"))
    practice.choose_account(shop, second(stripe, shop))
    shop.get_by_role("link", name="Add endpoint").click()
    secret = practice.add_endpoint(shop, address, TEN, ())
    copy(shop, secret)
    desk.bring_to_front()
    paste(desk, "Signing secret")
    picture(desk, "guide-referrers-secret", whole=True)
    connected(desk, "Referrals")
    practice.press(shop, "Sale")
    expect(desk.get_by_text("First event arrived")).to_be_visible()
    picture(desk, "guide-referrers-first-event", whole=True)
    shop.close()


def second(stripe: Simulator, shop: Page) -> str:
    """The name of another account than the one looked at."""
    others = shop.locator("details.accounts a:not([aria-current]) span")
    return others.first.text_content() or ""


def test_payouts_and_reports_with_seven_groups(desk: Page, stripe: Simulator) -> None:
    begin(desk, "Payouts and reports", mode="live")
    shop = practice.opened(desk.get_by_role("link", name=re.compile("permissions filled in")))
    key = practice.make_key(shop)
    copy(shop, key)
    desk.bring_to_front()
    paste(desk, "Key")
    expect(desk.get_by_text("With this key, everything works")).to_be_visible()
    connected(desk, "Reports")
    hear(desk, shop, (), GROUPS)
    picture(desk, "guide-reports-first-event", whole=True)


def test_the_walk_by_keys_alone(desk: Page, stripe: Simulator) -> None:
    """From the palette to the history under way, without a pointer."""
    desk.goto(desk.url.split("/settings")[0])
    desk.get_by_role("button", name="You and this app").wait_for()
    desk.keyboard.press("Control+k")
    desk.get_by_role("combobox", name="Find anything").wait_for()
    desk.keyboard.type("add account")
    desk.keyboard.press("Enter")
    desk.get_by_role("heading", name="Connect Stripe").wait_for()
    tab_to(desk, desk.get_by_role("checkbox", name="Payouts and reports"))
    desk.keyboard.press("Space")
    expect(desk).to_have_url(re.compile("want=payouts"))
    tab_to(desk, desk.get_by_label("Key", exact=True))
    desk.keyboard.type(stripe.key("full", "test", account=2))
    tab_to(desk, desk.get_by_role("textbox", name="Name"))
    desk.keyboard.press("Control+a")
    desk.keyboard.type("By keys")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="By keys is connected")).to_be_visible()
    tab_to(desk, desk.get_by_role("button", name="Start importing"))
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("All in:").or_(desk.get_by_text("Importing history"))).to_be_visible()
    expect(desk.get_by_text("All in:")).to_be_visible()
    picture(desk, "walk-by-keys", whole=True)


def tab_to(desk: Page, wanted: Locator) -> None:
    """Presses Tab until it is there."""
    wanted.wait_for()
    for _ in range(80):
        desk.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"no key leads to {wanted}")


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
def test_the_walk_looks_as_it_should(desk: Page, look: Look) -> None:
    look_at(desk, look)
    picture(desk, f"walk-end-{look.name}", whole=True)

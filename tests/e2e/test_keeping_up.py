"""Health shows how Tillwatch itself keeps up, while events arrive."""

import re

from playwright.sync_api import Browser, Locator, Page, StorageState, expect

from tests.e2e.conftest import LOOKS, PHONE, picture, settled, watched, wide
from tests.e2e.stage.desk import Demo
from tests.e2e.test_home import sell

LATELY = re.compile(r"\b[1-9][\d,]*\s+in the last (minute|\d+ s)")
"""How many; before it stands how many that is a second, where it is one or more."""


def keeping_up(page: Page, shop: Demo) -> Locator:
    page.goto(shop.url + "/settings/health")
    settled(page)
    return page.get_by_role("region", name="How Tillwatch keeps up")


def test_what_arrives_what_waits_and_who_works(
    browser: Browser, shop: Demo, signed_in: StorageState
) -> None:
    """It looks again by itself: what arrives in front of the reader is counted."""
    with watched(browser, signed_in) as page:
        block = keeping_up(page, shop)
        sell(shop, 2_100)
        arriving, worked_in, _, on_disk = (block.locator("dl > div").nth(at) for at in range(4))
        for figure in (arriving, worked_in):
            expect(figure).to_contain_text(LATELY)
        expect(on_disk).to_contain_text(re.compile(r"[\d.]+ MB.*[\d.]+ [GT]B free"))
        expect(
            block.get_by_role("img", name=re.compile("arrived by webhook and .* worked in"))
        ).to_be_visible()
        for does in ("Takes webhooks and shows pages", "Works in what arrives, asks Stripe"):
            expect(block.get_by_role("listitem").filter(has_text=does)).to_contain_text("alive now")
        block.get_by_role("button", name="What this counts").click()
        expect(block.get_by_text("safely on disk")).to_be_visible()
        picture(page, "health-keeping-up", whole=True)


def test_it_fits_a_phone(browser: Browser, shop: Demo, signed_in: StorageState) -> None:
    phone = next(look for look in LOOKS if look.size == PHONE)
    with watched(browser, signed_in, phone) as page:
        block = keeping_up(page, shop)
        expect(block.get_by_role("listitem")).to_have_count(2)
        assert wide(page, PHONE[0]) <= PHONE[0]
        picture(page, "health-keeping-up-phone", whole=True)

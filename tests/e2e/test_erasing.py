"""A customer is erased on their page: what will be blank is said, the id typed, the name gone."""

import re

import httpx
from playwright.sync_api import Browser, StorageState, expect

from tests.e2e.conftest import LOOKS, PHONE, picture, settled, watched, wide
from tests.e2e.stage.desk import Demo


def test_a_customer_is_erased_and_says_when(
    browser: Browser, shop: Demo, signed_in: StorageState
) -> None:
    head = {"Authorization": f"Bearer {shop.token}"}
    all_ = httpx.get(f"{shop.url}/api/v1/customers?limit=100", headers=head, timeout=60).json()[
        "data"
    ]
    customer = next(one for one in reversed(all_) if one["name"] and one["email"])
    with watched(browser, signed_in) as page:
        page.goto(f"{shop.url}/customers/{customer['connection_id']}/{customer['id']}")
        settled(page)
        block = page.get_by_role("region", name="Personal data")
        block.get_by_role("button", name="Erase personal data…").click()
        expect(block).to_contain_text("Stripe keeps its own copy")
        erase = block.get_by_role("button", name="Erase personal data", exact=True)
        expect(erase).to_be_disabled()
        block.get_by_label("Type the customer's id to erase").fill(customer["id"])
        picture(page, "customer-erase", whole=True)
        erase.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Erased on"))
        expect(block.get_by_role("status")).to_contain_text("What still comes is blanked")
        expect(page.get_by_role("main")).not_to_contain_text(customer["email"])
    phone = next(look for look in LOOKS if look.size == PHONE)
    with watched(browser, signed_in, phone) as page:
        page.goto(f"{shop.url}/customers/{customer['connection_id']}/{customer['id']}")
        settled(page)
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Erased on"))
        assert wide(page, PHONE[0]) <= PHONE[0]
        picture(page, "customer-erased-phone", whole=True)

"""Analytics, as an analyst walks it: from a rate that fell to the bank and the code behind it."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.conftest import LOOKS, Visit, grave, picture, settled, wide
from tests.e2e.stage.desk import Demo

WIDEST = ("declines", "disputes", "fraud")
"""The tabs with the longest words; all are drawn by one screen."""


def past() -> tuple[str, str]:
    """Some months that end before today, so that nothing comes in meanwhile; the bad week is in."""
    today = datetime.now(UTC).date()
    return str(today - timedelta(days=80)), str(today - timedelta(days=2))


def spoken(shop: Demo) -> dict[str, str]:
    return {"Authorization": f"Bearer {shop.token}", "Content-Type": "application/json"}


def answered(shop: Demo, question: str) -> Any:
    """What the API answers to the page's own question."""
    body = {**json.loads(question), "dimensions": [], "grain": None}
    request = Request(f"{shop.url}/api/v1/metrics/query", json.dumps(body).encode(), spoken(shop))
    with urlopen(request) as answer:
        return json.load(answer)


@pytest.fixture
def colleague(browser: Browser, shop: Demo) -> Iterator[BrowserContext]:
    """Somebody else, who may only read, in a browser of their own."""
    body = json.dumps({"name": "Colleague", "role": "reader"}).encode()
    asked = Request(f"{shop.url}/api/v1/tokens", body, spoken(shop))
    with urlopen(asked) as answer:
        token = json.load(answer)["token"]
    context = browser.new_context(
        viewport={"width": 1389, "height": 868},
        extra_http_headers={"Authorization": f"Bearer {token}"},
    )
    yield context
    context.close()


def test_from_a_rate_that_fell_to_bank_and_code_in_four_clicks_then_saved_shared_and_alerted_on(
    visit: Visit, shop: Demo, colleague: BrowserContext
) -> None:
    page = visit("/")
    bank = found(page, shop)
    page.get_by_role("link", name="Rows").click()
    expect(page.locator("[data-count]")).to_be_visible()
    picture(page, "analytics-rows")
    page.go_back()
    every_cell_leads_to_its_rows(page)
    saved_and_shared(page, colleague.new_page(), bank)
    alerted(page, bank)


def found(page: Page, shop: Demo) -> str:
    """The bank, and the code behind it, in four clicks."""
    first, last = past()
    page.goto(f"{shop.url}/?from={first}&until={last}")
    page.locator("[data-why]").click()  # 1: Home says that the success rate fell
    expect(page.get_by_role("heading", name="What moved it")).to_be_visible()
    bank = page.locator('[data-mover^="issuer:"]').first
    name = (bank.get_attribute("data-mover") or "").removeprefix("issuer:")
    bank.click()  # 2: the bank it fell at
    expect(page.locator(f'[data-narrow="issuer:{name}"]')).to_be_visible()
    with page.expect_request(
        lambda one: "/metrics/query" in one.url and '["decline_rate"]' in (one.post_data or "")
    ) as asked:
        page.get_by_role("link", name="Declines", exact=True).click()  # 3: why it declined
    question = asked.value.post_data or ""
    assert {"dimension": "issuer", "is": [name]} == json.loads(question)["filter"]
    truth = answered(shop, question)["totals"]["decline_rate"]["ratios"][0]
    rate = page.locator("[data-head=decline_rate]")
    expect(rate).to_contain_text(f"{truth['numerator']} of {truth['denominator']}")
    reason = page.locator("[data-by=reason_code] tbody tr").first
    code = reason.get_attribute("data-slice")
    reason.get_by_role("button").click()  # 4: only this code
    expect(page.locator(f'[data-narrow="reason_code:{code}"]')).to_be_visible()
    settled(page)
    picture(page, "analytics-journey", whole=True)
    assert grave(page) == []
    return name


def every_cell_leads_to_its_rows(page: Page) -> None:
    """As many as told: an hour, chargebacks of a month's sales, customers of a month."""
    found_at, (first, last) = page.url, past()
    tabs = f"{found_at.partition('/analytics')[0]}/analytics"
    page.goto(f"{tabs}/declines?from={first}&until={last}")
    hour = page.get_by_role("region", name="By hour of the week").get_by_role("link").first
    told = hour.inner_text()
    hour.click()
    expect(page.locator("[data-count]")).to_have_attribute("data-count", told)
    for tab, counted in (("disputes", "data-count"), ("customers", "data-customers")):
        page.goto(f"{tabs}/{tab}?from={first}&until={last}")
        cell = page.get_by_role("region", name="By month").locator(".cell:not(.open) a").first
        told = (cell.locator("..").get_attribute("title") or "").partition(" of ")[0]
        cell.click()
        expect(page.locator(f"[{counted}]")).to_have_attribute(counted, told.replace(",", ""))
    page.goto(found_at)
    expect(page.locator("[data-head=decline_volume] .value")).not_to_be_empty()


def saved_and_shared(page: Page, other: Page, bank: str) -> None:
    """Saved for everybody by a name, and by a link that opens the same for somebody else."""
    page.get_by_role("button", name="Views").click()
    page.get_by_role("button", name="Save this view").click()
    page.get_by_label("Name").fill("The bank that was down")
    page.get_by_text("For everybody").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved as “The bank that was down”")).to_be_visible()
    page.keyboard.press("Escape")
    settled(page)
    rate = page.locator("[data-head=decline_volume]").inner_text()

    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the link to this page").click()
    other.goto(page.evaluate("navigator.clipboard.readText()"))
    expect(other.locator("[data-head=decline_volume]")).to_have_text(rate, use_inner_text=True)
    expect(other.locator(f'[data-narrow="issuer:{bank}"]')).to_be_visible()
    other.get_by_role("button", name="The bank that was down").click()
    expect(other.get_by_text("For everybody")).to_be_visible()
    expect(other.get_by_role("link", name="Alert me")).to_have_count(0)


def alerted(page: Page, bank: str) -> None:
    """A rule made of what is looked at: tried on the past, kept on, and taken away again."""
    page.get_by_role("link", name="Alert me").click()
    expect(page.get_by_role("button", name=f"Issuing bank is {bank}")).to_be_visible()
    page.get_by_label("At least so many").fill("5")
    tried = page.locator("[data-tried]")
    expect(tried).to_have_attribute("data-tried", "90")
    expect(tried).to_contain_text("It would have fired")
    settled(page)
    picture(page, "rule-of-what-was-found", whole=True)
    assert grave(page) == []
    page.get_by_role("button", name="Keep this rule").click()
    kept = page.get_by_role("switch", name=bank)
    expect(kept).to_be_checked()
    page.get_by_role("link", name=re.compile(bank)).click()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name=re.compile("Delete it")).click()
    expect(page.get_by_text("No rule of your own yet")).to_be_visible()


def test_the_widest_tabs_fit_a_phone(visit: Visit, shop: Demo) -> None:
    look = LOOKS[2]
    page = visit("/", look)
    for tab in WIDEST:
        page.goto(f"{shop.url}/analytics/{tab}?period=90d")
        expect(page.locator("[data-heads] .value").first).not_to_be_empty()
        settled(page)
        picture(page, f"analytics-{tab}-{look.name}", whole=True)
        assert wide(page, look.size[0]) <= look.size[0], tab

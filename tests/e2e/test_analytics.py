"""Analytics, as an analyst walks it: from a rate that fell to the bank and the code behind it."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.request import Request, urlopen

from playwright.sync_api import expect

from tests.e2e.conftest import LOOKS, Visit, grave, picture, settled
from tests.e2e.stage.desk import Demo

WIDEST = ("declines", "disputes", "fraud")
"""The tabs with the longest words; all are drawn by one screen."""


def past() -> tuple[str, str]:
    """Some months that end before today, so that nothing comes in meanwhile; the bad week is in."""
    today = datetime.now(UTC).date()
    return str(today - timedelta(days=80)), str(today - timedelta(days=2))


def answered(shop: Demo, question: str) -> Any:
    """What the API answers to the page's own question."""
    body = {**json.loads(question), "dimensions": [], "grain": None}
    request = Request(
        f"{shop.url}/api/v1/metrics/query",
        json.dumps(body).encode(),
        {"Authorization": f"Bearer {shop.token}", "Content-Type": "application/json"},
    )
    with urlopen(request) as answer:
        return json.load(answer)


def test_from_a_rate_that_fell_to_bank_and_code_in_four_clicks(visit: Visit, shop: Demo) -> None:
    page = visit("/")
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
    page.get_by_role("link", name="Rows").click()
    expect(page.locator("[data-count]")).to_be_visible()
    picture(page, "analytics-rows")


def test_the_widest_tabs_fit_a_phone(visit: Visit, shop: Demo) -> None:
    look = LOOKS[2]
    page = visit("/", look)
    for tab in WIDEST:
        page.goto(f"{shop.url}/analytics/{tab}?period=90d")
        expect(page.locator("[data-heads] .value").first).not_to_be_empty()
        settled(page)
        picture(page, f"analytics-{tab}-{look.name}", whole=True)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= look.size[0], tab

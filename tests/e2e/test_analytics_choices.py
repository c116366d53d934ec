"""What is chosen above a tab of Analytics holds for all of it: the date that counts, and what fees
are a part of."""

import json

from playwright.sync_api import Page, Request, expect

from tests.e2e.conftest import Visit, grave, picture, settled
from tests.e2e.stage.desk import Demo
from tests.e2e.test_analytics import answered, past


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_label(f"{label}: ").click()
    page.get_by_role("option", name=option).click()


def test_the_date_that_counts_and_the_basis_of_fees_hold_for_a_whole_tab(
    visit: Visit, shop: Demo
) -> None:
    page = visit("/")
    asked: list[str] = []

    def heard(one: Request) -> None:
        if "/metrics/query" in one.url:
            asked.append(one.post_data or "")

    first, last = past()
    page.goto(f"{shop.url}/analytics/sales?from={first}&until={last}")
    choose(page, "Date that counts", "When it was booked")
    expect(page.locator("[data-base=booked]")).to_contain_text("reached Stripe's balance")
    page.on("request", heard)
    page.reload()
    expect(page.locator("[data-head=sales_volume] .value")).to_contain_text("USD")
    settled(page)
    assert {json.loads(question).get("date_base") for question in asked} == {"booked"}
    sales = "".join(page.locator("[data-head=sales_volume] .value").inner_text().split())
    page.get_by_role("link", name="Rows").click()  # of the currency that the number is told in
    expect(page.get_by_text(f"that come to {sales.removesuffix('USD')}")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="Declines", exact=True).click()
    expect(page.locator("[data-base=created]")).to_contain_text("never booked")
    page.get_by_role("link", name="Fees", exact=True).click()
    expect(page.locator("[data-head=fees_rate] .name")).to_have_text("Cost of payment, of sales")
    asked.clear()
    choose(page, "Basis of fee rates", "Fees of net sales")
    rate = page.locator("[data-head=fees_net_rate]")
    expect(rate.locator(".name")).to_have_text("Cost of payment, of net sales")
    expect(page.locator("[data-head]", has_text=", of sales")).to_have_count(0)
    settled(page)
    question = next(one for one in asked if "fees_net_rate" in one)
    ratios = answered(shop, question)["totals"]["fees_net_rate"]["ratios"]
    truth = next(one for one in ratios if one["currency"] == "usd")
    sides = [f"${truth[side] / 100:,.2f}" for side in ("numerator", "denominator")]
    expect(rate).to_contain_text(" of ".join(sides))
    picture(page, "analytics-fees", whole=True)
    assert grave(page) == []

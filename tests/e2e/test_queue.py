"""The queue of disputes and the screens around it, as whoever looks after disputes walks them."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visit, grave, settled
from tests.e2e.stage.desk import Demo, reading
from tests.e2e.stage.installation import Simulator

WITHIN_MS = 15_000


def answerable(shop: Demo) -> None:
    """At least one case waits for an answer."""
    if not reading(shop, "disputes/queue", limit=1)["data"]:
        Simulator(shop.simulator_url, []).do("dispute", reason="fraudulent")


def test_a_decision_on_several_is_noted_and_taken_back(visit: Visit, shop: Demo) -> None:
    answerable(shop)
    page = visit("/disputes")
    row = page.get_by_role("table").locator("[role=row][data-index]").first
    row.wait_for(timeout=WITHIN_MS)
    page.keyboard.press("j")
    page.keyboard.press("x")
    picked = page.get_by_role("region", name="Picked cases")
    expect(picked).to_contain_text("1 case picked")
    picked.get_by_role("button", name="Decide").click()
    page.get_by_role("menuitem", name="Stripe answers").click()
    expect(row).to_contain_text("Stripe answers")
    page.get_by_role("button", name="Undo").click()
    expect(row).not_to_contain_text("Stripe answers")
    narrowed = page.get_by_role("searchbox", name="Search these cases")
    narrowed.fill("nobody of this name")
    expect(page.get_by_text("No case here fits what was asked for.")).to_be_visible()
    assert "tab=waiting" in page.url
    page.get_by_role("button", name="Clear the filters").click()
    expect(row).to_be_visible()
    assert grave(page) == []


def test_deadlines_are_followed_by_an_address_that_ends(visit: Visit) -> None:
    page = visit("/disputes")
    page.get_by_role("button", name="Deadlines in your calendar").click()
    asked = page.get_by_role("dialog")
    asked.get_by_role("button", name="Make an address").click()
    expect(asked).to_contain_text(re.compile(r"http\S+\.ics"))
    asked.get_by_role("button", name="End it").click()
    asked.get_by_role("button", name="End it for good?").click()
    expect(asked.get_by_role("listitem")).to_have_count(0)
    expect(asked).not_to_contain_text(".ics")


def test_numbers_of_disputes_lead_to_their_rows(visit: Visit) -> None:
    page = visit("/disputes/measures")
    parts(page, "Chargebacks of sales", "Net dispute loss", "Where they come from", "What if")
    stand = page.get_by_role("region", name="How they stand")
    stand.get_by_role("listitem").filter(has_text="Disputes received").get_by_role("link").click()
    rows = page.get_by_role("table", name="Disputes behind a number")
    expect(rows.locator("[role=row][data-index]").first).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="Taken by banks").click()
    booked = page.get_by_role("table", name="Entries behind a sum")
    expect(booked.locator("[role=row][data-index]").first).to_contain_text("Taken by banks")


def test_a_rule_is_tried_then_switched_on_and_costs_are_tried_before_they_are_kept(
    visit: Visit,
) -> None:
    page = visit("/disputes/prevention?tab=rules")
    page.get_by_role("button", name="New rule").click()
    page.get_by_role("textbox", name="Name").fill("Tell us")
    page.get_by_role("button", name="Try on the past").click()
    expect(page.get_by_role("status").filter(has_text="of 90 days")).to_be_visible()
    page.get_by_role("button", name="Make it").click()
    rule = page.get_by_role("listitem").filter(has_text="Tell us")
    rule.get_by_role("button", name="Switch on").click()
    rule.get_by_role("button", name="Switch it on?").click()
    expect(rule.get_by_role("button", name="Switch off")).to_be_visible()
    rule.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("No rule yet")).to_be_visible()
    page.get_by_role("link", name="Settings", exact=True).last.click()
    page.get_by_role("textbox", name="What answering one case costs you in work").fill("15")
    expect(page.get_by_role("region", name="What this would change")).to_be_visible()
    for tab in ("Policies", "What is sold", "Letters", "Facts by file", "How well it went"):
        page.get_by_role("link", name=tab, exact=True).click()
        settled(page)
        assert grave(page) == [], tab


def parts(page: Page, *names: str) -> None:
    for name in names:
        expect(page.get_by_role("heading", name=name)).to_be_visible(timeout=WITHIN_MS)

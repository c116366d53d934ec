"""From what was unusual to what explains it, to the payments behind it, to a rule made of it."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import LOOKS, Visit, grave, picture, settled, wide
from tests.e2e.stage.desk import Demo

FOUND_MS = 90_000
"""The first look at a new account waits for its history, and passes three months of it."""


def outage(page: Page) -> Locator:
    row = page.get_by_role("listitem").filter(has_text="Looks like an outage of a bank")
    expect(row).to_be_visible(timeout=FOUND_MS)
    return row


def choose(page: Page, words: str) -> None:
    outage(page).get_by_role("button", name="More about this anomaly").click()
    page.get_by_role("menuitem", name=words).click()


def test_an_anomaly_leads_to_its_payments_and_becomes_a_rule(visit: Visit, shop: Demo) -> None:
    page = visit("/alerts/anomalies?kind=declines&sort=impact")
    expect(outage(page)).to_contain_text("a year of such days:")
    expect(page.get_by_text(re.compile("Watched since"))).to_be_visible()
    settled(page)
    picture(page, "anomalies", whole=True)
    assert grave(page) == []
    choose(page, "Explore the number")
    expect(page.get_by_role("heading", name=re.compile("^Issuing bank: "))).to_be_visible()
    page.get_by_role("row").filter(has_text="Critical").nth(1).get_by_role("link").click()
    behind = page.get_by_role("region", name=re.compile("^Behind it: "))
    expect(behind.get_by_role("link").first).to_be_visible()
    settled(page)
    picture(page, "anomalies-explorer", whole=True)
    assert grave(page) == []
    behind.get_by_role("link").first.click()
    expect(page).to_have_url(re.compile("/payments/con_"))
    page.goto(f"{shop.url}/alerts/anomalies")
    choose(page, "Make it a rule")
    expect(page).to_have_url(re.compile(r"/alerts/rules/new\?.*f=issuer"))
    expect(page.get_by_text(re.compile("Issuing bank is")).first).to_be_visible()


def test_an_anomaly_is_put_off_and_taken_back(visit: Visit) -> None:
    """It is long over, and so filed as dealt with when it is found."""
    page = visit("/alerts/anomalies")
    outage(page).get_by_role("button", name="Take back").click()
    expect(outage(page).get_by_role("button", name="Dealt with")).to_be_visible()
    choose(page, "Put off: for an hour")
    expect(outage(page)).to_contain_text("put off until")
    page.get_by_role("button", name="Undo").click()
    expect(outage(page)).not_to_contain_text("put off until")
    outage(page).get_by_role("button", name="Dealt with").click()
    expect(outage(page).get_by_role("button", name="Take back")).to_be_visible()


def test_an_alert_shows_its_number_around_the_moment_and_the_rows_behind_it(visit: Visit) -> None:
    page = visit("/alerts?tab=all&q=bank%20does%20not")
    page.get_by_role("link", name="A bank does not answer: Summit National").first.click(
        timeout=FOUND_MS
    )
    expect(page.get_by_text("When it was found").first).to_be_visible()
    expect(page.get_by_text(re.compile("they can pay with another card"))).to_be_visible()
    expect(page.get_by_text(re.compile("in 12 weeks"))).to_be_visible()
    chart = page.get_by_role("region", name="Declines: Summit National")
    chart.get_by_role("button", name="Table").click()
    expect(chart.get_by_text("More than this is told").first).to_be_visible()
    behind = page.get_by_role("region", name=re.compile("^Behind it: "))
    count = re.search(r"[0-9]+", behind.get_by_role("heading").inner_text())
    found = page.get_by_text(re.compile("^In the last hour: Declines "))
    assert count is not None
    assert f"Declines {count[0]}," in found.inner_text()
    settled(page)
    assert grave(page) == []
    behind.get_by_role("cell").get_by_role("link").first.click()
    expect(page).to_have_url(re.compile("/payments/con_"))


def test_anomalies_fit_a_phone(visit: Visit, shop: Demo) -> None:
    look = LOOKS[2]
    page = visit("/", look)
    for path in ("/alerts/anomalies", "/alerts/anomalies/explore"):
        page.goto(f"{shop.url}{path}")
        settled(page)
        assert wide(page, look.size[0]) <= look.size[0]
        assert grave(page) == []

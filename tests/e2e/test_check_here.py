"""Health checks the installation when asked, and says what is wrong first."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import Visit, picture


def test_the_check_says_what_it_looked_at(visit: Visit) -> None:
    page = visit("/settings/health")
    page.get_by_role("button", name="Check", exact=True).click()
    told = page.get_by_role("status").filter(has_text=re.compile(r"\d+ things looked at"))
    expect(told).to_be_visible(timeout=60_000)
    page.get_by_role("button", name=re.compile("^Show .* good$")).click()
    expect(page.get_by_text("Only their owner can read the data and the key.")).to_be_visible()
    picture(page, "health-checked")

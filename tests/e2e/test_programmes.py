"""How near one is to the networks' limits, as a person sees it, and the cases behind a figure."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import LOOKS, Visit, grave, picture, settled, wide


def test_limits_say_how_far_they_are_and_lead_to_the_cases(visit: Visit) -> None:
    page = visit("/analytics/programmes?about=visa_vamp")
    expect(page.get_by_role("heading", name="Visa dispute and fraud limit")).to_be_visible()
    expect(
        page.get_by_text("A payment that is both reported and disputed counts twice.")
    ).to_be_visible()
    settled(page)
    picture(page, "programmes", whole=True)
    assert grave(page) == []
    page.get_by_role("button", name="The month before").click()
    expect(page).to_have_url(re.compile(r"month=\d{4}-\d{2}"))
    page.get_by_role("link", name=re.compile(r"See the \d+ cases?")).first.click()
    row = page.get_by_role("row").nth(1)
    expect(row).to_contain_text(re.compile("Dispute|Fraud report"))
    row.get_by_role("link").click()
    expect(page).to_have_url(re.compile("/(disputes|payments)/con_"))


def test_limits_fit_a_phone(visit: Visit) -> None:
    look = LOOKS[2]
    page = visit("/analytics/programmes", look)
    expect(page.get_by_role("heading", name="Mastercard chargeback limit")).to_be_visible()
    settled(page)
    picture(page, f"programmes-{look.name}", whole=True)
    assert wide(page, look.size[0]) <= look.size[0]
    assert grave(page) == []

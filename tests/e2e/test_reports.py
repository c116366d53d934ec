"""A report planned, made, read and put back; and how Health tells of the columns behind it."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import LOOKS, Visit, grave, look_at, picture, settled, wide
from tests.e2e.stage.desk import Demo


def test_a_report_is_planned_made_fetched_and_put_back(visit: Visit) -> None:
    page = visit("/reports")
    page.get_by_role("link", name="Plan a report").click()
    expect(page.get_by_role("heading", name="Plan a report")).to_be_visible()
    page.get_by_role("button", name="Week at a glance").click()
    page.get_by_label("Title", exact=True).fill("Monday's figures")
    page.get_by_role("button", name="Save").click()
    planned = page.get_by_role("listitem").filter(has_text="Monday's figures")
    expect(planned).to_contain_text("Every week")
    planned.get_by_role("button", name="Make now").click()
    made = page.get_by_role("region", name="Made").get_by_role("listitem").first
    expect(made).to_contain_text("Monday's figures", timeout=60_000)
    with page.expect_download() as fetched:
        made.get_by_role("link", name="PDF").click()
    assert re.fullmatch(r"Monday's figures, \d{4}-\d\d-\d\d\.pdf", fetched.value.suggested_filename)
    with page.context.expect_page() as opened:
        made.get_by_role("link", name="Open").click()
    expect(opened.value.get_by_role("heading", name="What the numbers mean")).to_be_visible()
    opened.value.close()
    planned.get_by_role("button", name="Delete").click()
    expect(planned).to_have_count(1)  # the one that was made of it stays
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Make now")).to_have_count(1)
    settled(page)
    picture(page, "reports", whole=True)
    assert grave(page) == []


def test_health_tells_of_the_columns(visit: Visit, shop: Demo) -> None:
    page = visit("/analytics")
    settled(page)  # somebody has asked: they are there from now on
    page.goto(f"{shop.url}/settings/health")
    columns = page.get_by_role("region", name="Columns for analytics")
    expect(columns).to_contain_text("Up to date", timeout=60_000)
    expect(columns).to_contain_text("from the beginning")
    look_at(page, LOOKS[2])
    assert wide(page, LOOKS[2].size[0]) <= LOOKS[2].size[0]


def test_borders_of_tiers_say_how_many_payments_fall_in_each(visit: Visit) -> None:
    page = visit("/settings/order-risk")
    counts = page.get_by_role("table", name="With these borders").get_by_role("row").nth(1)
    page.get_by_role("button", name="Learn now").click()  # which it does by itself, but later
    expect(counts).to_be_visible()
    before = counts.inner_text()
    page.get_by_label("Medium from").fill("0.05")
    expect(counts).not_to_have_text(before, use_inner_text=True)
    page.get_by_text("Day by day").click()
    expect(page.get_by_text("Days are those of UTC.")).to_be_visible()
    assert grave(page) == []

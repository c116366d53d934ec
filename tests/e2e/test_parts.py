"""The page of parts: a million rows, a list that lives, filters, and nobody shut out."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import AXE, DONE, LOOKS, Look, Visit, fits, picture

MILLION = 1_000_000


def parts(visit: Visit, look: Look = LOOKS[0], search: str = "") -> Page:
    page = visit(f"/parts{search}", look)
    page.get_by_role("heading", name="Parts").wait_for()
    page.get_by_role("table", name="Sample list").get_by_role("row").nth(5).wait_for()
    return page


def focused_row(page: Page) -> int:
    """The index of the row whose link has the focus, counted from 0."""
    return int(page.locator("[role=row]:has(a:focus)").get_attribute("data-index") or -1)


def test_a_million_rows_are_moved_in_by_keys(visit: Visit) -> None:
    page = parts(visit)
    table = page.get_by_role("table", name="Sample payments")
    expect(table).to_have_attribute("aria-rowcount", str(MILLION + 1))
    table.locator("a").first.focus()
    seen = []
    for key in ("ArrowDown", "j", "k", "End", "ArrowUp", "Home"):
        page.keyboard.press(key)
        target = {"ArrowDown": 1, "j": 2, "k": 1, "End": MILLION - 1, "ArrowUp": MILLION - 2}.get(
            key, 0
        )
        row = table.locator(f'[data-index="{target}"]:has(a:focus)')
        expect(row).to_be_in_viewport()
        seen.append(focused_row(page))
    assert seen == [1, 2, 1, MILLION - 1, MILLION - 2, 0]
    assert table.get_by_role("row").count() < 60


def test_focus_stays_on_its_row_while_rows_come_and_go(visit: Visit) -> None:
    page = parts(visit)
    table = page.get_by_role("table", name="Sample payments")
    table.locator("a").first.focus()
    table.evaluate("table => table.scrollTop = 4_000_000")
    expect(table.locator('[aria-rowindex="500022"]')).to_be_attached()
    assert focused_row(page) == 0
    page.keyboard.press("ArrowDown")
    expect(table.locator('[data-index="1"]')).to_be_in_viewport()
    assert focused_row(page) == 1


def test_what_arrives_waits_while_one_is_scrolled_away(visit: Visit) -> None:
    page = parts(visit)
    table = page.get_by_role("table", name="Sample list")
    table.evaluate("table => scrollBy(0, table.getBoundingClientRect().top + 600)")
    expect(table.locator('[data-index="25"]')).to_be_in_viewport()
    before = page.evaluate("scrollY")
    page.get_by_role("button", name="A row arrives").dispatch_event("click")
    news = page.get_by_role("button", name="1 new")
    news.wait_for()
    assert page.evaluate("scrollY") == before
    picture(page, "parts-news")
    news.click()
    expect(page.locator("[role=row].fresh")).to_have_count(1)
    expect(table.locator(".fresh")).to_be_in_viewport()


def test_filters_are_the_address(visit: Visit) -> None:
    page = parts(visit)
    page.get_by_role("button", name="State").click()
    page.get_by_role("checkbox", name="Failed").check()
    page.get_by_role("checkbox", name="Canceled").check()
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("status=failed&status=canceled"))
    page.get_by_role("button", name="Amount").first.click()
    page.get_by_role("textbox", name="From").fill("184.505")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_text("Write an amount in USD")).to_be_visible()
    page.get_by_role("textbox", name="From").fill("1,184.50")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_text("$1,184.50 or more")).to_be_visible()
    assert "amount_min=118450&currency=usd" in page.url
    page.get_by_role("searchbox", name="Search payments").fill("maya")
    expect(page).to_have_url(re.compile("q=maya"))
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_role("searchbox", name="Search payments")).to_have_value("")
    assert "status" not in page.url


@pytest.mark.parametrize("look", [LOOKS[0], LOOKS[-1]], ids=lambda look: look.name)
def test_every_part_is_within_reach(visit: Visit, look: Look) -> None:
    page = parts(visit, look, "?rows=7")
    picture(page, f"parts-{look.name}", whole=True)
    page.evaluate(AXE.read_text())
    page.evaluate(DONE)
    found = page.evaluate("axe.run('main', {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa']})")
    grave = [
        (one["id"], [node["html"][:160] for node in one["nodes"]])
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]
    assert grave == []
    assert fits(page)

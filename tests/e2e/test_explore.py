"""The explorer and dashboards, walked by a browser over the demo: asked, narrowed, saved, put on a
board, moved there, noted on the time axis, and undone."""

import re

from playwright.sync_api import Browser, Page, StorageState, expect

from tests.e2e.conftest import LOOKS, grave, look_at, picture, settled, watched, wide
from tests.e2e.stage.desk import Demo, reading

ASKED = "/explore?m=authorization_count&m=authorization_rate&by=issuer&period=90d"


def looked_at(page: Page, name: str) -> list[str]:
    """What is wrong with the page, large and light, small and dark."""
    wrong = []
    for look in (LOOKS[0], LOOKS[-1]):
        look_at(page, look)
        settled(page)
        picture(page, f"{name}-{look.name}", whole=True)
        if wide(page, look.size[0]) > look.size[0]:
            wrong.append(f"{look.name} is too wide")
        wrong += [f"{look.name}: {one}" for one in grave(page)]
    look_at(page, LOOKS[0])
    return wrong


def test_from_a_question_to_a_dashboard(
    browser: Browser, shop: Demo, signed_in: StorageState
) -> None:
    with watched(browser, signed_in) as page:
        page.goto(shop.url + ASKED)
        settled(page)
        rows = page.get_by_role("table").get_by_role("row")
        expect(rows.nth(2)).to_be_visible()
        page.get_by_role("button", name="Filter", exact=True).click()
        page.get_by_label("What is tested").select_option("scheme")
        page.get_by_label("Visa").check()
        page.get_by_role("button", name="Done").click()
        expect(page.get_by_role("button", name="Card brand is Visa")).to_be_visible()
        expect(page).to_have_url(re.compile("visa"))
        settled(page)
        assert looked_at(page, "explore") == []
        page.get_by_role("button", name="Views").click()
        page.get_by_role("button", name="Save this view").click()
        page.get_by_label("Name").fill("Banks of Visa cards")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Saved as “Banks of Visa cards”")).to_be_visible()
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Put on a dashboard").click()
        page.get_by_label("What the new one is called").fill("Cards")
        page.get_by_role("button", name="Put it there").click()
        page.get_by_role("link", name="It is on the dashboard").click()
        expect(page.get_by_role("heading", name="Cards")).to_be_visible()
        expect(page.get_by_role("table").get_by_role("row").nth(1)).to_be_visible()


def test_a_dashboard_is_arranged_by_pointer_and_by_keys(
    browser: Browser, shop: Demo, signed_in: StorageState
) -> None:
    with watched(browser, signed_in) as page:
        page.goto(shop.url + "/boards")
        page.get_by_role("button", name="Make it: Payments at a glance").click()
        page.wait_for_url(re.compile(r"/boards/board_"))
        expect(page.get_by_role("heading", name="Payments at a glance")).to_be_visible()
        settled(page)
        assert looked_at(page, "board") == []
        size = page.get_by_role("button", name=re.compile("^Size of Sales:"))
        size.focus()
        with page.expect_response(lambda one: one.url.endswith("/places")):
            size.press("ArrowDown")
        expect(size).to_have_accessible_name(re.compile("3 wide, 3 high"))
        move = page.get_by_role("button", name=re.compile("^Move Refunds:"))
        at = move.bounding_box()
        assert at is not None
        page.mouse.move(at["x"] + 20, at["y"] + 8)
        page.mouse.down()
        page.mouse.move(40, at["y"] + 8, steps=4)
        with page.expect_response(lambda one: one.url.endswith("/places")):
            page.mouse.up()
        expect(move).to_have_accessible_name(re.compile("column 1, row 1"))
        page.reload()
        expect(move).to_have_accessible_name(re.compile("column 1, row 1"))
        page.get_by_role("button", name="Change Sales by day").click()
        page.get_by_role("menuitem", name="Take off the dashboard").click()
        gone = page.get_by_role("heading", name="Sales by day")
        expect(gone).to_have_count(0)
        page.get_by_role("button", name="Undo").click()
        expect(gone).to_be_visible()
        page.get_by_role("link", name="Full screen").click()
        expect(page.get_by_role("navigation")).to_have_count(0)
        expect(page.get_by_role("heading", name="Payments at a glance")).to_be_visible()
        settled(page)
        picture(page, "board-wall")
        page.keyboard.press("Escape")
        expect(page.get_by_role("link", name="Full screen")).to_be_visible()


def test_what_happened_stands_on_the_axis_of_time(
    browser: Browser, shop: Demo, signed_in: StorageState
) -> None:
    with watched(browser, signed_in) as page:
        page.goto(shop.url + "/explore?m=authorization_rate&grain=day&period=30d")
        plot = page.get_by_role("slider")
        plot.locator("canvas").wait_for()
        plot.focus()
        plot.press("Home")
        plot.press("Enter")
        page.get_by_role("button", name="Note what happened").click()
        page.get_by_label("In a few words").fill("New prices")
        page.get_by_role("button", name="Save", exact=True).click()
        noted = page.get_by_role("button", name="New prices")
        noted.click()
        page.get_by_role("button", name="Delete").click()
        expect(noted).to_have_count(0)
        page.get_by_role("button", name="Undo").click()
        expect(noted).to_be_visible()


def test_a_pasted_list_is_looked_up_one_by_one(
    browser: Browser, shop: Demo, signed_in: StorageState
) -> None:
    payment = reading(shop, "payments", limit=1)["data"][0]["id"]
    dispute = reading(shop, "disputes", limit=1)["data"][0]["id"]
    with watched(browser, signed_in) as page:
        page.goto(shop.url)
        settled(page)
        page.keyboard.press("Control+k")
        field = page.get_by_role("combobox", name="Find anything, or any id")
        field.fill(f"{payment}, {dispute} ch_nobody1")
        page.get_by_role("option", name="Look up these 3").click()
        expect(page.get_by_role("heading", name="2 of 3 found")).to_be_visible()
        found = page.get_by_role("table", name="What was looked for")
        expect(found.get_by_role("row").filter(has_text="ch_nobody1")).to_contain_text("Not found")
        found.get_by_role("row").filter(has_text=dispute).get_by_role("link").click()
        expect(page).to_have_url(re.compile(f"/disputes/.*/{dispute}"))

"""Finding: from a number to its reason, by the palette, by keys alone, and back again."""

import csv
import re

from playwright.sync_api import Browser, Locator, Page, StorageState, expect

from tests.e2e.conftest import LOOKS, PHONE, look_at, picture, settled, watched
from tests.e2e.stage.desk import Demo, reading

ROOM_LEFT = """field => {
  const { fontFamily, fontSize, fontWeight, paddingLeft, paddingRight } = getComputedStyle(field);
  const words = Object.assign(document.createElement("span"), { textContent: field.placeholder });
  const shown = { fontFamily, fontSize, fontWeight, whiteSpace: "nowrap", position: "absolute" };
  Object.assign(words.style, shown);
  document.body.append(words);
  const room = field.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
  const left = room - words.offsetWidth;
  words.remove();
  return left;
}"""
"""How many px are left in a search field beside what it says one can look for."""
CROSS = 20
"""What the browser's own cross to clear it takes of that."""
SUSPECTED = "Stripe suspects fraud"
"""What a payment says that Radar blocked; its tries know for which risk."""


def rows(page: Page, name: str = "Payments") -> Locator:
    return page.get_by_role("table", name=name).locator("[role=row][data-index]")


def test_from_a_red_number_on_home_to_the_reason_in_three_clicks(
    browser: Browser, shop: Demo, signed_in: StorageState
) -> None:
    with watched(browser, signed_in) as page:
        page.goto(shop.url)
        settled(page)
        page.get_by_role("main").locator("a.bad").first.click()
        expect(page).to_have_url(re.compile(r"/payments\?.*status=failed"))
        settled(page)
        told = rows(page).filter(has_not_text=SUSPECTED).first
        href = told.locator("a").first.get_attribute("href")
        failed = rows(page).filter(has=page.locator(f"a[href='{href}']"))
        whys = page.locator(".why")
        assert (
            whys.evaluate_all("all => all.filter(one => one.scrollWidth > one.clientWidth)") == []
        )
        reason = failed.locator(".why").inner_text()
        picture(page, "find-failed-list")
        failed.click()
        expect(page.get_by_role("heading", name="Tries")).to_be_visible()
        expect(page.get_by_role("main").get_by_text(reason, exact=False).first).to_be_visible()
        picture(page, "find-failed-reason")
        page.go_back()
        expect(page.get_by_role("heading", name="Payments", level=1, exact=True)).to_be_visible()
        page.go_back()
        expect(page.get_by_role("heading", name="Home", level=1, exact=True)).to_be_visible()


def test_the_period_is_in_the_address_and_every_screen_keeps_it(
    browser: Browser, shop: Demo, signed_in: StorageState
) -> None:
    with watched(browser, signed_in) as page:
        page.goto(shop.url + "/payments")
        settled(page)
        page.get_by_role("button", name="Period").click()
        picture(page, "period-picker")
        page.get_by_label("From").fill("2026-05-03")
        page.get_by_label("To, included").fill("2026-05-09")
        page.get_by_role("button", name="Show these days").click()
        expect(page).to_have_url(re.compile("from=2026-05-03&until=2026-05-09"))
        page.reload()
        expect(
            page.get_by_role("button", name=re.compile("^Period: Own dates 3 ?– ?9 May"))
        ).to_be_visible()
        page.go_back()
        page.get_by_role("button", name="Period").click()
        page.get_by_role("link", name="Last 7 days").or_(
            page.get_by_role("button", name="Last 7 days")
        ).first.click()
        expect(page).to_have_url(re.compile("period=7d"))
        page.keyboard.press("Escape")
        page.get_by_role("link", name="Customers").first.click()
        expect(page.get_by_role("heading", name="Customers", level=1, exact=True)).to_be_visible()
        assert "period=7d" in page.url
        page.go_back()
        expect(page.get_by_role("heading", name="Payments", level=1, exact=True)).to_be_visible()
        page.go_back()
        expect(page).not_to_have_url(re.compile("period=7d"))
        page.go_forward()
        expect(page.get_by_role("button", name="Period: Last 7 days")).to_be_visible()


def test_a_sheet_holds_what_its_list_shows(
    browser: Browser, shop: Demo, signed_in: StorageState
) -> None:
    with watched(browser, signed_in) as page:
        page.goto(shop.url + "/payments?status=failed&period=last-month")
        settled(page)
        shown = rows(page).evaluate_all("all => all.map(one => one.querySelector('a').href)")
        with page.expect_download() as download:
            page.get_by_role("link", name="CSV").click()
        sheet = list(csv.DictReader(download.value.path().read_text().splitlines()))
        assert [one["Payment"] for one in sheet][: len(shown)] == [
            re.sub(r"[?#].*", "", href).rsplit("/", 1)[1] for href in shown
        ]
        said = page.get_by_role("main").get_by_text(re.compile(r"^[\d,]+ payments?")).first
        count = said.inner_text().split(" ")[0].replace(",", "")
        assert len(sheet) == int(count)


def test_the_palette_knows_other_words_and_every_id(
    browser: Browser, shop: Demo, signed_in: StorageState
) -> None:
    paid = reading(shop, "payments", status="succeeded", limit=30)["data"][-1]
    with watched(browser, signed_in) as page:
        page.goto(shop.url)
        settled(page)
        for words, heading in (
            ("chargebacks", "Disputes"),
            ("preferences", "Connections"),
            ("add account", "Connect Stripe"),
            ("accounts", "Connect Stripe"),
        ):
            find(page, words)
            page.keyboard.press("Enter")
            expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
        story = reading(shop, f"payments/{paid['connection_id']}/{paid['id']}/story")
        for sought in (paid["id"], story["tries"][0]["id"]):
            find(page, sought)
            first = page.get_by_role("option").first
            expect(first).to_contain_text(paid["name"] or paid["email"] or "$")
            picture(page, "palette-id")
            page.keyboard.press("Enter")
            expect(page).to_have_url(re.compile(paid["id"]))
        find(page, "no such thing anywhere")
        expect(page.get_by_text("Nothing is called")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("combobox", name="Find anything")).to_have_count(0)


def find(page: Page, words: str) -> None:
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Find anything").fill(words)


def test_lists_are_read_by_keys_alone(
    browser: Browser, shop: Demo, signed_in: StorageState
) -> None:
    with watched(browser, signed_in) as page:
        page.goto(shop.url)
        settled(page)
        page.keyboard.press("g")
        page.keyboard.press("p")
        expect(page.get_by_role("heading", name="Payments", level=1, exact=True)).to_be_visible()
        settled(page)
        for key in ("j", "j", "ArrowDown", "k"):
            page.keyboard.press(key)
        focused = page.locator("[role=row]:has(a:focus)")
        expect(focused).to_have_count(1)
        picture(page, "keys-list")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Tries")).to_be_visible()
        page.go_back()
        expect(page.get_by_role("heading", name="Payments", level=1, exact=True)).to_be_visible()
        page.keyboard.press("?")
        expect(page.get_by_text("Next and previous row")).to_be_visible()
        picture(page, "keys-help")
        page.keyboard.press("Escape")
        expect(page.get_by_text("Next and previous row")).to_have_count(0)


def test_the_search_of_a_list_is_its_address(
    browser: Browser, shop: Demo, signed_in: StorageState
) -> None:
    paid = reading(shop, "payments", status="succeeded", limit=50)["data"][-1]
    with watched(browser, signed_in) as page:
        page.goto(shop.url + "/payments")
        settled(page)
        page.get_by_role("searchbox", name="Search payments").fill(paid["id"])
        expect(page).to_have_url(re.compile("q=pi_"))
        expect(rows(page)).to_have_count(1)
        page.reload()
        settled(page)
        expect(rows(page)).to_have_count(1)
        look_at(page, next(look for look in LOOKS if look.size == PHONE))
        picture(page, "find-phone")
        field = page.get_by_role("searchbox", name="Search payments")
        field.fill("")
        assert field.evaluate(ROOM_LEFT) > CROSS
        field.fill("nothing of that kind")
        expect(page.locator(".empty")).to_be_visible()
        picture(page, "find-nothing-phone")

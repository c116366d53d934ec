"""Seeing: that the pages of the demo say what they are for, and that their links lead there."""

import re
import time
from typing import Any

from playwright.sync_api import Browser, Page, StorageState, expect

from tests.e2e.conftest import picture, settled, watched
from tests.e2e.stage import practice
from tests.e2e.stage.desk import Demo, reading
from tests.e2e.stage.installation import Simulator

REAL = "rk_live_51RealShop" + "a1B2" * 12
ARRIVES_S = 60.0
REFUSED = "This is a real key. Connect it in your own Tillwatch: tillwatch serve."


def test_a_real_key_is_refused_where_it_is_pasted(
    browser: Browser, shop: Demo, signed_in: StorageState
) -> None:
    context = browser.new_context(storage_state=signed_in)
    page = context.new_page()
    page.goto(shop.url + "/settings/connections/connect")
    page.get_by_label("Key", exact=True).fill(REAL)
    said = page.get_by_text("This is a real key.")
    expect(said).to_be_visible()
    assert REFUSED in said.inner_text().replace("`", "")
    expect(page.get_by_role("button", name="Connect", exact=True)).to_have_count(0)
    picture(page, "demo-real-key")
    context.close()
    assert [one["id"] for one in reading(shop, "connections")["data"]] == [shop.connection_id]


def headings(page: Page) -> set[str]:
    return set(page.get_by_role("main").get_by_role("heading", level=2).all_inner_texts())


def story(shop: Demo, kind: str, row: dict[str, Any], id_: str) -> dict[str, Any]:
    told: dict[str, Any] = reading(shop, f"{kind}/{row['connection_id']}/{id_}/story")
    return told


def is_whole(told: dict[str, Any]) -> bool:
    """A payment of a customer, paid out, of which the events are here as well."""
    customer = told["customer"] and told["customer"]["id"]
    return bool(customer and told["payout"] and told["events"])


def test_a_payments_page_is_its_whole_story(
    browser: Browser, shop: Demo, signed_in: StorageState
) -> None:
    refunds = reversed(reading(shop, "refunds", status="succeeded", limit=60)["data"])
    stories = (story(shop, "payments", one, one["payment"]) for one in refunds)
    told = next(one for one in stories if is_whole(one))
    payment, connection = told["payment"]["id"], told["payment"]["connection_id"]
    with watched(browser, signed_in) as page:
        page.goto(f"{shop.url}/payments/{connection}/{payment}")
        settled(page)
        sections = {"Tries", "What was bought", "Where the money went", "Refunds", "Facts"}
        assert sections | {"What happened"} <= headings(page)
        main = page.get_by_role("main")
        for kind in ("customers", "payouts", "activity"):
            expect(main.locator(f"a[href^='/{kind}/{connection}/']").first).to_be_visible()
        expect(main.get_by_text("What you keep").first).to_be_visible()
        went = page.get_by_role("group", name="Where the money went")
        assert went.locator("tbody tr").count() == len(told["entries"]) + len(told["keeps"])
        page.get_by_text("Raw JSON").first.click()
        expect(page.get_by_role("region", name="Raw JSON")).to_contain_text(payment)
        there = practice.opened(page.get_by_role("link", name="Open in Stripe"))
        assert there.url.startswith(shop.simulator_url.rstrip("/"))
        expect(there.locator("body")).to_contain_text(payment)


def disputed(shop: Demo) -> dict[str, Any]:
    """A dispute that waits for an answer; one that is opened now, where none does."""

    def waiting() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = reading(shop, "disputes", status="needs_response", limit=1)[
            "data"
        ]
        return found

    if not (found := waiting()):
        Simulator(shop.simulator_url, []).do("dispute", reason="fraudulent")
        end = time.monotonic() + ARRIVES_S
        while not (found := waiting()) and time.monotonic() < end:
            pass
    return found[0]


def test_a_disputes_page_says_why_until_when_and_what_it_took(
    browser: Browser, shop: Demo, signed_in: StorageState
) -> None:
    waiting = disputed(shop)
    with watched(browser, signed_in) as page:
        page.goto(f"{shop.url}/disputes/{waiting['connection_id']}/{waiting['id']}")
        settled(page)
        main = page.get_by_role("main")
        expect(main.locator(f"a[href*='{waiting['payment']}']").first).to_be_visible()
        expect(main).to_contain_text(re.compile(r"\d+ (d|h|min)\b.* left|The time .* has passed"))
        known = re.compile("^(Evidence|What is known of it)$")
        expect(main.get_by_role("heading", name=known)).to_be_visible()


def test_a_payouts_page_proves_that_it_adds_up(
    browser: Browser, shop: Demo, signed_in: StorageState
) -> None:
    rows = reading(shop, "payouts", status="paid", limit=40)["data"]
    row = next(one for one in reversed(rows) if one["entries"]["equal"])
    with watched(browser, signed_in) as page:
        page.goto(f"{shop.url}/payouts/{row['connection_id']}/{row['id']}")
        settled(page)
        proof = page.get_by_role("region", name="Does it add up")
        expect(proof).to_contain_text("Equals to the cent")
        sums = proof.locator("dd").all_inner_texts()
        assert sums[0] == sums[1]
        assert re.fullmatch(r"\D*0(\.0+)?", sums[2])
        assert {"How it adds up", "From gross to net", "Its entries"} <= headings(page)
        main = page.get_by_role("main")
        expect(main.locator(f"a[href^='/payments/{row['connection_id']}/']").first).to_be_visible()


def test_activity_and_health_say_how_things_come(
    browser: Browser, shop: Demo, signed_in: StorageState
) -> None:
    with watched(browser, signed_in) as page:
        page.goto(shop.url + "/activity")
        rows = page.get_by_role("table", name="Activity").locator("[role=row][data-index]")
        row = rows.filter(has_text="by webhook").first
        expect(row).to_contain_text(re.compile(r"< 1 s|\d+ (s|min)"))
        page.goto(shop.url + "/settings/health")
        settled(page)
        paid = page.locator("[data-kind=payments]")
        expect(paid).to_contain_text(re.compile("by webhook|by checking every"))
        paid.locator("summary").click()
        expect(paid.get_by_text("charge.succeeded")).to_be_visible()
        used = page.get_by_text("of what Stripe allows").locator("xpath=..")
        expect(used).to_contain_text(re.compile(r"\d\s%\s+of what Stripe allows"))
        expect(page.get_by_text(re.compile(r"[\d,]+ of [\d,]+ reads? in \d+ days"))).to_be_visible()
        expect(page.get_by_role("heading", name="Could not be read")).to_be_visible()


def test_privacy_says_what_is_kept_written_and_sent(
    browser: Browser, shop: Demo, signed_in: StorageState
) -> None:
    with watched(browser, signed_in) as page:
        page.goto(shop.url + "/settings/privacy")
        settled(page)
        main = page.get_by_role("main")
        for said in ("What leaves this machine", "What the key can do", "How long it stays"):
            expect(main.get_by_role("heading", name=said)).to_be_visible()
        expect(main.get_by_text(re.compile("^It can write"))).to_be_visible()
        expect(main.get_by_text("Customers", exact=True).first).to_be_visible()


def test_the_audit_log_tells_in_sentences_what_changed_and_proves_it(
    browser: Browser, shop: Demo, signed_in: StorageState
) -> None:
    with watched(browser, signed_in) as page:
        page.goto(shop.url + "/settings/audit?what=token.")
        entries = page.get_by_role("main").get_by_role("listitem")
        made = entries.filter(has_text="made the access token").last
        made.get_by_role("button").click()
        expect(made.get_by_role("table")).to_contain_text("Role")
        expect(entries.filter(has_text="signed in")).to_have_count(0)
        page.get_by_role("button", name="Check now").click()
        whole = re.compile(r"^\d+ entries, chain unbroken, checked")
        expect(page.get_by_text(whole)).to_be_visible()

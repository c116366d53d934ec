"""In and out: signing in and out, the wrong password, a session that ends, and fifty accounts."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, StorageState, expect

from tests.e2e.conftest import AXE, DONE, LOOKS, fits, look_at, picture
from tests.e2e.stage.installation import EMAIL, PASSWORD, Installation

FIFTY = 50


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser nobody is signed in with."""
    made = browser.new_context(viewport={"width": 1389, "height": 868})
    yield made
    made.close()


def sign_in(page: Page, password: str = PASSWORD) -> None:
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


@contextmanager
def held(page: Page) -> Iterator[None]:
    """What the page asks meanwhile waits until the end."""
    waiting: list[Route] = []
    over = False

    def asked(route: Route) -> None:
        if over:
            route.continue_()
        else:
            waiting.append(route)

    page.route("**/api/v1/**", asked)
    yield
    over = True
    for one in waiting:
        one.continue_()


def test_signing_in_leads_where_one_wanted_to_go(
    context: BrowserContext, own: Installation, admin: StorageState
) -> None:
    page = context.new_page()
    page.goto(own.url + "/settings/profile?period=7d")
    page.get_by_role("heading", name="Sign in").wait_for()
    for look in LOOKS:
        look_at(page, look)
        picture(page, f"sign-in-{look.name}")
    look_at(page, LOOKS[0])
    sign_in(page, "not the password")
    said = page.get_by_text("This e-mail and password do not belong together.")
    expect(said).to_be_visible()
    picture(page, "sign-in-wrong")
    sign_in(page)
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()
    assert page.url.endswith("/settings/profile?period=7d")


def test_signing_out_ends_it_and_the_way_back_shows_nothing(
    context: BrowserContext, own: Installation, admin: StorageState
) -> None:
    page = context.new_page()
    page.goto(own.url + "/settings/profile")
    sign_in(page)
    page.get_by_role("heading", name="Profile").wait_for()
    page.get_by_role("button", name="You and this app").click()
    page.get_by_role("navigation", name="Main").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.goto(own.url + "/settings/connections")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_session_that_ends_asks_and_goes_on_where_one_was(
    context: BrowserContext, own: Installation, admin: StorageState
) -> None:
    page = context.new_page()
    page.goto(own.url + "/settings/profile")
    sign_in(page)
    page.get_by_role("heading", name="Profile").wait_for()
    with held(page):  # or what is asked by itself shows the end before the click
        context.clear_cookies()
        page.get_by_role("link", name="Connections", exact=True).first.click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    sign_in(page)
    expect(page.get_by_role("heading", name="Connections")).to_be_visible()
    assert page.url.endswith("/settings/connections")


def test_too_many_wrong_passwords_are_made_to_wait(
    context: BrowserContext, own: Installation, admin: StorageState
) -> None:
    """The throttle is per e-mail and address of the network, so this one uses another e-mail."""
    page = context.new_page()
    page.goto(own.url + "/settings/profile")
    page.get_by_label("E-mail").fill("nobody@harborpine.example")
    page.get_by_label("Password").fill("wrong again")
    button = page.get_by_role("button", name="Sign in")
    alert = page.locator("form").get_by_text(re.compile("do not belong together|Too many"))
    for _ in range(30):
        with page.expect_response("**/api/v1/sign-in") as answered:
            button.click()
        expect(alert).to_be_visible()
        if answered.value.status == 429:
            break
    assert answered.value.status == 429
    picture(page, "sign-in-throttled")


def test_fifty_accounts_stay_usable(
    browser: Browser, own: Installation, admin: StorageState
) -> None:
    context = browser.new_context(storage_state=admin, viewport={"width": 1389, "height": 868})
    page = context.new_page()
    page.goto(own.url + "/settings/connections")
    page.get_by_role("heading", name="Connections").wait_for()
    for number in range(1, FIFTY + 1):
        answer = page.request.post(
            f"{own.url}/api/v1/connections",
            data={
                "name": f"Shop {number:02}",
                "processor": "stripe",
                "secret": f"whsec_{number:032}",
                "mode": "live",
            },
            headers={"Origin": own.url},
        )
        assert answer.ok, answer.text()
    there = page.request.get(f"{own.url}/api/v1/connections?limit=100").json()["data"]
    live = sum(one["mode"] == "live" for one in there)  # and those that other tests made
    page.reload()
    page.get_by_role("button", name=f"Accounts: All {live} accounts").click()
    picture(page, "switcher-fifty")
    page.get_by_role("searchbox", name="Find an account").fill("shop 37")
    page.get_by_role("checkbox", name="Shop 37").check()
    expect(page.get_by_role("button", name="Accounts: Shop 37")).to_be_visible()
    page.keyboard.press("Escape")
    look_at(page, LOOKS[2])
    picture(page, "connections-fifty-phone")
    assert fits(page)
    look_at(page, LOOKS[0])
    page.evaluate(AXE.read_text())
    page.evaluate(DONE)
    found = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa']})")
    assert [one["id"] for one in found["violations"] if one["impact"] == "critical"] == []
    context.close()

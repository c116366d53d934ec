"""The second factor in a real browser: code app, paper, a passkey in Chromium's own device."""

import json
from collections.abc import Iterator
from contextlib import closing
from sqlite3 import connect

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect

from tests.e2e.conftest import LOOKS, fits, grave, look_at, picture
from tests.e2e.stage.installation import (
    EMAIL,
    PASSWORD,
    Installation,
    Simulator,
    become_admin,
    installation,
)

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def named(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Ada's own installation, at an address with a name, which passkeys need."""
    nowhere = Simulator("http://127.0.0.1:9", [])
    with installation(tmp_path_factory.mktemp("named"), nowhere) as at:
        url, link = (one.replace("127.0.0.1", "localhost") for one in (at.url, at.open_url))
        made = Installation(url, link, at.folder, at.settings)
        context = browser.new_context()
        become_admin(context.new_page(), made)
        context.close()
        yield made


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1389, "height": 868})
    yield made
    made.close()


def with_device(page: Page) -> tuple[CDPSession, str]:
    """The page's browser holds a device that looks at its owner, who says yes to everything."""
    speaking = page.context.new_cdp_session(page)
    speaking.send("WebAuthn.enable")
    added = speaking.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return speaking, added["authenticatorId"]


def enter(page: Page, url: str) -> None:
    page.goto(url + "/settings/profile")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page) -> None:
    page.get_by_role("main").get_by_role("button", name="Sign out", exact=True).click()
    page.get_by_role("heading", name="Sign in").wait_for()


def pictures(page: Page, name: str) -> None:
    for look in (LOOKS[0], LOOKS[3]):
        look_at(page, look)
        picture(page, f"{name}-{look.name}", whole=True)
        assert fits(page), look.name
    assert grave(page) == []
    look_at(page, LOOKS[0])


def long_ago(at: Installation, page: Page) -> None:
    """Nobody has confirmed anything for a while."""
    told(at, page, "UPDATE access SET confirmed_until = 0")


def told(at: Installation, page: Page, *statements: str) -> None:
    """The store is told something from outside; after a change the server asks it again."""
    with closing(connect(at.folder / "tillwatch.sqlite", timeout=60)) as store:
        for one in statements:
            store.execute(one)
        store.commit()
    changed = page.request.patch(f"{at.url}/api/v1/me", data={}, headers={"Origin": at.url})
    assert changed.ok or changed.status == 403, changed.text()


def test_what_needs_it_asks_once_more_who_one_is(
    context: BrowserContext, named: Installation
) -> None:
    """A button, and a file whose address is opened by itself; once shown, it holds."""
    link = json.loads(named.run("user", "reset", "--without-second-factor", "--json"))["url"]
    page = context.new_page()
    page.goto(link.replace("127.0.0.1", "localhost"))
    page.goto(named.url + "/settings/sign-in")
    box = page.get_by_label("Require a second factor of everybody")
    box.check()
    long_ago(named, page)
    page.get_by_role("button", name="Save").click()
    question = page.get_by_role("dialog", name="Confirm that it is you")
    field = question.get_by_label("Password")
    field.fill("not this one")
    question.get_by_role("button", name="Confirm").click()
    expect(question.get_by_text("This is not your password")).to_be_visible()
    pictures(page, "confirm")
    question.get_by_role("button", name="Leave it").click()
    expect(page.get_by_text("Confirm that it is you, then try again")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    field.fill(PASSWORD)
    question.get_by_role("button", name="Confirm").click()
    expect(question).to_be_hidden()
    expect(page.get_by_text("Set up a second factor for yourself first")).to_be_visible()
    pictures(page, "sign-in-rules")

    long_ago(named, page)
    page.goto(named.url + "/api/v1/customers.csv")
    field.fill(PASSWORD)
    with page.expect_download() as taken:
        question.get_by_role("button", name="Confirm").click()
    assert taken.value.suggested_filename.startswith("customers")


def test_who_has_none_on_the_day_can_only_set_one_up(
    context: BrowserContext, named: Installation
) -> None:
    page = context.new_page()
    enter(page, named.url)
    page.get_by_role("heading", name="Profile").wait_for()
    required = '{"required": true, "from": 1}'
    try:
        told(named, page, f"INSERT INTO rule VALUES ('second_factor', '{required}', 1)")
        # pressed, unless the page has learned of it by itself meanwhile
        page.locator("a[href='/settings/health']").evaluate_all("all => all[0]?.click()")
        page.get_by_role("heading", name="Set up a second factor").wait_for()
        page.get_by_role("button", name="Add a passkey").wait_for()
        pictures(page, "second-factor-needed")
        page.goto(named.url + "/settings/people")
        expect(page.get_by_role("heading", name="Set up a second factor")).to_be_visible()
    finally:
        with closing(connect(named.folder / "tillwatch.sqlite", timeout=60)) as store:
            store.execute("DELETE FROM rule")
            store.commit()


def test_a_code_app_a_passkey_and_paper_each_sign_in(
    context: BrowserContext, named: Installation
) -> None:
    page = context.new_page()
    speaking, device = with_device(page)
    enter(page, named.url)
    block = page.get_by_role("region", name="Second factor", exact=True)

    block.get_by_role("button", name="Set up").click()
    block.get_by_role("img", name="QR code for the app").wait_for()
    pictures(page, "second-factor-app")
    secret = block.locator(".secret code").inner_text().replace(" ", "")
    app = pyotp.TOTP(secret)
    page.get_by_label("Code that the app shows now").fill(app.now())
    block.get_by_role("button", name="Turn it on").click()
    paper = block.get_by_role("region", name="Your recovery codes").locator("code")
    expect(paper).to_have_count(10)
    codes = paper.all_inner_texts()
    block.get_by_role("button", name="I have kept them").click()

    block.get_by_role("button", name="Add a passkey").click()
    page.get_by_label("Name of the new passkey").fill("Laptop")
    block.get_by_role("button", name="Go on in the browser").click()
    expect(block.get_by_text("Laptop")).to_be_visible()
    pictures(page, "second-factor-on")

    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()

    sign_out(page)
    enter(page, named.url)
    page.get_by_role("heading", name="One more step").wait_for()
    page.reload()  # half way in one stays half way in
    pictures(page, "second-step")
    page.get_by_label("Code from your app").fill("000000")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("This code is not right")).to_be_visible()
    page.get_by_role("button", name="Use a passkey instead").click()
    page.get_by_role("button", name="Use the passkey").click()
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()

    sign_out(page)
    speaking.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device})
    enter(page, named.url)
    page.get_by_role("button", name="Use a recovery code instead").click()
    page.get_by_label("Recovery code").fill(codes[0].upper())
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(block.get_by_text("9 left")).to_be_visible()

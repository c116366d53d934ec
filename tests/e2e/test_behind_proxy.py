"""Below a path of somebody else's host: nothing is asked beside that path, whether the proxy takes
the path off or not, and what the proxy says of who asks is what the audit log knows."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.stage.installation import (
    EMAIL,
    PASSWORD,
    Installation,
    Simulator,
    become_admin,
    installation,
)
from tests.e2e.stage.proxy import Proxy, proxy
from tests.e2e.stage.sender import SECRET, newest, send
from tests.ports import free_port

BASE = "/shops/desk"


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def inner(
    tmp_path_factory: pytest.TempPathFactory, stripe: Simulator, port: int
) -> Iterator[Installation]:
    settings = {
        "TILLWATCH_BASE_URL": f"http://127.0.0.1:{port}{BASE}/",
        "TILLWATCH_TRUSTED_PROXIES": "127.0.0.1",
    }
    with installation(tmp_path_factory.mktemp("proxied"), stripe, settings) as running:
        yield running


@pytest.fixture(scope="module")
def outer(inner: Installation, port: int) -> Iterator[Proxy]:
    with proxy(port, BASE, inner.url, strips=False) as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1389, "height": 868})
    complaints: list[str] = []
    made = context.new_page()
    made.on("pageerror", lambda error: complaints.append(str(error)))
    made.on("console", lambda said: said.type == "error" and complaints.append(said.text))
    yield made
    context.close()
    assert [one for one in complaints if "401" not in one and "net::ERR_" not in one] == []


def test_all_of_it_stands_below_the_path(
    page: Page, inner: Installation, outer: Proxy, stripe: Simulator
) -> None:
    assert inner.open_url.startswith(f"{outer.url}/open/")
    become_admin(page, inner)
    assert page.url.startswith(f"{outer.url}/settings/connections/connect")
    assert {cookie["path"] for cookie in page.context.cookies()} == {BASE}
    made = json.loads(
        inner.run(
            "connect", "stripe", "--name", "Shop", "--webhook-secret-stdin", "--json", given=SECRET
        )
    )
    assert made["webhook_url"].startswith(f"{outer.url}/api/webhooks/stripe/")
    page.goto(f"{outer.url}/customers")  # an address of a screen, read anew
    page.get_by_role("link", name="Activity").first.click()
    expect(page.get_by_role("heading", name="Activity")).to_be_visible()
    assert page.url.startswith(f"{outer.url}/activity")
    assert send(made["webhook_url"], newest(stripe, "customer.created")) == 200
    told = page.get_by_role("link", name="is a new customer")  # by the live feed
    expect(told).to_be_visible()
    assert (told.get_attribute("href") or "").startswith(f"{BASE}/activity/")
    page.get_by_role("link", name="Home").first.click()
    expect(page.get_by_role("heading", name="Home")).to_be_visible()
    assert page.url.startswith(f"{outer.url}/?") or page.url == f"{outer.url}/"
    page.go_back()
    expect(page.get_by_role("heading", name="Activity")).to_be_visible()
    page.goto(f"{outer.url}/help/webhook")
    guide = page.locator("main a", has_text="public address").first
    assert (guide.get_attribute("href") or "").startswith(BASE)
    assert outer.strays == []


def test_a_proxy_may_take_the_path_off_and_say_the_host_beside(
    page: Page, inner: Installation, outer: Proxy
) -> None:
    with proxy(free_port(), BASE, inner.url, strips=True) as other:
        page.goto(f"{other.url}/settings/profile")
        page.get_by_label("E-mail").fill(EMAIL)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="Profile")).to_be_visible()
        page.reload()
        expect(page.get_by_role("heading", name="Profile")).to_be_visible()
        assert other.strays == []


def test_who_goes_round_the_proxy_finds_the_same_place(page: Page, inner: Installation) -> None:
    page.goto(f"{inner.url}/settings/profile")
    page.get_by_role("heading", name="Sign in").wait_for()
    assert page.url == f"{inner.url}{BASE}/settings/profile"

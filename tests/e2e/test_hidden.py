"""Nothing hidden is on any screen, nor in the page behind it, for somebody of the role Support.

The names and addresses looked for are those the owner is told; the owner's pages have them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.e2e.conftest import picture, settled, watched
from tests.e2e.stage.desk import Demo, reading
from tests.e2e.test_screens import LISTS, PLAIN, WITH_ID, address_of

SHORTEST = 6
NOBODY_IN = {
    "/settings/connections/connect",
    "/settings/profile",
    "/settings/alerts",
    "/help",
    "/help/answer-disputes",
    "/nowhere",
}
"""Pages that read no rows."""
PAGES = (
    *(path for path in PLAIN if path not in NOBODY_IN),
    *(f"/{kind}" for kind in LISTS),
    *(f"/{kind}/:connection/:id" for kind in WITH_ID),
    "/activity/:connection/:id",
)


@pytest.fixture(scope="module")
def people(shop: Demo) -> set[str]:
    """Names and addresses of those whose rows are the newest, as the owner is told them."""
    found: set[str | None] = set()
    for kind in ("customers", "payments"):
        for row in reading(shop, kind, limit=100)["data"]:
            found |= {
                row["name"],
                row["email"],
                row["description"] if kind == "customers" else None,
            }
    return {one for one in found if one and len(one) >= SHORTEST}


@contextmanager
def support(browser: Browser, shop: Demo) -> Iterator[Page]:
    """A page of somebody of the role Support: each request shows such a token."""
    owner = {"Authorization": f"Bearer {shop.token}"}
    asked = {"name": "support", "role": "support"}
    made = httpx.post(f"{shop.url}/api/v1/tokens", json=asked, headers=owner, timeout=60).json()
    given = {"Authorization": f"Bearer {made['token']}"}
    context = browser.new_context(extra_http_headers=given)
    yield context.new_page()
    context.close()


def _said(page: Page) -> str:
    """All that a person reads or hears, and all that stands in the page."""
    return f"{page.title()}\n{page.content()}\n{page.locator('body').inner_text()}"


def test_no_screen_shows_support_who_somebody_is(
    browser: Browser, shop: Demo, people: set[str], signed_in: StorageState
) -> None:
    addresses = [address_of(path, shop) for path in PAGES]
    with watched(browser, signed_in) as page:
        page.goto(shop.url + "/customers")
        settled(page)
        assert {one for one in people if one in _said(page)}
    shown: dict[str, set[str]] = {}
    with support(browser, shop) as page:
        for path in addresses:
            page.goto(shop.url + path)
            settled(page)
            said = _said(page)
            shown[path] = {one for one in people if one in said}
            if path == "/customers":
                assert "@hidden" in said
                picture(page, "hidden-customers")
        picture(page, "hidden-event")
        _raw_is_hidden(page, shop.url + address_of("/payments/:connection/:id", shop))
    assert {path: names for path, names in shown.items() if names} == {}


def _raw_is_hidden(page: Page, address: str) -> None:
    asked: list[Any] = []
    page.on("request", lambda one: asked.append(one.url) if "raw=true" in one.url else None)
    page.goto(address)
    settled(page)
    page.get_by_text("Raw JSON").click()
    expect(page.get_by_text("holds personal data")).to_be_visible()
    picture(page, "hidden-payment", whole=True)
    assert asked == []

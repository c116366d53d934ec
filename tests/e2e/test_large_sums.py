"""Sums of forty characters: nothing that earns them exists, so they stand in the API's answers."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, StorageState, expect

from tests.e2e.conftest import settled, watched
from tests.e2e.stage.desk import Demo
from tests.e2e.test_edges import fits


def grown(value: Any) -> Any:
    """The same answer, with every sum so large that it takes forty characters and more."""
    if isinstance(value, list):
        return [grown(one) for one in value]
    if not isinstance(value, dict):
        return value
    if isinstance(value.get("amount"), int) and "currency" in value:
        sign = -1 if value["amount"] < 0 else 1
        return {**value, "amount": sign * (10**29 + abs(value["amount"]))}
    return {name: grown(one) for name, one in value.items()}


LONG = re.compile(r"1(,\d{3}){9}\.\d\d")
"""With the sign of its currency this has 41 characters."""
LARGE = ("", "payments", "refunds", "disputes", "payouts")


@pytest.mark.parametrize("path", LARGE)
def test_a_sum_of_forty_characters_is_whole_at_any_width(
    browser: Browser, shop: Demo, signed_in: StorageState, path: str
) -> None:
    def enlarge(route: Route) -> None:
        route.fulfill(json=grown(route.fetch().json()))

    with watched(browser, signed_in) as page:
        for asked in ("overview?*", "*/totals?*", "*/story*", *(f"{kind}?*" for kind in LARGE[1:])):
            page.route(f"**/api/v1/{asked}", enlarge)
        page.goto(f"{shop.url}/{path}?tab=all")
        settled(page)
        expect(page.get_by_text(LONG).locator("visible=true").first).to_be_visible()
        wrong = fits(page, f"large-{path or 'home'}")
        assert wrong + cut(page) == []
        if path:
            page.locator("[role=table] [role=row][data-index]").first.click()
            expect(page.get_by_text("Raw JSON").first).to_be_visible()
            assert fits(page, f"large-{path}-page") + cut(page) == []
        page.unroute_all(behavior="ignoreErrors")


def cut(page: Page) -> list[str]:
    """Sums of which a part cannot be seen: cut off by what they stand in."""
    found: list[str] = page.locator(".money:visible").evaluate_all(
        """all => all.filter(one => {
          const box = one.getBoundingClientRect();
          for (let at = one; at !== document.body; at = at.parentElement) {
            const { overflowX } = getComputedStyle(at);
            const around = at.getBoundingClientRect();
            if (overflowX === "auto" || overflowX === "scroll") return false;
            if (overflowX !== "visible" && (one.scrollWidth > at.clientWidth + 1 && at === one
                || box.right > around.right + 1 || box.left < around.left - 1)) return true;
          }
          return false;
        }).map(one => one.innerText)"""
    )
    return found

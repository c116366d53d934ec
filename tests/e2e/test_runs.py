"""Long work that a person starts on the health page: followed to its end, while it is looked at."""

import re

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.e2e.conftest import LOOKS, Look, Visit, picture

RUNS = re.compile(r"/api/v1/runs/")
PACE_MS = 1_000


def health(visit: Visit, look: Look = LOOKS[0]) -> Page:
    page = visit("/settings/health", look)
    page.get_by_role("button", name="Compare", exact=True).wait_for()
    return page


def test_long_work_is_followed_to_its_end(visit: Visit) -> None:
    page = health(visit)
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.get_by_text("You can leave this page meanwhile.")).to_be_visible()
    expect(page.get_by_role("button", name="Compare again")).to_be_enabled(timeout=60_000)
    expect(page.get_by_role("status").filter(has_text="compared")).to_be_visible()
    picture(page, "health-compared")


@pytest.mark.parametrize("look", [LOOKS[0], LOOKS[3]], ids=lambda look: look.name)
def test_a_comparison_is_found_again_stopped_and_begun_anew(visit: Visit, look: Look) -> None:
    """By whoever comes to the page while it goes on, not only by whoever began it."""
    health(visit).get_by_role("button", name="Compare", exact=True).click()
    page = health(visit, look)
    cancel = page.get_by_role("button", name="Cancel", exact=True)
    cancel.scroll_into_view_if_needed()
    picture(page, f"health-comparing-{look.name}")
    cancel.click()
    told = page.get_by_role("status").filter(has_text="Stopped before the end")
    expect(told).to_contain_text("nothing was changed")
    expect(cancel).to_be_hidden()
    picture(page, f"health-compare-stopped-{look.name}")
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(told).to_be_hidden()
    cancel.click()
    expect(told).to_be_visible()


def test_nobody_asks_about_work_whose_page_was_left(visit: Visit) -> None:
    """An answer that is under way while the page is left starts no further question."""
    page = health(visit)
    page.clock.install()
    waiting: list[Route] = []
    asked: list[Request] = []
    page.route(RUNS, lambda route: waiting.append(route))
    with page.expect_request(RUNS):
        with page.expect_response(re.compile("/verify$")) as begun:
            page.get_by_role("button", name="Compare", exact=True).click()
        still_running = begun.value.json()
        page.clock.run_for(PACE_MS)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Customers").click()
    page.get_by_role("heading", name="Customers").wait_for()
    page.on("request", lambda one: asked.append(one) if RUNS.search(one.url) else None)
    with page.expect_response(RUNS):
        waiting.pop().fulfill(json=still_running)
    page.clock.run_for(5 * PACE_MS)
    assert page.evaluate("document.readyState") == "complete"
    assert (asked, waiting) == ([], [])

"""Long work that a person starts on the health page: followed to its end, while it is looked at."""

import re

from playwright.sync_api import Page, Request, Route, expect

from tests.e2e.conftest import Visit, picture

RUNS = re.compile(r"/api/v1/runs/")
PACE_MS = 1_000


def health(visit: Visit) -> Page:
    page = visit("/")
    page.goto(page.url.split("/?")[0].rstrip("/") + "/settings/health")
    page.get_by_role("button", name="Compare", exact=True).wait_for()
    return page


def test_long_work_is_followed_to_its_end(visit: Visit) -> None:
    page = health(visit)
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.get_by_text("You can leave this page meanwhile.")).to_be_visible()
    expect(page.get_by_role("button", name="Compare again")).to_be_enabled(timeout=60_000)
    expect(page.get_by_role("status").filter(has_text="compared")).to_be_visible()
    picture(page, "health-compared")


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

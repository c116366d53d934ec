"""Every screen, looked at in both widths and both themes, and read as a screen reader would.

The addresses are those of the app's own table of routes; one that is missing here fails the test.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, StorageState

from tests.e2e.conftest import LOOKS, ROOT, Look, grave, look_at, picture, settled, watched, wide
from tests.e2e.stage.desk import Demo, reading

LISTS = ("payments", "refunds", "customers", "subscriptions", "disputes", "payouts", "activity")
PLAIN = (
    "/",
    "/settings/connections",
    "/settings/connections/connect",
    "/settings/health",
    "/settings/privacy",
    "/settings/audit",
    "/settings/profile",
    "/settings/alerts",
    "/settings/monitoring",
    "/settings/order-risk",
    "/disputes/settings",
    "/disputes/measures",
    "/disputes/prevention",
    "/alerts",
    "/alerts/rules",
    "/boards",
    "/find",
    "/reports",
    "/help",
    "/help/answer-disputes",
    "/nowhere",
)
WITH_ID = ("payments", "customers", "subscriptions", "disputes", "payouts")
ADDRESSES = (
    *PLAIN,
    *(f"/{kind}" for kind in LISTS),
    *(f"/{kind}/:connection/:id" for kind in WITH_ID),
    "/activity/:connection/:id",
    "/disputes/:connection/:id/send",
    "/settings/connections/:id",
)
ELSEWHERE = {"/parts", "/first-start", "*", "/help/:guide"}
ELSEWHERE |= {"/settings/sign-in", "/second-factor", "/confirm"}
ELSEWHERE |= {"/settings/people", "/settings/people/:id", "/join/:code"}
"""Not of the demo, whose visitor is nobody: looked at by `test_second_factor` and `test_team`."""
ELSEWHERE |= {"/analytics", "/analytics/:tab", "/analytics/:tab/rows", "/explore"}
ELSEWHERE |= {"/analytics/programmes", "/analytics/programmes/:slug"}
ELSEWHERE |= {"/alerts/anomalies", "/alerts/anomalies/explore"}
ELSEWHERE |= {"/boards/:id", "/boards/:id/wall", "/alerts/:id", "/alerts/rules/:id", "/reports/:id"}
ELSEWHERE |= {"/disputes/measures/rows", "/disputes/measures/booked"}
"""Walked through by `test_analytics`, `test_queue` and others, or of an id of its own."""


def address_of(pattern: str, shop: Demo) -> str:
    """The pattern with an object of its kind in it: not the newest, of which little is known."""
    if ":connection" in pattern:
        kind = pattern.split("/")[1]
        one = reading(shop, "events" if kind == "activity" else kind, limit=30)["data"][-1]
        rest = pattern.removeprefix(f"/{kind}/:connection/:id")
        return f"/{kind}/{one['connection_id']}/{one['id']}{rest}"
    return pattern.replace(":id", shop.connection_id)


def test_every_screen_is_looked_at() -> None:
    frame = ROOT / "frontend" / "src" / "frame"
    files = ("routes.ts", "monitoring.ts", "disputing.ts")
    text = "".join((frame / name).read_text() for name in files)
    patterns = set(re.findall(r'pattern: "([^"]+)"', text)) - ELSEWHERE - {"/settings"}
    assert patterns <= set(ADDRESSES)


@pytest.fixture(scope="module")
def page(browser: Browser, signed_in: StorageState) -> Iterator[Page]:
    """One tab for all screens: a new one takes the browser longer than most of them. What its
    console complains of fails the last."""
    with watched(browser, signed_in) as opened:
        yield opened


@pytest.mark.parametrize("pattern", ADDRESSES)
def test_a_screen_looks_and_reads_as_it_should(page: Page, shop: Demo, pattern: str) -> None:
    look_at(page, LOOKS[0])
    page.goto(shop.url + address_of(pattern, shop))
    settled(page)
    name = pattern.strip("/").replace("/:connection/:id", "-one").replace("/:id", "-one")
    found = [seen(page, look, name.replace("/", "-") or "home-screen") for look in LOOKS]
    assert "\n".join(one for each in found for one in each) == ""


def seen(page: Page, look: Look, name: str) -> list[str]:
    """What is wrong with the page, looked at so."""
    look_at(page, look)
    settled(page)
    picture(page, f"screen-{name}-{look.name}", whole=True)
    width = wide(page, look.size[0])
    wrong = [f"{look.name}: {width} px wide"] if width > look.size[0] else []
    if page.title().count(" · ") < 1:
        wrong.append(f"title: {page.title()}")
    if look in (LOOKS[0], LOOKS[-1]):
        wrong += [f"{look.name}: {one}" for one in grave(page)]
    return wrong

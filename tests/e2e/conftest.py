"""A demo and a browser for the tests of this folder: both real, both once a file.

Pictures go to `screenshots/`, for a person to look at; `CI` has none and takes none. Without
Chromium the tests are skipped and say so.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright._impl._api_structures import SetCookieParam
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    StorageState,
    expect,
    sync_playwright,
)

from tests.e2e.stage.desk import Demo, demo
from tests.e2e.stage.installation import (
    Installation,
    Simulator,
    become_admin,
    installation,
    simulator,
)

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "screenshots"
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser")
"""The first is the same engine without windows, which nobody sees here and which cost more than the
pages in them."""
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
SWITCHES = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
]
PATIENCE_MS = 60_000
LATE = 50
WIDE, PHONE = (1389, 868), (380, 800)


@dataclass(frozen=True, slots=True)
class Look:
    """How a person looks at the page."""

    name: str
    size: tuple[int, int]
    scheme: str


LOOKS = [
    Look("wide-light", WIDE, "light"),
    Look("wide-dark", WIDE, "dark"),
    Look("phone-light", PHONE, "light"),
    Look("phone-dark", PHONE, "dark"),
]

Visit = Callable[..., Page]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Ends with the file, so that its event loop is in nobody's way."""
    if CHROMIUM is None:
        pytest.skip("no Chromium found (Debian: apt-get install chromium)")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        found.on("context", lambda made: made.set_default_timeout(PATIENCE_MS))
        yield found
        found.close()


@pytest.fixture(scope="package")
def shop(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with demo(tmp_path_factory.mktemp("demo")) as running:
        yield running


@pytest.fixture(scope="package")
def signed_in(browser: Browser, shop: Demo) -> StorageState:
    """The session that the one-time link gave; the link works once."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(shop.open_url)
    page.get_by_role("heading", name="Home").wait_for()
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture(scope="package")
def stripe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    with simulator(tmp_path_factory.mktemp("simulator"), payments=300) as running:
        yield running


@pytest.fixture(scope="package")
def own(tmp_path_factory: pytest.TempPathFactory, stripe: Simulator) -> Iterator[Installation]:
    """A person's own installation; `admin` has been made by its link."""
    with installation(tmp_path_factory.mktemp("own"), stripe) as running:
        yield running


@pytest.fixture(scope="package")
def admin(browser: Browser, own: Installation) -> StorageState:
    """The session of whoever made the first start."""
    context = browser.new_context()
    become_admin(context.new_page(), own)
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def visit(browser: Browser, shop: Demo, signed_in: StorageState) -> Iterator[Visit]:
    """`visit("/", look)`: Home, read to the end, or another page, there. What its console complains
    of fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def heard(said: ConsoleMessage) -> None:
        if said.type == "error" and "net::ERR_" not in said.text:
            complaints.append(said.text)

    def go(path: str, look: Look = LOOKS[0], at: str | None = None) -> Page:
        context = browser.new_context(
            viewport={"width": look.size[0], "height": look.size[1]},
            color_scheme="dark" if look.scheme == "dark" else "light",
            has_touch=look.size == PHONE,
            storage_state=signed_in,
        )
        contexts.append(context)
        context.add_cookies(_known_at(at, signed_in) if at else [])
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", heard)
        page.goto((at or shop.url) + path)
        if path.partition("?")[0] != "/":
            return page
        page.get_by_role("heading", name="Home").wait_for()
        page.locator("[data-event]").first.wait_for()
        page.get_by_text("Volume this month").wait_for()
        return page

    yield go
    for context in contexts:
        context.close()
    assert complaints == []


def _known_at(url: str, state: StorageState) -> list[SetCookieParam]:
    """The same session for another port: the cookie's name holds it."""
    port = url.rsplit(":", 1)[1]
    return [{"name": f"tillwatch_{port}", "value": state["cookies"][0]["value"], "url": url}]


@contextmanager
def watched(browser: Browser, state: StorageState, look: Look = LOOKS[0]) -> Iterator[Page]:
    """A page of somebody signed in. What its console complains of fails the test."""
    context = browser.new_context(
        viewport={"width": look.size[0], "height": look.size[1]},
        color_scheme="dark" if look.scheme == "dark" else "light",
        storage_state=state,
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    yield page
    context.close()
    assert [one for one in complaints if "net::ERR_" not in one] == []


def settled(page: Page) -> None:
    """There is a page, and nothing of it is being read any more; a long list goes on below."""
    page.locator("h1").first.wait_for()
    expect(page.locator(".skeleton:not([role=table] ~ .skeleton)")).to_have_count(0)
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
DONE = """() => {
  for (const one of document.getAnimations())
    if (Number.isFinite(one.effect.getComputedTiming().endTime)) one.finish();
}"""


def grave(page: Page) -> list[str]:
    """What keeps somebody out, as axe sees it when colours have done changing."""
    page.evaluate(AXE.read_text())
    page.evaluate(DONE)
    rules = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'], resultTypes: ['violations']}"
    found = page.evaluate(f"axe.run(document, {rules})")
    return [
        f"{one['id']}: {node['html'][:160]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"][:3]
    ]


def look_at(page: Page, look: Look) -> None:
    """The same page, looked at in another way, once it is drawn so."""
    page.emulate_media(color_scheme="dark" if look.scheme == "dark" else "light")
    page.set_viewport_size({"width": look.size[0], "height": look.size[1]})
    page.evaluate(DRAWN)


def wide(page: Page, most: int) -> int:
    """How wide the page is. While that is more than it may be, what is drawn late is waited for."""
    for _ in range(LATE):
        if (found := _width(page)) <= most:
            return found
        page.wait_for_timeout(100)
    return _width(page)


def _width(page: Page) -> int:
    found: int = page.evaluate("document.documentElement.scrollWidth")
    return found


def fits(page: Page) -> bool:
    most: int = page.evaluate("innerWidth")
    return wide(page, most) <= most


def picture(page: Page, name: str, *, whole: bool = False) -> None:
    if os.environ.get("CI"):
        return
    PICTURES.mkdir(exist_ok=True)
    if whole:
        page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=PICTURES / f"{name}.png", full_page=whole, animations="disabled")

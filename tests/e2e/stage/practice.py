"""Practice Stripe as a person uses it, reached by the links of Tillwatch.

A link of `tillwatch serve` leads to Stripe. Its addresses are Practice Stripe's too, so a browser
of these tests is brought there instead: the same path on the simulator.
"""

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Locator, Page, Route

STRIPE = "https://dashboard.stripe.com"


def lead_to(context: BrowserContext, simulator_url: str) -> None:
    """Every link to Stripe's Dashboard that `context` follows leads to the simulator."""

    def turn(route: Route) -> None:
        asked = urlsplit(route.request.url)
        address = f"{simulator_url}{asked.path}" + (f"?{asked.query}" if asked.query else "")
        route.fulfill(status=302, headers={"Location": address})

    context.route(f"{STRIPE}/**", turn)


def opened(link: Locator) -> Page:
    """The page that a link opens beside this one."""
    with link.page.context.expect_page() as found:
        link.click()
    page = found.value
    page.get_by_text("This is not Stripe").wait_for()
    return page


def choose_account(page: Page, name: str) -> None:
    """The account switcher, as the guide's first step has it."""
    page.locator("details.accounts summary").click()
    page.locator("details.accounts a", has_text=name).first.click()
    page.locator("details.accounts summary", has_text=name).wait_for()


def make_key(page: Page, access: Mapping[str, str] | None = None) -> str:
    """Presses "Create key" on the form, after choosing `access` (line: Read); the key, copied."""
    for line, level in (access or {}).items():
        page.get_by_role("radio", name=f"{line}: {level}", exact=True).check()
    page.get_by_role("button", name="Create key").click()
    reveal = page.get_by_text("Reveal test key")
    shown = page.locator("code[aria-label^='Key ']").first
    if reveal.count():
        reveal.click()
    return shown.inner_text()


def granted(page: Page) -> set[str]:
    """The permissions that the key's page lists."""
    return set(page.locator("ul.slugs code").all_inner_texts())


def add_endpoint(page: Page, address: str, events: Iterable[str], groups: Iterable[str]) -> str:
    """The three steps of the form: events (single ones, or all of a group), then the address. The
    signing secret, revealed."""
    for group in groups:
        page.locator(f"details[data-group='{group}'] > summary").click()
        page.get_by_label(f"Select all {group} events", exact=True).check()
    for event in events:
        box = page.locator(f"input[value='{event}']")
        around = page.locator("details[data-group]", has=box)
        if around.get_attribute("open") is None:
            around.locator("summary").click()
        box.check()
    page.get_by_label("Endpoint URL").fill(address)
    page.get_by_role("button", name="Create endpoint").click()
    page.get_by_text("Reveal signing secret").click()
    return page.get_by_label("Signing secret", exact=True).inner_text()


def press(page: Page, deed: str) -> None:
    """A button of Practice Stripe's first page: "Sale", "Failed card" …"""
    page.get_by_role("link", name="Home", exact=True).click()
    page.get_by_role("button", name=deed, exact=True).click()
    page.wait_for_url("**made=**")

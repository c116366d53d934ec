"""Two people at once: the owner invites, somebody joins as Support and sees no names, until the
owner changes that; then it counts in the open page within seconds. So does letting them go."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, StorageState, expect

from tests.e2e.conftest import LOOKS, fits, grave, look_at, picture, settled
from tests.e2e.stage.installation import EMAIL, PASSWORD, Installation, Simulator

EVE, MAX = "eve@harborpine.example", "max@harborpine.example"
HIDDEN = re.compile(r"^Person [a-z2-7]{8}$")


@contextmanager
def browsing(browser: Browser) -> Iterator[Page]:
    """A browser of its own. What its pages complain of fails the test."""
    context = browser.new_context(viewport={"width": 1389, "height": 868})
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


def looked_at(page: Page, name: str) -> None:
    """A picture by day and one of a phone by night; it fits, and keeps nobody out."""
    settled(page)
    for look in (LOOKS[0], LOOKS[3]):
        look_at(page, look)
        picture(page, f"{name}-{look.name}", whole=True)
        assert fits(page), look.name
    assert grave(page) == []
    look_at(page, LOOKS[0])


def sign_in(page: Page, at: Installation, email: str = EMAIL, password: str = PASSWORD) -> None:
    page.goto(at.url + "/settings/people")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="People")).to_be_visible()


def invite(page: Page) -> str:
    """The link for Eve, as Support."""
    page.get_by_role("button", name="Invite").click()
    page.get_by_label("E-mail").fill(EVE)
    page.get_by_role("radio", name="Support").check()
    looked_at(page, "people-invite")
    page.get_by_role("button", name="Make the invitation").click()
    expect(page.get_by_text(f"{EVE} is invited.")).to_be_visible()
    looked_at(page, "people-invited")
    return page.locator(".note code").inner_text()


def join(page: Page, link: str) -> None:
    page.goto(link)
    expect(page.get_by_text("Ada Harbor invites you to this Tillwatch as Support")).to_be_visible()
    looked_at(page, "join")
    page.get_by_label("Your name").fill("Eve Larch")
    page.get_by_label("Password").fill("seven red lorries")
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("heading", name="Home")).to_be_visible()


def test_two_people_at_once(
    browser: Browser, own: Installation, admin: StorageState, stripe: Simulator
) -> None:
    key = stripe.key("full", "live", account=1)
    own.run("connect", "stripe", "--name", "The team's shop", "--key-stdin", given=key)
    with browsing(browser) as ada, browsing(browser) as eve, browsing(browser) as late:
        sign_in(ada, own)
        link = invite(ada)
        join(eve, link)
        late.goto(link)
        expect(late.get_by_role("heading", name="This invitation opens nothing")).to_be_visible()
        eve.goto(own.url + "/customers?mode=live")
        name = eve.locator("[role=row] a").first
        expect(name).to_have_text(HIDDEN)
        ada.reload()
        ada.get_by_role("link", name=re.compile("Eve Larch")).click()
        looked_at(ada, "person")
        ada.get_by_role("radio", name="Analyst").check()
        ada.get_by_role("button", name="Save").click()
        expect(ada.get_by_text("It counts for")).to_be_visible()
        expect(name).not_to_have_text(HIDDEN)  # nobody touched that page
        ada.get_by_role("button", name="Deactivate").click()
        ada.get_by_role("button", name="Deactivate them?").click()
        expect(ada.get_by_text("Deactivated", exact=True)).to_be_visible()
        expect(eve.get_by_role("heading", name="Sign in")).to_be_visible()


def max_comes(page: Page, at: Installation, state: StorageState, browser: Browser) -> None:
    """Somebody of this test's own, whose browsers it may sign out."""
    owner = browser.new_context(storage_state=state)
    made = owner.request.post(
        f"{at.url}/api/v1/invitations",
        data={"email": MAX, "role": "reader"},
        headers={"Origin": at.url},
    )
    link = made.json()["url"]
    owner.close()
    page.goto(link)
    page.get_by_label("Your name").fill("Max")
    page.get_by_label("Password").fill("eight white swans")
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("heading", name="Home")).to_be_visible()


def call_customers(page: Page, now: str, then: str) -> None:
    page.get_by_label(f"You call customers: {now}").click()
    page.get_by_role("option", name=then).click()
    page.get_by_role("button", name="Save the words").click()


def test_what_one_calls_things_and_where_one_is_signed_in(
    browser: Browser, own: Installation, admin: StorageState
) -> None:
    with browsing(browser) as here, browsing(browser) as there:
        max_comes(here, own, admin, browser)
        sign_in(there, own, MAX, "eight white swans")
        here.goto(own.url + "/settings/profile")
        call_customers(here, "Customers", "Guests")
        main = here.get_by_role("navigation", name="Main")
        looked_at(here, "profile")
        main.get_by_role("link", name="Guests").click()
        expect(here.get_by_role("heading", name="Guests")).to_be_visible()
        here.goto(own.url + "/settings/profile")
        here.get_by_role("button", name="Sign out everywhere").click()
        here.get_by_role("button", name="Here, too?").click()
        expect(here.get_by_role("heading", name="Sign in")).to_be_visible()
        there.reload()
        expect(there.get_by_role("heading", name="Sign in")).to_be_visible()

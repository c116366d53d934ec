"""From nothing to a history that arrives: the page before, while and after an account connects."""

import csv
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from tests.e2e.conftest import LOOKS, look_at, picture, settled
from tests.e2e.stage.installation import (
    Installation,
    Simulator,
    become_admin,
    installation,
    simulator,
)

PAYMENTS = 3_000
SLOW_MS = 60_000


@pytest.fixture(scope="module")
def paced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    """A simulated Stripe that takes its real time to answer."""
    folder = tmp_path_factory.mktemp("simulator")
    with simulator(folder, payments=PAYMENTS, latency_ms=150) as running:
        yield running


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory, paced: Simulator) -> Iterator[Installation]:
    settings = {"TILLWATCH_STRIPE_RATE": "5"}
    with installation(tmp_path_factory.mktemp("start"), paced, settings) as running:
        yield running


@pytest.fixture(scope="module")
def desk(browser: Browser, fresh: Installation) -> Iterator[Page]:
    """A fresh `tillwatch serve`, opened with the link it printed by somebody in Tokyo."""
    context = browser.new_context(
        viewport={"width": 1389, "height": 868}, timezone_id="Asia/Tokyo", locale="ja-JP"
    )
    page = context.new_page()
    page.goto(fresh.open_url)
    yield page
    context.close()


def connect(fresh: Installation, name: str, key: str) -> None:
    fresh.run("connect", "stripe", "--name", name, "--key-stdin", "--json", given=key)


def test_whoever_comes_without_the_link_is_told_where_it_is(
    browser: Browser, fresh: Installation
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(fresh.url + "/payments")
    expect(
        page.get_by_role("heading", name="Open the link that Tillwatch printed in the terminal")
    ).to_be_visible()
    context.close()


def test_the_first_start_makes_the_admin(desk: Page, fresh: Installation) -> None:
    expect(desk.get_by_role("heading", name="Welcome. Who are you?")).to_be_visible()
    for look in LOOKS:
        look_at(desk, look)
        picture(desk, f"first-start-{look.name}", whole=True)
    look_at(desk, LOOKS[0])
    zone = desk.get_by_label("Time zone")
    expect(zone).to_have_value("Asia/Tokyo")
    expect(zone.locator("option:checked")).to_have_text("Asia / Tokyo (UTC+9)")
    expect(zone.get_by_text("Europe / Kyiv (UTC+")).to_have_count(1)
    expect(desk.get_by_label("Your usual currency")).to_have_value("jpy")
    desk.get_by_label("Your name").fill("Ada")
    desk.get_by_label("E-mail").fill("ada@harborpine.example")
    desk.get_by_label("Password").fill("short")
    desk.get_by_role("button", name="Make me the owner").click()
    expect(desk.get_by_role("alert")).to_have_text(
        "Choose a longer password: at least 10 characters"
    )
    become_admin(desk, fresh)


def test_an_empty_desk_says_what_to_do(desk: Page, fresh: Installation) -> None:
    for path in ("/", "/payments", "/settings/connections"):
        desk.goto(fresh.url + path)
        expect(desk.get_by_role("heading").first).to_be_visible()
        expect(desk.get_by_role("main").get_by_role("link", name="Connect").first).to_be_visible()
        for look in LOOKS:
            look_at(desk, look)
            picture(desk, f"empty{path.replace('/', '-').rstrip('-')}-{look.name}")
        look_at(desk, LOOKS[0])


def test_history_arrives_can_be_left_stopped_and_resumed(
    desk: Page, fresh: Installation, paced: Simulator
) -> None:
    desk.goto(fresh.url)
    connect(fresh, "Harbor & Pine", paced.key("full", "live"))
    expect(desk.get_by_role("heading", name="Importing history")).to_be_visible(timeout=SLOW_MS)
    desk.locator("[data-event]").first.wait_for()
    expect(desk.get_by_text("0 objects", exact=True)).to_have_count(0)
    for look in LOOKS:
        look_at(desk, look)
        picture(desk, f"importing-{look.name}", whole=True)
    look_at(desk, LOOKS[0])
    desk.get_by_role("link", name="Payments").first.click()
    expect(desk.get_by_role("table", name="Payments")).to_be_visible()
    desk.get_by_role("link", name="Connections").or_(
        desk.get_by_role("link", name="Settings")
    ).first.click()
    desk.get_by_role("link", name="Harbor & Pine").first.click()
    expect(desk.get_by_text("Importing history")).to_be_visible()
    picture(desk, "importing-connection", whole=True)
    desk.get_by_role("link", name="Home").first.click()
    desk.get_by_role("button", name="Stop import").click()
    expect(desk.get_by_role("heading", name="The import was stopped")).to_be_visible(
        timeout=SLOW_MS
    )
    picture(desk, "import-stopped")
    desk.get_by_role("button", name="Resume import").click()
    expect(desk.get_by_role("heading", name="Importing history")).to_be_visible(timeout=SLOW_MS)


def test_live_and_test_never_mix(desk: Page, fresh: Installation, paced: Simulator) -> None:
    connect(fresh, "Harbor & Pine, test", paced.key("full", "test"))
    desk.reload()
    desk.get_by_role("button", name="Accounts").click()
    picture(desk, "switcher")
    desk.get_by_text("Test", exact=True).click()
    expect(desk.get_by_text("Test mode", exact=True)).to_be_visible()
    assert "mode=test" in desk.url
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("button", name="Accounts: Harbor & Pine, test")).to_be_visible()
    desk.go_back()
    expect(desk.get_by_text("Test mode", exact=True)).to_have_count(0)
    expect(desk.get_by_role("button", name="Accounts: Harbor & Pine")).to_be_visible()


def test_one_several_or_all_accounts(desk: Page, fresh: Installation, paced: Simulator) -> None:
    connect(fresh, "The other shop", paced.key("full", "live", account=1))
    desk.reload()
    switch = desk.get_by_role("button", name="Accounts: All 2 accounts")
    switch.click()
    desk.get_by_role("checkbox", name="The other shop").check()
    expect(desk.get_by_role("button", name="Accounts: The other shop")).to_be_visible()
    assert "connection=" in desk.url
    picture(desk, "switcher-several")
    desk.get_by_role("checkbox", name="All accounts").check()
    expect(switch).to_be_visible()
    assert "connection=" not in desk.url


@pytest.mark.parametrize(
    ("path", "listed"),
    [
        ("/payments", "/payments"),
        ("/refunds", "/refunds"),
        ("/disputes", "/disputes"),
        ("/payouts", "/payouts"),
        ("/activity", "/events"),
    ],
)
def test_a_list_of_one_account_never_asks_for_another(
    desk: Page, fresh: Installation, path: str, listed: str
) -> None:
    """Opened while it is not known yet which accounts there are, as a reload does it."""
    accounts = desk.request.get(f"{fresh.url}/api/v1/connections").json()["data"]
    (other,) = [one["id"] for one in accounts if one["name"] == "The other shop"]
    desk.goto("about:blank")
    asked: list[str] = []
    held: list[Route] = []
    lists = re.compile(rf"/api/v1{listed}(/totals)?\?")

    def note(request: Request) -> None:
        if lists.search(request.url):
            asked.append(request.url)

    known = re.compile(r"/api/v1/connections\?")
    desk.route(known, lambda route: held.append(route))
    desk.on("request", note)
    screen = re.compile(rf"/assets/{path[1:].title()}-[^/]*\.js")
    with desk.expect_response(screen):
        desk.goto(f"{fresh.url}{path}?connection={other}")
    desk.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )
    assert asked == []
    for one in held:
        one.continue_()
    desk.unroute(known)
    settled(desk)
    desk.remove_listener("request", note)
    assert asked != []
    assert {tuple(parse_qs(urlsplit(url).query)["connection_id"]) for url in asked} == {(other,)}


def test_a_sheet_has_the_days_its_list_shows_and_the_account_s_name(
    desk: Page, fresh: Installation
) -> None:
    """Whoever reads the list in Tokyo takes the days of Tokyo along."""
    desk.goto(f"{fresh.url}/payments")
    settled(desk)
    with desk.expect_download() as download:
        desk.get_by_role("link", name="CSV").click()
    rows = list(csv.DictReader(download.value.path().read_text().splitlines()))
    assert {row["Created"][-6:] for row in rows} == {"+09:00"}
    assert {(row["Account"], row["Mode"]) for row in rows} <= {
        ("Harbor & Pine", "live"),
        ("The other shop", "live"),
    }

"""From nothing to a history that arrives: the page before, while and after an account connects."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import picture
from tests.e2e.desk import free_port, started

TILLWATCH = [sys.executable, "-m", "tillwatch"]
PAYMENTS = 3_000


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A simulated Stripe at its real pace, and keys of two of its accounts."""
    command = [*TILLWATCH, "simulate", "--json", "--port", str(free_port())]
    command += ["--payments", str(PAYMENTS), "--latency-ms", "150"]
    with started(command, tmp_path_factory.mktemp("simulator")) as line:
        said = json.loads(line)
        full = [key for key in said["keys"] if key["name"] == "full"]
        live = [key["key"] for key in full if key["mode"] == "live"]
        test = [key["key"] for key in full if key["mode"] == "test"]
        yield {"url": said["url"], "live": live[0], "test": test[0], "second": live[1]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("serve")


@pytest.fixture(scope="module")
def settings(simulator: dict[str, str], folder: Path) -> dict[str, str]:
    return {
        "TILLWATCH_DATA_DIR": str(folder),
        "TILLWATCH_STRIPE_API_BASE": simulator["url"],
        "TILLWATCH_STRIPE_FILES_BASE": simulator["url"],
        "TILLWATCH_STRIPE_RATE": "5",
    }


@pytest.fixture(scope="module")
def desk(browser: Browser, settings: dict[str, str], folder: Path) -> Iterator[Page]:
    """A fresh `tillwatch serve`, opened with the link it printed."""
    command = [*TILLWATCH, "serve", "--port", str(free_port())]
    with started(command, folder, settings) as line:
        context = browser.new_context(viewport={"width": 1389, "height": 868})
        page = context.new_page()
        page.goto(line.split()[-1])
        yield page
        context.close()


def connect(settings: dict[str, str], name: str, key: str) -> None:
    command = [*TILLWATCH, "connect", "stripe", "--name", name, "--key-stdin", "--json"]
    subprocess.run(command, env=settings, input=key, text=True, check=True, capture_output=True)


def test_an_empty_desk_says_what_to_do(desk: Page) -> None:
    expect(desk.get_by_role("heading", name="Connect Stripe")).to_be_visible()
    expect(desk.get_by_text("tillwatch connect stripe --name")).to_be_visible()
    expect(desk.get_by_text("No account yet")).to_be_visible()
    picture(desk, "start")
    desk.set_viewport_size({"width": 380, "height": 800})
    picture(desk, "start-phone")
    desk.set_viewport_size({"width": 1389, "height": 868})


def test_history_arrives_can_be_stopped_and_resumed(
    desk: Page, settings: dict[str, str], simulator: dict[str, str]
) -> None:
    connect(settings, "Harbor & Pine", simulator["live"])
    expect(desk.get_by_role("heading", name="Importing history")).to_be_visible(timeout=20_000)
    desk.get_by_text("What is imported").click()
    desk.locator("[data-event]").first.wait_for()
    expect(desk.get_by_text("0 objects", exact=True)).to_have_count(0)
    picture(desk, "importing")
    desk.set_viewport_size({"width": 380, "height": 800})
    picture(desk, "importing-phone")
    desk.set_viewport_size({"width": 1389, "height": 868})
    expect(desk.get_by_text("Test mode")).to_have_count(0)
    desk.get_by_role("button", name="Stop import").click()
    expect(desk.get_by_role("heading", name="The import was stopped")).to_be_visible(timeout=20_000)
    picture(desk, "import-stopped")
    desk.get_by_role("button", name="Resume import").click()
    expect(desk.get_by_role("heading", name="Importing history")).to_be_visible(timeout=20_000)


def test_live_and_test_never_mix(
    desk: Page, settings: dict[str, str], simulator: dict[str, str]
) -> None:
    connect(settings, "Harbor & Pine, test", simulator["test"])
    desk.reload()
    desk.get_by_role("button", name="Accounts").click()
    picture(desk, "switcher")
    desk.get_by_text("Test", exact=True).click()
    expect(desk.get_by_text("Test mode")).to_be_visible()
    assert "mode=test" in desk.url
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("button", name="Accounts: Harbor & Pine, test")).to_be_visible()
    desk.go_back()
    expect(desk.get_by_text("Test mode")).to_have_count(0)
    expect(desk.get_by_role("button", name="Accounts: Harbor & Pine")).to_be_visible()


def test_one_several_or_all_accounts(
    desk: Page, settings: dict[str, str], simulator: dict[str, str]
) -> None:
    connect(settings, "The other shop", simulator["second"])
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

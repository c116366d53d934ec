"""Keys as a person makes them, and as the API takes them."""

import re

import pytest
import stripe

from tests.simulator.http.conftest import Simulator
from tests.simulator.practice.conftest import MAIN
from tests.simulator.practice.reader import Browser, Page
from tillwatch.processors.stripe.offer import places
from tillwatch.processors.stripe.permissions import PERMISSIONS
from tillwatch.simulator.http.gate.keys import PREDEFINED
from tillwatch.simulator.http.practice.pages import key_form, keys


def written(page: Page) -> list[str]:
    return re.findall(r"(?:rk|sk|pk)_(?:test|live)_\w{20,}", page.text)


def chosen(page: Page) -> set[str]:
    """The slugs a form would send, other than None."""
    form = page.form("Create key")
    picked = [(name[7:-1], value) for name, value in form.fields if name.startswith("access")]
    return {f"rak_{stem}_{access}" for stem, access in picked if access != "none"}


@pytest.mark.parametrize("mode", ["", "/test"])
def test_all_ready_made_keys_are_listed(browser: Browser, simulator: Simulator, mode: str) -> None:
    shown = written(browser.open(f"/{MAIN}{mode}/apikeys"))
    ready = [
        key.secret
        for key in simulator.app.keys.all()
        if (key.account, key.livemode) == (MAIN, mode == "") and key.name in keys.READY
    ]
    assert set(ready) <= set(shown)
    assert keys.MEANINGS.keys() == {name for name, *_ in PREDEFINED}


def test_the_link_of_tillwatch_fills_the_form(browser: Browser) -> None:
    slugs = [permission.slug for permission in PERMISSIONS]
    page = browser.open(places.key_form("", "Tillwatch", [*slugs, "rak_price_read"], "test"))
    lower = {slug.replace("_write", "_read") for slug in slugs if slug.endswith("_write")}
    assert chosen(page) == {*slugs} - lower
    assert ("name", "Tillwatch") in page.form("Create key").fields


def test_the_form_calls_permissions_what_tillwatch_calls_them() -> None:
    names = {
        line.slug(access): f"{line.name}: {access}"
        for group in key_form.groups()
        for line in group.lines
        for access in line.access
    }
    for permission in PERMISSIONS:
        assert names[permission.slug] == permission.name


def test_a_test_key_can_be_seen_at_any_time(browser: Browser, simulator: Simulator) -> None:
    form = browser.open("/test/apikeys/create?name=Shown&permissions[]=rak_charge_read")
    (secret,) = set(written(browser.press(form, "Create key")))
    assert secret.startswith("rk_test_")
    assert secret in written(browser.open(f"/{MAIN}/test/apikeys"))
    assert simulator.get("/v1/charges", secret).status_code == 200
    assert simulator.get("/v1/events", secret).status_code == 403


def test_a_live_key_is_shown_once(browser: Browser, simulator: Simulator) -> None:
    form = browser.open(f"/{MAIN}/apikeys/create?name=Once&permissions[]=rak_event_read")
    page = browser.press(form, "Create key")
    (secret,) = set(written(page))
    assert "shown this once" in page.text
    assert simulator.get("/v1/events", secret).status_code == 200
    assert secret not in browser.open(page.url).text
    assert secret not in browser.open(f"/{MAIN}/apikeys").text


def test_two_keys_of_one_name_are_two(browser: Browser) -> None:
    form = browser.open("/test/apikeys/create?name=Twin")
    first, second = browser.press(form, "Create key"), browser.press(form, "Create key")
    assert set(written(first)).isdisjoint(written(second))
    assert "Twin (2)" in second.text
    assert "name" in browser.press(form, "Create key", 400, name=" ").text


def test_permissions_are_changed_and_the_key_ends(browser: Browser, simulator: Simulator) -> None:
    page = browser.press(browser.open("/test/apikeys/create?name=Grows"), "Create key")
    (secret,) = set(written(page))
    edit = browser.open(next(link for link in page.links if "create?key=" in link))
    fields = [pair for pair in edit.form("Save key").fields if pair[0] != "access[charge]"]
    page = browser.send(edit.form("Save key"), [*fields, ("access[charge]", "write")])
    assert set(written(page)) == {secret}
    assert simulator.get("/v1/charges", secret).status_code == 200
    browser.press(page, "Let it expire")
    with pytest.raises(stripe.AuthenticationError, match="Expired API Key"):
        simulator.sdk(secret).v1.charges.list()
    browser.send(edit.form("Save key"), fields, 400)


def test_a_key_of_another_account_is_not_here(browser: Browser) -> None:
    page = browser.press(browser.open(f"/{MAIN}/test/apikeys/create?name=Mine"), "Create key")
    elsewhere = page.url.replace(MAIN, "acct_1TillDuinLicht2x")
    assert "no such key" in browser.open(elsewhere, 404).text
    browser.open(f"/{MAIN}/test/dashboard")


def test_ready_made_keys_stay(browser: Browser, simulator: Simulator) -> None:
    key = simulator.app.keys.named(MAIN, False, "full")
    assert key is not None
    page = browser.press(browser.open("/test/apikeys/create?name=Form"), "Create key")
    end = page.form("Delete key")
    browser.send(end, [("key", keys.id_of(key)), ("state", "revoked")], 400)
    assert simulator.get("/v1/charges", key.secret).status_code == 200

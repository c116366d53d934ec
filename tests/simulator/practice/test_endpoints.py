"""Endpoints as a person adds them, and over the API."""

import re
from collections.abc import Iterator
from typing import get_args

import pytest
import stripe
from stripe.params import WebhookEndpointCreateParams

from tests.simulator.http.conftest import Simulator, serving
from tests.simulator.http.small import START
from tests.simulator.http.test_webhooks import Receiver, receiver, verified
from tests.simulator.practice.conftest import MAIN
from tests.simulator.practice.reader import Browser, Page
from tillwatch.kernel.clock import SetClock
from tillwatch.simulator.business import World
from tillwatch.simulator.clock import VirtualClock
from tillwatch.simulator.http.practice.pages import endpoint_form

__all__ = ["receiver"]

SEVEN = ("charge", "file", "payment_intent", "payout", "radar", "refund", "reporting")


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """One of its own: at most 16 endpoints fit."""
    clock = VirtualClock(SetClock(START), pace=0)
    with serving(World(seed=6, clock=clock, payments=20, days=10)) as running:
        yield running


@pytest.fixture
def browser(simulator: Simulator) -> Browser:
    return Browser(simulator.client, simulator.url)


def added(browser: Browser, url: str, *types: str, place: str = "/test") -> Page:
    form = browser.open(f"/{MAIN}{place}/webhooks/create").form("Create endpoint")
    fields = [pair for pair in form.fields if pair[0] != "url"]
    return browser.send(form, [*fields, ("url", url), *(("events[]", t) for t in types)])


def secret_of(page: Page) -> str:
    return str(re.findall(r"whsec_\w+", page.text)[0])


def test_it_is_added_and_hears(browser: Browser, simulator: Simulator, receiver: Receiver) -> None:
    page = added(browser, receiver.url, "charge.succeeded")
    simulator.control("sale")
    simulator.control("flush")
    assert verified(receiver.got[0], secret_of(page)).type == "charge.succeeded"
    page = browser.open(page.url)
    assert "200" in page.text
    browser.press(page, "Resend")
    browser.press(page, "Send test event", type="charge.succeeded")
    simulator.control("flush")
    assert len(set(receiver.ids())) == 1
    assert len(receiver.got) == 3


def test_an_address_nobody_answers(browser: Browser, simulator: Simulator) -> None:
    page = added(browser, "http://127.0.0.1:9/hook", "charge.succeeded")
    simulator.control("sale")
    simulator.control("flush")
    assert "no answer" in browser.open(page.url).text


def test_the_secret_is_rolled(browser: Browser, simulator: Simulator, receiver: Receiver) -> None:
    page = added(browser, receiver.url, "charge.succeeded")
    rolled = browser.press(page, "Roll secret", old_for_s="3600")
    assert secret_of(rolled) != secret_of(page)
    simulator.control("sale")
    simulator.control("flush")
    assert verified(receiver.got[0], secret_of(page))
    assert verified(receiver.got[0], secret_of(rolled))


def test_it_is_edited_disabled_and_deleted(
    browser: Browser, simulator: Simulator, receiver: Receiver
) -> None:
    page = added(browser, receiver.url, "payout.paid")
    edit = browser.open(next(link for link in page.links if "create?endpoint=" in link))
    assert ("events[]", "payout.paid") in edit.form("Save").fields
    browser.press(edit, "Save", groups__="charge")
    page = browser.press(browser.open(page.url), "Disable")
    simulator.control("sale")
    simulator.control("flush")
    assert receiver.got == []
    browser.press(page, "Send test event", 400)
    page = browser.press(page, "Enable")
    simulator.control("sale")
    simulator.control("flush")
    assert "charge.succeeded" in {event["type"] for event in receiver.events()}
    browser.press(page, "Delete")
    browser.open(page.url, 404)


def test_groups_without_javascript(browser: Browser, simulator: Simulator) -> None:
    form = browser.open("/test/webhooks/create").form("Create endpoint")
    fields = [*form.fields, *(("groups[]", group) for group in SEVEN)]
    page = browser.send(form, [(n, "https://a.example" if n == "url" else v) for n, v in fields])
    endpoint = simulator.get("/v1/webhook_endpoints").json()["data"][0]
    assert len(endpoint["enabled_events"]) == 36
    assert endpoint["api_version"] == "2026-10-28.endive"
    assert "36 events" in page.text


@pytest.mark.parametrize(
    ("url", "events", "why"),
    [
        ("https://a.example", "", "at least one event"),
        ("a.example", "*", "scheme"),
        ("http://a.example", "*", "HTTPS"),
        (" ", "*", "address"),
    ],
)
def test_mistakes_are_named(browser: Browser, url: str, events: str, why: str) -> None:
    page = browser.open(f"/{MAIN}/webhooks/create")
    assert why in browser.press(page, "Create endpoint", 400, url=url, events__=events).text


def test_every_type_of_event_is_offered(browser: Browser) -> None:
    types = {type_ for types in endpoint_form.groups().values() for type_ in types}
    (known,) = get_args(WebhookEndpointCreateParams.__annotations__["enabled_events"])
    assert {"*", *types} == {*get_args(known)}
    form = browser.open("/test/webhooks/create").form("Create endpoint")
    assert {value for name, value in form.offered if name == "events[]"} == {"*", *types}


def test_over_the_sdk(simulator: Simulator) -> None:
    """As Tillwatch sets one up: the secret is in this answer only, the seventeenth is refused."""
    sdk = simulator.sdk(simulator.key("full"))
    for number in range(16):
        made = sdk.v1.webhook_endpoints.create(
            {"url": f"https://a.example/{number}", "enabled_events": ["payout.paid"]}
        )
        assert made.secret is not None
        assert sdk.v1.webhook_endpoints.retrieve(made.id).to_dict().get("secret") is None
    with pytest.raises(stripe.InvalidRequestError, match="at most 16"):
        sdk.v1.webhook_endpoints.create(
            {"url": "https://a.example/17", "enabled_events": ["payout.paid"]}
        )
    with pytest.raises(stripe.PermissionError):
        simulator.sdk(simulator.key("six")).v1.webhook_endpoints.create(
            {"url": "https://a.example/18", "enabled_events": ["payout.paid"]}
        )


def test_live_addresses_over_the_sdk(simulator: Simulator) -> None:
    sdk = simulator.sdk(simulator.key("full", livemode=True))
    with pytest.raises(stripe.InvalidRequestError) as refused:
        sdk.v1.webhook_endpoints.create(
            {"url": "http://a.example/hook", "enabled_events": ["payout.paid"]}
        )
    assert (refused.value.code, refused.value.param) == ("url_invalid", "url")
    made = sdk.v1.webhook_endpoints.create(
        {"url": "http://127.0.0.1:8787/hook", "enabled_events": ["payout.paid"]}
    )
    assert made.livemode

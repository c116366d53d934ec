"""Each button does what it says, and says what it did."""

import pytest

from tests.simulator.http.conftest import Simulator
from tests.simulator.practice.conftest import MAIN
from tests.simulator.practice.reader import Browser
from tillwatch.simulator.business.core import inputs
from tillwatch.simulator.http.deeds import DEEDS
from tillwatch.simulator.http.practice.pages import offers, overview, trouble

YEARS = "pair-dispute"
"""It needs a buyer who was there a year ago."""
CASES = tuple(name for name in trouble.CASES if name != YEARS)
DEEDS_SHOWN = (*overview.FIRST, *overview.MORE, *trouble.BEGIN, *CASES)


ANYWHERE = ("sale", "failed-card", "payout", "failed-payout", "subscribe", "customer")


@pytest.mark.parametrize("name", DEEDS_SHOWN)
def test_it_works_with_nothing_filled_in(browser: Browser, name: str) -> None:
    done = browser.press(browser.open(f"/{MAIN}/test/dashboard"), offers.OFFERS[name].label)
    assert "Done: " in done.text


@pytest.mark.parametrize("name", ANYWHERE)
@pytest.mark.parametrize("account", ["acct_1TillDuinLicht2x/test", "acct_1TillMiyamaCha3z"])
def test_it_works_in_other_accounts(browser: Browser, name: str, account: str) -> None:
    done = browser.press(browser.open(f"/{account}/dashboard"), offers.OFFERS[name].label)
    assert "Done: " in done.text


def test_offers_are_deeds_with_fields_they_have() -> None:
    for offer in offers.OFFERS.values():
        known = DEEDS[offer.deed].fields
        assert {*offer.fields, *offer.fixed} <= known.keys()
    assert {*offers.OFFERS} > {*DEEDS_SHOWN}


def test_choices_are_known_to_the_shop() -> None:
    lists = inputs.load()
    declines = {entry["decline_code"] for entry in lists.declines}
    reasons = {entry["reason"] for entry in lists.evidence["reasons"]}
    assert {code for code, _ in offers.DECLINES} - {""} <= declines
    assert {reason for reason, _ in offers.REASONS} - {""} == reasons


def test_a_sale_as_it_was_asked_for(browser: Browser, simulator: Simulator) -> None:
    page = browser.open(f"/{MAIN}/test/dashboard")
    done = browser.press(page, "Sale", amount="12,50", currency="eur", email="eve@example.org")
    assert "12.50 EUR · succeeded" in done.text
    id_ = done.url.rsplit("=", 1)[1]
    intent = simulator.get(f"/v1/payment_intents/{id_}").json()
    assert (intent["amount"], intent["currency"]) == (1_250, "eur")


def test_a_failed_card_is_tried_again(browser: Browser, simulator: Simulator) -> None:
    page = browser.open(f"/{MAIN}/test/dashboard")
    done = browser.press(page, "Failed card", decline_code="expired_card")
    id_ = done.url.rsplit("=", 1)[1]
    intent = simulator.get(f"/v1/payment_intents/{id_}").json()
    assert intent["last_payment_error"]["decline_code"] == "expired_card"
    tried = browser.press(browser.open(f"/test/payments/{id_}"), "Try again with another card")
    assert tried.url.startswith(f"{browser.origin}/{MAIN}/test/payments/{id_}")
    assert simulator.get(f"/v1/payment_intents/{id_}").json()["status"] == "succeeded"


def test_a_payment_is_refunded_in_part_then_disputed(
    browser: Browser, simulator: Simulator
) -> None:
    simulator.control("sale", amount=5_000, currency="usd")
    newest = browser.open(f"/{MAIN}/test/payments")
    url = next(link for link in newest.links if "/payments/pi_" in link)
    page = browser.press(browser.open(url), "Refund", amount="12.34")
    assert page.url.startswith(url)
    assert "Done: refund" in page.text
    page = browser.press(page, "Dispute", reason="duplicate")
    assert "dispute" in page.text
    dispute = next(link for link in page.links if "/disputes/du_" in link)
    closed = browser.press(browser.open(dispute), "Close as lost")
    assert "lost" in closed.text
    assert "Close as won" not in closed.text


def test_a_refund_of_a_payment_that_is_named(browser: Browser, simulator: Simulator) -> None:
    sale = simulator.control("sale").json()
    page = browser.open(f"/{MAIN}/test/dashboard")
    done = browser.press(page, "Refund", charge_id=sale["id"])
    refund = simulator.get(f"/v1/refunds/{done.url.rsplit('=', 1)[1]}").json()
    assert refund["payment_intent"] == sale["id"]


def test_a_payout_fails_once(browser: Browser, simulator: Simulator) -> None:
    page = browser.open(f"/{MAIN}/test/dashboard")
    id_ = browser.press(page, "Payout").url.rsplit("=", 1)[1]
    entries = simulator.app.world.shops[MAIN].books[False].tables["balance_transaction"]
    assert sum(row["net"] for row in entries.where("_payout", id_)) == 0
    payout = browser.open(f"/test/payouts/{id_}")
    failed = browser.press(payout, "Fail this payout")
    assert "failed" in failed.text
    again = browser.send(payout.form("Fail this payout"), [("id", id_)], 400)
    assert "has ended already" in again.text


def test_trouble_is_begun_and_ended_and_says_where_it_is_seen(
    browser: Browser, simulator: Simulator
) -> None:
    start = f"/{MAIN}/test/dashboard"
    for others in ("end-outage", "end-card-testing"):
        simulator.control(others)
    page = browser.press(browser.open(start), "Bank outage", issuer="Leo Bank", minutes="30")
    assert "Tillwatch shows it under Alerts" in page.text
    assert "Leo Bank has been down since" in page.text
    page = browser.press(page, "Card testing")
    assert "Cards have been tested since" in page.text
    page = browser.press(browser.press(page, "End the outage"), "End the card testing")
    assert " since " not in page.text
    assert "nothing to end" in simulator.control("end-outage").json()["error"]["message"]


def test_what_cannot_be_done_says_why(browser: Browser) -> None:
    page = browser.open(f"/{MAIN}/test/dashboard")
    assert "ch_none" in browser.press(page, "Refund", 400, charge_id="ch_none").text
    assert "is no amount" in browser.press(page, "Sale", 400, amount="ten").text
    assert "whole number" in browser.press(page, "New subscription", 400, trial_days="x").text
    assert "decline" in browser.press(page, "Failed card", 400, decline_code="odd").text


def test_live_traffic_is_turned_on_and_off(browser: Browser, simulator: Simulator) -> None:
    page = browser.press(browser.open("/"), "Set", per_minute="60")
    assert simulator.app.options.deeds_per_minute == 60
    assert ("per_minute", "60") in page.form("Set").fields
    browser.press(page, "Set", per_minute="0")
    assert simulator.app.options.deeds_per_minute == 0
    browser.press(page, "Set", 400, per_minute="-1")

"""Old and new shapes of the same objects, as Stripe's changelog and recorded bodies have them."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.simulator.http.conftest import Simulator, Start, serving
from tests.simulator.http.small import START
from tillwatch.kernel.clock import SetClock
from tillwatch.simulator.business import World
from tillwatch.simulator.clock import VirtualClock

OLD, BEFORE_BASIL, BASIL = "2020-08-27", "2024-06-20", "2025-03-31.basil"
DAY = 86_400


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    world = World(seed=8, clock=VirtualClock(SetClock(START), pace=0), payments=900, days=120)
    with serving(world) as running:
        yield running


def first(simulator: Simulator, path: str, version: str, query: str = "") -> dict[str, Any]:
    answer = simulator.get(f"/v1/{path}?limit=1{query}", **{"stripe-version": version})
    assert answer.status_code == 200, answer.text
    row: dict[str, Any] = answer.json()["data"][0]
    return row


def both(simulator: Simulator, path: str, version: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The same object in the newest shape and in that of `version`."""
    new = first(simulator, path, "2026-10-28.endive")
    old = first(simulator, path, version)
    assert old["id"] == new["id"]
    return new, old


def test_an_intent_held_its_charges(simulator: Simulator) -> None:
    new, old = both(simulator, "payment_intents", OLD)
    assert "charges" not in new
    assert "latest_charge" not in old
    charges = old["charges"]
    assert (charges["object"], charges["has_more"]) == ("list", False)
    assert charges["data"][0]["id"] == new["latest_charge"]
    assert charges["data"][0]["refunds"]["object"] == "list"
    assert old["invoice"] is None or old["invoice"].startswith("in_")
    middle = first(simulator, "payment_intents", BEFORE_BASIL)
    assert "latest_charge" in middle
    assert "invoice" in middle
    assert "charges" not in middle
    assert "invoice" not in first(simulator, "payment_intents", BASIL)


def test_a_charge_held_its_refunds(simulator: Simulator) -> None:
    refund = first(simulator, "refunds", OLD)
    path = f"/v1/charges/{refund['charge']}"
    old = simulator.get(path, **{"stripe-version": OLD}).json()
    assert refund["id"] in [row["id"] for row in old["refunds"]["data"]]
    assert {"order", "invoice"} <= old.keys()
    assert "network_decline_code" not in old["outcome"]
    new = simulator.get(path).json()
    assert not {"order", "invoice", "refunds"} & new.keys()
    assert "destination_details" not in refund


def test_invoices_before_basil(simulator: Simulator) -> None:
    new, old = both(simulator, "invoices", BEFORE_BASIL)
    assert {"paid", "charge", "payment_intent", "subscription", "tax", "quote"} <= old.keys()
    assert not {"payments", "parent", "total_taxes", "amount_overpaid"} & old.keys()
    assert "parent" in new
    assert old["paid"] is (new["status"] == "paid")
    assert old["subscription"] == new["parent"]["subscription_details"]["subscription"]
    line = old["lines"]["data"][0]
    assert {"price", "proration", "subscription_item", "tax_amounts", "type"} <= line.keys()
    assert not {"pricing", "parent", "taxes"} & line.keys()
    assert line["price"]["object"] == "price"


def test_a_paid_invoice_names_its_intent_and_back(simulator: Simulator) -> None:
    paid = first(simulator, "invoices", OLD, "&status=paid")
    intent = simulator.get(
        f"/v1/payment_intents/{paid['payment_intent']}", **{"stripe-version": OLD}
    ).json()
    assert intent["invoice"] == paid["id"]
    assert intent["charges"]["data"][0]["invoice"] == paid["id"]
    assert paid["charge"] in [row["id"] for row in intent["charges"]["data"]]
    path = f"/v1/payment_intents/{paid['payment_intent']}?expand[]=invoice.subscription"
    opened = simulator.get(path, **{"stripe-version": OLD}).json()
    assert opened["invoice"]["subscription"]["id"] == paid["subscription"]


def test_subscriptions_before_basil(simulator: Simulator) -> None:
    new, old = both(simulator, "subscriptions", BEFORE_BASIL)
    item = new["items"]["data"][0]
    for field in ("current_period_start", "current_period_end"):
        assert old[field] == item[field]
        assert field not in new
        assert field not in old["items"]["data"][0]


def test_disputes_and_payouts_of_2020(simulator: Simulator) -> None:
    new, old = both(simulator, "disputes", OLD)
    entries = new["balance_transactions"]
    assert old["balance_transaction"] == (entries[0]["id"] if entries else None)
    assert not {"payment_method_details", "enhanced_eligibility_types"} & old.keys()
    new, old = both(simulator, "payouts", OLD)
    later = {"reconciliation_status", "trace_id", "payout_method", "application_fee"}
    assert later <= new.keys()
    assert not later & old.keys()
    assert "balance_type" not in first(simulator, "balance_transactions", OLD)


def test_promotion_codes_before_clover(simulator: Simulator) -> None:
    new, old = both(simulator, "promotion_codes", BASIL)
    assert new["promotion"]["coupon"] == old["coupon"]["id"]
    assert "promotion" not in old


@pytest.mark.parametrize("version", [OLD, BEFORE_BASIL, BASIL])
def test_the_rest_is_the_same(simulator: Simulator, version: str) -> None:
    """On the fields both shapes have, the values are equal."""
    for path in ("charges", "payment_intents", "invoices", "disputes", "refunds", "payouts"):
        new, old = both(simulator, path, version)
        for field in new.keys() & old.keys() - {"outcome", "payment_method_details", "lines"}:
            if field not in ("evidence", "evidence_details"):
                assert new[field] == old[field], field


def test_events_keep_the_version_they_were_told_in(start: Start) -> None:
    world = World(seed=8, clock=VirtualClock(SetClock(START), pace=0), payments=20, days=10)
    simulator = start(world)
    simulator.control("knobs", api_version=OLD)
    sale = simulator.control("sale", amount=4_200, currency="usd").json()
    simulator.control("clock", seconds=60)
    simulator.control("refund", charge_id=sale["latest_charge"], amount=1_000)
    simulator.control("knobs", api_version="2026-10-28.endive")
    simulator.control("refund", charge_id=sale["latest_charge"], amount=500)
    newest = {"stripe-version": "2026-10-28.endive"}
    refunds = simulator.get("/v1/events?type=charge.refunded", **newest).json()["data"]
    assert [event["api_version"] for event in refunds[:2]] == ["2026-10-28.endive", OLD]
    late, early = (event["data"] for event in refunds[:2])
    assert "refunds" not in late["object"]
    assert [row["amount"] for row in early["object"]["refunds"]["data"]] == [1_000]
    assert early["object"]["amount_refunded"] == 1_000
    assert early["previous_attributes"]["amount_refunded"] == 0
    paid = simulator.get("/v1/events?type=payment_intent.succeeded").json()["data"][0]
    (charge,) = paid["data"]["object"]["charges"]["data"]
    assert (charge["amount_refunded"], charge["refunds"]["data"]) == (0, [])
    single = simulator.get(f"/v1/events/{paid['id']}").json()
    assert single == paid

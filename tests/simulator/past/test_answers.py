"""The distant past over HTTP: printed quickly, and the same as anything else is shown."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from tests.simulator.business.worlds import NOON, deep
from tests.simulator.http import sdk_types
from tests.simulator.http.conftest import Simulator, serving
from tillwatch.kernel.clock import SetClock
from tillwatch.simulator.business import World
from tillwatch.simulator.business.past.mould import KINDS
from tillwatch.simulator.clock import VirtualClock
from tillwatch.simulator.http.asking.catalogue import BY_OBJECT
from tillwatch.simulator.http.gate.keys import KeyRing
from tillwatch.simulator.http.showing import expand
from tillwatch.simulator.http.showing.chronicle import Chronicle
from tillwatch.simulator.http.showing.printed import Printer, shown
from tillwatch.simulator.http.showing.view import View
from tillwatch.simulator.tables import Found

DAY = 86_400
NEWEST, BEFORE_BASIL, OLD = "2026-10-28.endive", "2024-06-20", "2020-08-27"
OPENED = {
    "charge": ["data.balance_transaction", "data.customer", "data.payment_intent", "data.refunds"],
    "payment_intent": ["data.latest_charge.balance_transaction", "data.payment_method"],
    "payment_method": ["data.customer"],
    "refund": ["data.charge.customer", "data.balance_transaction"],
    "dispute": ["data.charge.payment_intent"],
    "radar.early_fraud_warning": ["data.charge"],
    "balance_transaction": ["data.source"],
    "customer": ["data.subscriptions"],
}


def places(kind: str) -> list[Found]:
    """Every place of the past, newest first."""
    table = deep().main.books[False].tables[kind]
    return [one for one in table.downwards((1 << 60, 0)) if isinstance(one, tuple)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("version", [NEWEST, BEFORE_BASIL, OLD])
def test_what_is_printed_is_what_would_be_shown(kind: str, version: str) -> None:
    world = deep()
    books = world.main.books[False]
    key = KeyRing(world.shops).named(world.main.account["id"], False, "secret")
    assert key is not None
    view = View(books, Chronicle(books), version, version)
    every = places(kind)
    found = every[:: max(1, len(every) // 80)]
    for paths in ([], OPENED[kind]):
        opened = expand.tree(paths, of_list=True)
        texts = Printer().texts(view, key, kind, found, opened)
        assert len(texts) == len(found) > 3
        for one, text in zip(found, texts, strict=True):
            plain = shown(view, key, kind, books.tables[kind].open(one), opened)
            assert msgspec.json.decode(text) == plain


@pytest.mark.parametrize("kind", KINDS)
def test_no_moment_of_a_mould_is_left_in_a_copy(kind: str) -> None:
    """Every number that could be a moment lies near the row's own creation."""
    table = deep().main.books[False].tables[kind]
    for one in places(kind)[-40:]:
        row = table.open(one)
        for moment in numbers(row):
            if moment > 1_500_000_000:
                assert abs(moment - row["created"]) < 250 * DAY


def numbers(value: Any) -> Iterator[int]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from numbers(inner)
    elif isinstance(value, int):
        yield value


@pytest.fixture(scope="module")
def world() -> World:
    """One to act in."""
    return World(3, VirtualClock(SetClock(NOON), pace=0), 1_000, 90, lived=80, visits=40)


@pytest.fixture(scope="module")
def simulator(world: World) -> Iterator[Simulator]:
    with serving(world) as running:
        yield running


def everything(simulator: Simulator, path: str, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after = ""
    while True:
        page = simulator.get(f"/v1/{path}?limit=100{query}{after}").json()
        found += page["data"]
        if not page["has_more"]:
            return found
        after = f"&starting_after={found[-1]['id']}"


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "payment_method"])
def test_answers_are_of_the_sdks_types(simulator: Simulator, kind: str) -> None:
    path = BY_OBJECT[kind].path
    found = everything(simulator, path)
    some = found[:: max(1, len(found) // 200)]
    assert [problem for row in some for problem in sdk_types.check(row)][:5] == []
    for row in found[:: max(1, len(found) // 6)]:
        assert simulator.get(f"/v1/{path}/{row['id']}").json() == row


def test_a_payout_lists_what_it_holds(simulator: Simulator) -> None:
    payouts = everything(simulator, "payouts")
    for payout in payouts[:: len(payouts) // 12]:
        held = everything(simulator, "balance_transactions", f"&payout={payout['id']}")
        others = [row["net"] for row in held if row["id"] != payout["balance_transaction"]]
        assert sum(others) == payout["amount"]
        assert len(others) == len(held) - 1 > 0


def test_a_payment_of_the_past_can_be_refunded_and_disputed(
    simulator: Simulator,
) -> None:
    before = everything(simulator, "charges", "&expand[]=data.payment_intent")
    old = [row for row in before[-400:] if row["status"] == "succeeded" and row["captured"]]
    first, second = [r for r in old if not r["disputed"] and not r["amount_refunded"]][:2]
    simulator.control("refund", charge_id=first["id"], amount=100)
    simulator.control("dispute", charge_id=second["id"])
    after = everything(simulator, "charges", "&expand[]=data.payment_intent")
    assert [row["id"] for row in after] == [row["id"] for row in before]
    changed = [now for now, was in zip(after, before, strict=True) if now != was]
    assert [row["id"] for row in changed] == [first["id"], second["id"]]
    assert (changed[0]["amount_refunded"], changed[1]["disputed"]) == (100, True)
    refunds = simulator.get(f"/v1/refunds?charge={first['id']}").json()["data"]
    assert [row["amount"] for row in refunds] == [100]
    opened = "&expand[]=data.latest_charge"
    intents = everything(simulator, "payment_intents", opened)
    found = next(row for row in intents if row["id"] == first["payment_intent"]["id"])
    assert found["latest_charge"]["amount_refunded"] == 100
    told = simulator.get("/v1/events?type=charge.refunded").json()["data"][0]
    assert told["data"]["object"]["id"] == first["id"]
    assert told["data"]["previous_attributes"] == {"amount_refunded": 0}


def test_a_customer_of_the_past_can_be_deleted(simulator: Simulator) -> None:
    customers = everything(simulator, "customers")
    gone = customers[-5]["id"]
    simulator.control("delete-customer", id_=gone)
    assert simulator.get(f"/v1/customers/{gone}").json()["deleted"] is True
    left = [row["id"] for row in everything(simulator, "customers")]
    assert left == [row["id"] for row in customers if row["id"] != gone]
    totals = simulator.client.get(f"{simulator.url}/_simulator/totals").json()
    figures = next(iter(totals.values()))["test"]
    created = figures["customers.created"][""]["count"]
    assert created - figures["customers.deleted"][""]["count"] == len(left)

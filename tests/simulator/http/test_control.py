"""The control addresses: every deed can be done, the clock moves, the sums are the shop's own."""

import inspect
from collections.abc import Iterator
from random import Random

import pytest

from tests.simulator.http.conftest import Simulator, Start, serving
from tests.simulator.http.small import START
from tillwatch.kernel.clock import SetClock
from tillwatch.simulator.business import Shop, World
from tillwatch.simulator.business.core import inputs
from tillwatch.simulator.clock import VirtualClock
from tillwatch.simulator.http.app import application
from tillwatch.simulator.http.deeds import CURRENCIES, DEEDS
from tillwatch.simulator.http.options import Options

DAY = 86_400


def a_shop() -> World:
    return World(seed=6, clock=VirtualClock(SetClock(START), pace=0), payments=200, days=40)


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with serving(a_shop()) as running:
        yield running


@pytest.mark.parametrize("name", DEEDS)
def test_deeds_are_the_shops(name: str) -> None:
    method = getattr(Shop, DEEDS[name].method)
    parameters = inspect.signature(method).parameters
    offered = {DEEDS[name].whole} if DEEDS[name].whole else DEEDS[name].fields.keys()
    assert offered <= parameters.keys()
    needed = {n for n, p in parameters.items() if p.default is p.empty} - {"self", "livemode"}
    assert needed == set(DEEDS[name].needs) or needed == {DEEDS[name].whole}


def test_currencies_are_those_with_a_rate() -> None:
    assert set(CURRENCIES) == inputs.load().rates.keys()


def test_the_index_names_everything(simulator: Simulator) -> None:
    index = simulator.client.get(f"{simulator.url}/_simulator").json()
    assert set(index["deeds"]) == {f"/_simulator/{name}" for name in DEEDS}
    assert "/_simulator/totals" in index["read"]


@pytest.mark.parametrize(
    ("name", "body", "kind"),
    [
        ("sale", {"amount": 1_999, "currency": "eur"}, "payment_intent"),
        ("failed-card", {"decline_code": "insufficient_funds"}, "payment_intent"),
        ("authorize", {"amount": 700}, "payment_intent"),
        ("refund", {}, "refund"),
        ("dispute", {"inquiry": True}, "dispute"),
        ("early-fraud-warning", {}, "radar.early_fraud_warning"),
        ("subscribe", {"email": "eve@example.org"}, "subscription"),
        ("customer", {}, "customer"),
        ("product", {"name": "Lamp"}, "product"),
        ("coupon", {"id": "TEN", "percent_off": 10, "duration": "once"}, "coupon"),
    ],
)
@pytest.mark.parametrize("livemode", [False, True])
def test_deeds(
    simulator: Simulator, name: str, body: dict[str, object], kind: str, livemode: bool
) -> None:
    answer = simulator.control(name, livemode=livemode, **body)
    assert answer.status_code == 200, answer.text
    made = answer.json()
    assert made["object"] == kind
    assert made.get("livemode", livemode) is livemode
    path = {"payment_intent": "payment_intents"}.get(kind)
    if path:
        found = simulator.get(f"/v1/{path}/{made['id']}", simulator.key(livemode=livemode))
        assert found.json()["amount"] == made["amount"]


def test_mistakes_are_named(simulator: Simulator) -> None:
    def refused(name: str, **body: object) -> str:
        answer = simulator.control(name, **body)
        assert answer.status_code in (400, 404), answer.text
        return str(answer.json()["error"]["message"])

    assert "color" in refused("sale", color="red")
    assert "amount" in refused("sale", amount="12")
    assert "greater" in refused("sale", amount=0)
    assert "currency" in refused("sale", currency="xxx")
    assert "intent_id" in refused("capture")
    assert "id" in refused("coupon", duration="once")
    assert "ch_none" in refused("refund", charge_id="ch_none")
    assert "acct_none" in refused("sale", account="acct_none")
    assert "/_simulator/nothing" in refused("nothing")
    assert "forward" in refused("clock", seconds=-1)
    answer = simulator.client.post(f"{simulator.url}/_simulator/sale", content=b"not json")
    assert answer.status_code == 400


def test_totals_follow_what_happens(start: Start) -> None:
    world = a_shop()
    simulator = start(world)
    account = world.main.account["id"]

    def succeeded() -> tuple[int, int]:
        totals = simulator.client.get(f"{simulator.url}/_simulator/totals").json()
        sums = totals[account]["test"]["charges.succeeded"]["usd"]
        return sums["count"], sums["amount"]

    count, amount = succeeded()
    simulator.control("sale", amount=4_321, currency="usd")
    assert succeeded() == (count + 1, amount + 4_321)


def test_the_clock_brings_payouts_and_renewals(start: Start) -> None:
    world = a_shop()
    simulator = start(world)
    key = simulator.key()
    since = f"created[gt]={START}&limit=100"
    assert simulator.get(f"/v1/payouts?{since}", key).json()["data"] == []
    moved = simulator.control("clock", seconds=10 * DAY).json()
    assert moved == {"now": START + 10 * DAY}
    payouts = simulator.get(f"/v1/payouts?{since}", key).json()["data"]
    assert payouts
    done = [row for row in payouts if row["reconciliation_status"] == "completed"]
    for payout in done:
        path = f"/v1/balance_transactions?payout={payout['id']}&limit=100"
        answer = simulator.get(path, key).json()
        assert sum(row["net"] for row in answer["data"]) == 0 or answer["has_more"]


def test_live_traffic() -> None:
    """The knob makes business happen while nobody acts: here 30 deeds in half a minute."""
    world = a_shop()
    app = application(world, options=Options(deeds_per_minute=60), wall=SetClock(0))
    table = world.main.books[False].tables["event"]
    before = len(table)
    app.control.live(30, Random(1))
    assert len(table) - before > 30

"""Limits, repetitions, injected faults, and what every answer's head says."""

import time
from email.utils import parsedate_to_datetime

import httpx
import pytest

from tests.simulator.http.conftest import Simulator, Start
from tests.simulator.http.small import START, SmallWorld, filled
from tillwatch.kernel.clock import SetClock
from tillwatch.simulator.business import World
from tillwatch.simulator.clock import VirtualClock
from tillwatch.simulator.http.failures import Failure
from tillwatch.simulator.http.gate.keys import Key
from tillwatch.simulator.http.gate.limits import Limits
from tillwatch.simulator.http.options import Options


def test_every_answer_has_its_head(small: Simulator) -> None:
    """`Date` is the simulator's time, not the machine's."""
    answer = small.get("/v1/charges", **{"stripe-version": "2024-06-20"})
    assert parsedate_to_datetime(answer.headers["date"]).timestamp() == START
    assert answer.headers["stripe-version"] == "2024-06-20"
    assert answer.headers["request-id"].startswith("req_")
    assert small.get("/v1/charges").headers["stripe-version"] == "2026-10-28.endive"
    refusal = small.get("/v1/charges", "rk_test_wrong")
    assert refusal.headers["request-id"].startswith("req_")
    assert small.get("/v1/charges", **{"stripe-version": "yesterday"}).status_code == 400


def a_key(livemode: bool) -> Key:
    return Key("sk", "k", "secret", "acct_1", livemode, frozenset())


def reasons(limits: Limits, key: Key, endpoints: list[str]) -> list[str]:
    """ "" for a request let in (and ended), else the reason it was refused for."""
    found = []
    for endpoint in endpoints:
        try:
            limits.enter(key, endpoint)
        except Failure as refusal:
            found.append(dict(refusal.headers)[b"stripe-rate-limited-reason"].decode())
        else:
            limits.leave(key, endpoint)
            found.append("")
    return found


def test_twenty_five_a_second_on_one_endpoint() -> None:
    wall = SetClock(0)
    limits = Limits(Options(), wall)
    key = a_key(livemode=True)
    assert reasons(limits, key, ["GET charges"] * 26) == [""] * 25 + ["endpoint-rate"]
    assert reasons(limits, key, ["GET refunds"]) == [""]
    wall.advance(0.4)
    assert reasons(limits, key, ["GET charges"] * 11) == [""] * 10 + ["endpoint-rate"]
    wall.advance(60)
    assert reasons(limits, key, ["GET charges"] * 26) == [""] * 25 + ["endpoint-rate"]


@pytest.mark.parametrize(("livemode", "most"), [(True, 100), (False, 25)])
def test_a_hundred_a_second_live_and_twenty_five_in_a_sandbox(livemode: bool, most: int) -> None:
    limits = Limits(Options(), SetClock(0))
    endpoints = [f"GET {number}" for number in range(most + 1)]
    assert reasons(limits, a_key(livemode), endpoints) == [""] * most + ["global-rate"]
    assert reasons(limits, a_key(not livemode), ["GET 0"]) == [""], "the modes count apart"


def test_too_many_at_once() -> None:
    limits = Limits(Options(at_once=3, at_once_endpoint=2), SetClock(0))
    key = a_key(livemode=True)
    limits.enter(key, "GET charges")
    limits.enter(key, "GET charges")
    assert reasons(limits, key, ["GET charges", "GET refunds"]) == ["endpoint-concurrency", ""]
    limits.enter(key, "GET refunds")
    assert reasons(limits, key, ["GET payouts"]) == ["global-concurrency"]
    limits.leave(key, "GET refunds")
    assert reasons(limits, key, ["GET payouts"]) == [""]


def test_limits_can_be_switched(start: Start, world: SmallWorld) -> None:
    simulator = start(world, Options(rate_endpoint=1), SetClock(0))
    assert [simulator.get("/v1/charges").status_code for _ in range(2)] == [200, 429]
    body = simulator.get("/v1/charges").json()
    assert body["error"]["code"] == "rate_limit"
    assert body["error"]["message"].startswith("Testmode request rate limit exceeded")
    simulator.control("knobs", limits=False)
    assert {simulator.get("/v1/charges").status_code for _ in range(5)} == {200}
    refused = simulator.control("knobs", error_share=2)
    assert refused.status_code == 400
    assert simulator.control("knobs", no_such_knob=1).status_code == 400
    assert simulator.control("knobs", seed=2).status_code == 400
    assert simulator.client.get(f"{simulator.url}/_simulator/knobs").json()["limits"] is False


def test_half_of_the_answers_fail(start: Start, world: SmallWorld) -> None:
    filled(world)
    simulator = start(world, Options(limits=False, error_share=0.5))
    answers = [simulator.get("/v1/charges") for _ in range(60)]
    failed = [answer for answer in answers if answer.status_code == 500]
    assert 15 < len(failed) < 45
    assert failed[0].json()["error"]["type"] == "api_error"


def test_connections_break_in_the_middle(start: Start, world: SmallWorld) -> None:
    filled(world)
    simulator = start(world, Options(limits=False, drop_share=1))
    with pytest.raises(httpx.RemoteProtocolError):
        simulator.get("/v1/charges")
    simulator.control("knobs", drop_share=0)
    assert simulator.get("/v1/charges").status_code == 200


def test_latency(start: Start, world: SmallWorld) -> None:
    simulator = start(world, Options(limits=False, latency_ms=80))
    began = time.monotonic()
    simulator.get("/v1/charges")
    assert time.monotonic() - began >= 0.08


def test_an_idempotency_key_acts_once(start: Start) -> None:
    world = World(seed=4, clock=VirtualClock(SetClock(START), pace=0), payments=20, days=10)
    simulator = start(world)
    sale = simulator.control("sale", amount=5_000, currency="usd").json()

    def refund(amount: int, key: str) -> httpx.Response:
        fields = {"charge": sale["latest_charge"], "amount": str(amount)}
        headers = {"idempotency-key": key}
        return simulator.ask("POST", "/v1/refunds", headers=headers, data=fields)

    first, again = refund(1_000, "a"), refund(1_000, "a")
    assert first.status_code == again.status_code == 200
    assert first.content == again.content
    told = simulator.get("/v1/events?type=refund.created&limit=1").json()["data"][0]
    asked = {"id": first.headers["request-id"], "idempotency_key": "a"}
    assert told["request"] == asked
    assert again.headers["idempotent-replayed"] == "true"
    assert again.headers["original-request"] == first.headers["request-id"]
    other = refund(2_000, "a")
    assert other.status_code == 400
    assert other.json()["error"]["type"] == "idempotency_error"
    assert refund(9_000, "b").status_code == 400
    assert refund(900, "b").status_code == 200, "a refusal is not kept"
    charge = simulator.get(f"/v1/charges/{sale['latest_charge']}").json()
    assert charge["amount_refunded"] == 1_900
    simulator.control("clock", seconds=90_000)
    later = refund(1_000, "a")
    assert "idempotent-replayed" not in later.headers


def test_a_failure_after_the_deed_is_replayed(start: Start) -> None:
    """The money moved, the answer said 500: the same key must not move it again."""
    world = World(seed=4, clock=VirtualClock(SetClock(START), pace=0), payments=20, days=10)
    simulator = start(world)
    sale = simulator.control("sale", amount=5_000, currency="usd").json()
    simulator.control("knobs", error_share=1)
    statuses = []
    for number in range(12):
        headers = {"idempotency-key": f"k{number}"}
        fields = {"charge": sale["latest_charge"], "amount": "100"}
        for _ in range(2):
            answer = simulator.ask("POST", "/v1/refunds", headers=headers, data=fields)
            statuses.append(answer.status_code)
    assert set(statuses) == {500}
    simulator.control("knobs", error_share=0)
    refunded = simulator.get(f"/v1/charges/{sale['latest_charge']}").json()["amount_refunded"]
    assert 0 < refunded < 1_200

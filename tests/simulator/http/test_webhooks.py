"""Webhooks: signed so that the official SDK accepts them, repeated, lost and shuffled as told."""

import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec
import pytest
import stripe

from tests.simulator.http import sdk_types
from tests.simulator.http.conftest import Simulator, Start
from tests.simulator.http.small import START
from tillwatch.kernel.clock import SetClock
from tillwatch.simulator.business import World
from tillwatch.simulator.clock import VirtualClock
from tillwatch.simulator.http.options import Options


@dataclass
class Receiver:
    """A merchant's server: keeps what comes, answers as told."""

    url: str
    status: int = 200
    got: list[tuple[bytes, str]] = field(default_factory=list)

    def events(self) -> list[dict[str, Any]]:
        return [msgspec.json.decode(body) for body, _ in self.got]

    def ids(self) -> list[str]:
        return [event["id"] for event in self.events()]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver("")

    class Answer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            made.got.append((body, self.headers["stripe-signature"]))
            self.send_response(made.status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.daemon_threads = True
    made.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


def a_shop() -> World:
    return World(seed=3, clock=VirtualClock(SetClock(START), pace=0), payments=20, days=10)


def register(simulator: Simulator, receiver: Receiver, **more: object) -> dict[str, Any]:
    answer = simulator.control("endpoints", url=receiver.url, **more)
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


def verified(delivery: tuple[bytes, str], secret: str) -> stripe.Event:
    return stripe.Webhook.construct_event(delivery[0], delivery[1], secret)  # type: ignore[no-any-return]


def test_a_sale_arrives_signed(start: Start, receiver: Receiver) -> None:
    simulator = start(a_shop())
    secret = register(simulator, receiver)["secret"]
    sale = simulator.control("sale", amount=4_200, currency="usd").json()
    simulator.control("flush")
    kinds = [verified(delivery, secret).type for delivery in receiver.got]
    assert {"payment_intent.created", "payment_intent.succeeded", "charge.succeeded"} <= set(kinds)
    told = [event["data"]["object"] for event in receiver.events()]
    assert sale["id"] in [row["id"] for row in told]
    assert [problem for event in receiver.events() for problem in sdk_types.check(event)] == []
    listed = simulator.get(f"/v1/events/{receiver.ids()[0]}").json()
    assert (listed["pending_webhooks"], receiver.events()[0]["pending_webhooks"]) == (0, 1)


def test_registered_over_the_api(start: Start, receiver: Receiver) -> None:
    simulator = start(a_shop())
    sdk = simulator.sdk()
    made = sdk.v1.webhook_endpoints.create(
        {"url": receiver.url, "enabled_events": ["charge.succeeded", "refund.created"]}
    )
    assert made.secret is not None
    plain = simulator.get(f"/v1/webhook_endpoints/{made.id}").json()
    assert sdk_types.check(plain) == []
    assert "secret" not in plain
    simulator.control("sale")
    simulator.control("flush")
    assert [verified(delivery, made.secret).type for delivery in receiver.got] == [
        "charge.succeeded"
    ]
    sdk.v1.webhook_endpoints.update(made.id, {"disabled": True})
    simulator.control("sale")
    sdk.v1.webhook_endpoints.update(made.id, {"disabled": False, "enabled_events": ["payout.paid"]})
    simulator.control("sale")
    assert sdk.v1.webhook_endpoints.delete(made.id).deleted
    simulator.control("sale")
    simulator.control("flush")
    assert len(receiver.got) == 1


def test_two_secrets_during_a_roll(start: Start, receiver: Receiver) -> None:
    simulator = start(a_shop())
    endpoint = register(simulator, receiver, enabled_events=["charge.succeeded"])
    rolled = simulator.control("roll", endpoint=endpoint["id"]).json()
    assert rolled["secret"] != endpoint["secret"]
    simulator.control("sale")
    simulator.control("flush")
    for secret in (endpoint["secret"], rolled["secret"]):
        assert verified(receiver.got[0], secret).type == "charge.succeeded"
    simulator.control("roll", endpoint=endpoint["id"], old_for_s=0)
    simulator.control("sale")
    simulator.control("flush")
    with pytest.raises(stripe.SignatureVerificationError):
        verified(receiver.got[1], rolled["secret"])


def test_refused_deliveries_come_again(start: Start, receiver: Receiver) -> None:
    simulator = start(a_shop(), Options(limits=False, retries_test=2))
    register(simulator, receiver, enabled_events=["charge.succeeded"])
    receiver.status = 500
    simulator.control("sale")
    waiting = simulator.control("flush").json()
    assert waiting == {"waiting": 1, "under_way": 0}
    (id_,) = set(receiver.ids())
    undelivered = simulator.get("/v1/events?delivery_success=false").json()["data"]
    assert [event["id"] for event in undelivered] == [id_]
    receiver.status = 301
    simulator.control("flush", retries=True)
    receiver.status = 200
    assert simulator.control("flush", retries=True).json()["waiting"] == 0
    assert receiver.ids() == [id_] * 3
    assert simulator.get("/v1/events?delivery_success=false").json()["data"] == []
    log = simulator.client.get(f"{simulator.url}/_simulator/deliveries?event={id_}").json()
    assert [note["result"] for note in log["deliveries"]] == ["500", "301", "200"]
    assert [note["attempt"] for note in log["deliveries"]] == [1, 2, 3]


def test_sent_again_by_hand(start: Start, receiver: Receiver) -> None:
    simulator = start(a_shop())
    endpoint = register(simulator, receiver, enabled_events=["charge.succeeded"])
    simulator.control("sale")
    simulator.control("flush")
    (id_,) = receiver.ids()
    assert simulator.control("resend", event=id_, endpoint=endpoint["id"]).status_code == 200
    simulator.control("flush")
    assert receiver.ids() == [id_, id_]
    assert simulator.control("resend", event="evt_no", endpoint=endpoint["id"]).status_code == 404


def test_a_jump_of_the_clock_brings_retries(start: Start, receiver: Receiver) -> None:
    simulator = start(a_shop(), Options(limits=False, retries_test=1, retry_first_s=3_600))
    register(simulator, receiver, enabled_events=["charge.failed"])
    receiver.status = 503
    simulator.control("failed-card", decline_code="insufficient_funds")
    simulator.control("flush")
    receiver.status = 204
    simulator.control("clock", seconds=3_601)
    simulator.control("flush", retries=True)
    assert len(receiver.got) == 2
    assert len(set(receiver.ids())) == 1


def test_lost_doubled_and_shuffled(start: Start, receiver: Receiver) -> None:
    knobs = Options(
        limits=False,
        seed=5,
        duplicate_share=0.2,
        loss_share=0.1,
        reorder_share=1,
        delay_s_max=3_600,
    )
    simulator = start(a_shop(), knobs)
    earlier = everything(simulator)
    register(simulator, receiver)
    for _ in range(40):
        simulator.control("sale")
    happened = everything(simulator)[len(earlier) :]
    assert receiver.got == []
    simulator.control("flush")
    times = Counter(receiver.ids())
    lost = set(happened) - times.keys()
    assert 0.04 < len(lost) / len(happened) < 0.18
    assert 0.1 < sum(count == 2 for count in times.values()) / len(happened) < 0.3
    first = list(dict.fromkeys(receiver.ids()))
    assert first != [id_ for id_ in happened if id_ not in lost]
    log = simulator.client.get(f"{simulator.url}/_simulator/deliveries?result=lost").json()
    assert {note["event"] for note in log["deliveries"]} == lost


def everything(simulator: Simulator) -> list[str]:
    """The events of the clock's present second, in the order they happened."""
    found: list[str] = []
    after = ""
    while True:
        page = simulator.get(f"/v1/events?limit=100&created[gte]={START}{after}").json()
        found += [event["id"] for event in page["data"]]
        if not page["has_more"]:
            return found[::-1]
        after = f"&starting_after={found[-1]}"


def test_an_endpoint_of_an_old_version(start: Start, receiver: Receiver) -> None:
    simulator = start(a_shop())
    register(
        simulator,
        receiver,
        api_version="2020-08-27",
        enabled_events=["payment_intent.succeeded", "payment_intent.created"],
    )
    simulator.control("sale", amount=1_500, currency="usd")
    simulator.control("flush")
    by_type = {event["type"]: event for event in receiver.events()}
    succeeded = by_type["payment_intent.succeeded"]
    assert succeeded["api_version"] == "2020-08-27"
    intent = succeeded["data"]["object"]
    assert "latest_charge" not in intent
    assert intent["charges"]["total_count"] == 1
    assert intent["charges"]["data"][0]["refunds"]["data"] == []
    before = by_type["payment_intent.created"]["data"]["object"]
    assert before["charges"]["data"] == [], "the charge came later than this event"
    listed = simulator.get(f"/v1/events/{succeeded['id']}").json()
    assert "latest_charge" in listed["data"]["object"], "the list has the account's own version"

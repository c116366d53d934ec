"""The four probes that published sync engines fail, asked of a running installation over HTTP, on
both stores: two events of one second, an older event after a newer one, a stale API read after a
newer webhook, an unknown type."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.doubles.desk import event, sign
from tests.doubles.plain import KEY, Json, Plain, answering
from tests.faults.installation import Installation, install
from tests.faults.load import PATIENCE_S, SECRET

CHARGE = {
    "id": "ch_1",
    "object": "charge",
    "amount": 900,
    "amount_captured": 900,
    "amount_refunded": 0,
    "currency": "eur",
    "captured": True,
    "paid": True,
    "status": "succeeded",
    "livemode": False,
}


@dataclass
class Slow(Plain):
    """Once `armed`, answers a list of charges with what it was when it was asked for, but only when
    let."""

    armed: bool = False
    asked_for: threading.Event = field(default_factory=threading.Event)
    may_answer: threading.Event = field(default_factory=threading.Event)

    def answer(self, target: str, authorization: str) -> tuple[int, Json]:
        told = super().answer(target, authorization)
        if self.armed and target.startswith("/v1/charges") and "limit=100" in target:
            self.asked_for.set()
            self.may_answer.wait(PATIENCE_S)
        return told


@dataclass
class Probed:
    """A running installation, the Stripe behind it, and the clock of both."""

    one: Installation
    stripe: Slow
    url: str
    began: int = field(default_factory=lambda: int(time.time()))

    def tell(self, *bodies: bytes) -> None:
        """Each is answered 200 and applied."""
        for body in bodies:
            self.post(body)
            self.one.settled()

    def post(self, body: bytes) -> None:
        parts = urlsplit(self.url)
        http = HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE_S)
        header = {"stripe-signature": sign(body, SECRET, at=int(time.time()))}
        http.request("POST", f"/api/webhooks/stripe/{self.one.connection_id}", body, header)
        assert http.getresponse().status == 200
        http.close()

    def charge(self, id_: str, at: int, refunded: int, type_: str = "charge.refunded") -> bytes:
        told = CHARGE | {"created": self.began - 60, "amount_refunded": refunded}
        return event(type_, told, id_=id_, created=at)

    def payment(self) -> Any:
        [row] = self.one.ask("payments")["data"]
        return row["status"], row["amount_refunded"]["amount"]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    if request.param == "sqlite":
        yield {}
        return
    with request.getfixturevalue("databases").fresh() as url:
        yield {"database": url}


@pytest.fixture
def probed(where: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Probed]:
    folder: Path = tmp_path_factory.mktemp("probed")
    with answering(Slow({"charges": [], "events": []})) as stripe:
        one = install(folder, key=KEY, stripe=stripe.url, **where)
        with one.shell.serving() as server:
            yield Probed(one, stripe, server.url)
            stripe.may_answer.set()


def test_the_four_probes(probed: Probed):
    """One installation for all four: each goes on where the one before it ended."""
    two_events_of_one_second(probed)
    an_older_event_after_a_newer_one(probed)
    an_unknown_type(probed)
    a_stale_read_after_a_newer_webhook(probed)


def two_events_of_one_second(probed: Probed) -> None:
    """The later one has the smaller id, and arrives first."""
    at = probed.began - 30
    probed.tell(probed.charge("evt_1", at, 900), probed.charge("evt_9", at, 300))
    assert probed.payment() == ("succeeded", 900)


def an_older_event_after_a_newer_one(probed: Probed) -> None:
    probed.tell(probed.charge("evt_0", probed.began - 60, 0, "charge.succeeded"))
    assert probed.payment() == ("succeeded", 900)


def an_unknown_type(probed: Probed) -> None:
    gadget = {"id": "gad_1", "object": "gadget", "created": probed.began}
    probed.tell(event("gadget.polished", gadget, id_="evt_gadget", created=probed.began))
    listed = {row["id"]: row["type"] for row in probed.one.ask("events")["data"]}
    assert listed["evt_gadget"] == "gadget.polished"
    assert probed.payment() == ("succeeded", 900)


def a_stale_read_after_a_newer_webhook(probed: Probed) -> None:
    """The list was read before the last refund, and arrives after the news of it."""
    stale = CHARGE | {"created": probed.began - 60, "amount_refunded": 5}
    probed.one.imported()
    probed.stripe.lists["charges"], probed.stripe.armed = [stale], True
    probed.one.start_import()
    assert probed.stripe.asked_for.wait(PATIENCE_S)
    told = CHARGE | {"created": probed.began - 60, "amount_refunded": 899, "refunded": False}
    probed.post(event("charge.refund.updated", told, id_="evt_back", created=int(time.time())))
    probed.stripe.may_answer.set()
    probed.one.settled()
    assert probed.payment() == ("succeeded", 899)

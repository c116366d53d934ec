"""Signed webhook requests, ready to be sent: the mix of a shop that sells.

Of 20 events 8 are charge.succeeded, 7 payment_intent.succeeded, 3 charge.refunded, one
refund.created and one charge.dispute.created. Each is one of the simulator's own with new ids, so
that each makes a new object; a charge and its intent belong together.
"""

import hashlib
import hmac
import re
from typing import Any

import msgspec

from tillwatch.kernel.clock import SystemClock
from tillwatch.simulator.books import frozen
from tillwatch.simulator.business import World
from tillwatch.simulator.clock import VirtualClock
from tillwatch.simulator.http.versions import NEWEST

SECRET = "whsec_" + "benchmark" * 4
MIX: tuple[tuple[str, int], ...] = (
    *(("charge.succeeded", number) for number in range(8)),
    *(("payment_intent.succeeded", number) for number in range(7)),
    *(("charge.refunded", number) for number in range(3)),
    ("refund.created", 0),
    ("charge.dispute.created", 3),
)
"""Type of event, and which of the group's payments it is about."""


BASKET = "one brown jug, one pound of coffee, whole beans; " * 14
"""What shops keep beside a payment; it brings the mean body to 3 KB."""


class Template:
    """An event whose ids can be exchanged."""

    def __init__(self, event: dict[str, Any]) -> None:
        told = frozen(event) | {"api_version": NEWEST}
        row = told["data"]["object"]
        row["metadata"] = {"basket": BASKET}
        self._text = msgspec.json.encode(told)
        charge = row["id"] if row["object"] == "charge" else row.get("charge")
        charge = charge or row.get("latest_charge")
        intent = row["id"] if row["object"] == "payment_intent" else row.get("payment_intent")
        self._ids = {"evt": event["id"], "ch": charge, "pi": intent}
        if row["object"] in ("refund", "dispute"):
            self._ids[row["id"].split("_")[0]] = row["id"]
        for number, entry in enumerate(sorted(set(re.findall(rb"txn_\w+", self._text)))):
            self._ids[f"txn_{row['object'][0]}{number}"] = entry.decode()

    def with_ids(self, event: str, payment: str) -> bytes:
        """The event's body; `event` and `payment` are what is new in its ids."""
        text = self._text
        for prefix, old in self._ids.items():
            if old:
                new = f"{prefix}_{event if prefix == 'evt' else payment}"
                text = text.replace(old.encode(), new.encode())
        return text


def templates() -> dict[str, Template]:
    """One event of each type of the mix, of a shop of the simulator."""
    world = World(3, VirtualClock(SystemClock()), payments=2000)
    events = next(iter(world.shops.values())).books[False].tables["event"]
    newest = {event["type"]: event for event in events}
    return {type_: Template(newest[type_]) for type_, _ in MIX}


def signed(body: bytes, path: str, at: int) -> bytes:
    """The whole request, signed at the second `at`."""
    mac = hmac.new(SECRET.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Stripe-Signature: t={at},v1={mac}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def requests(path: str, count: int, series: str) -> bytes:
    """`count` requests as `sender` reads them. `series` makes the ids of this call its own."""
    made = templates()
    at = int(SystemClock().now())
    parts: list[bytes] = []
    for number in range(count):
        type_, payment = MIX[number % len(MIX)]
        group = f"bench{series}{number // len(MIX):07d}"
        body = made[type_].with_ids(f"{group}{number % len(MIX):02d}", f"{group}{payment}")
        request = signed(body, path, at)
        parts += (len(request).to_bytes(4, "big"), request)
    return b"".join(parts)

"""A Stripe of ready-made pages: the simulator's objects, encoded once, served from memory.

    python -m benchmarks.canned PAYMENTS LATENCY_MS LIMITS [COPIES [ONLY …]]

Serves lists and single reads in live mode, whatever key asks, after LATENCY_MS; with LIMITS `yes`
under Stripe's (100 requests a second in all, 25 an endpoint: 429 beyond). The list of events is
empty, writes name nothing that exists. COPIES: the same business so many times, a year further
back each, with ids of its own; of its payouts, each of which is a request of its own, there is
one. ONLY: kinds of object that are there; the others' lists are empty.
Prints its port once it listens; `/_counts` tells how many requests it answered and refused, and
when: seconds since the first, for each endpoint.
"""

import asyncio
import re
import sys
import time
from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Sequence
from email.utils import formatdate
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

import msgspec
import uvloop

from tillwatch.kernel.clock import SystemClock
from tillwatch.simulator.books import frozen
from tillwatch.simulator.business import World
from tillwatch.simulator.clock import VirtualClock
from tillwatch.simulator.http.asking.catalogue import KINDS

RATE_ALL, RATE_ENDPOINT = 100, 25
YEAR_S = 365 * 86_400
KNOWN = "ch pi re py txn po dp du cus in inpay sub issfr pm il si di price prod promo cs_test"
IDS = re.compile(rb'"((?:%s)_[A-Za-z0-9]{14,}\w*)"' % KNOWN.replace(" ", "|").encode())
"""What only looks like an id (`in_transit`, `price_details`) is shorter."""
MOMENTS = ("created", "available_on")
NOT_COPIED = ("payout", "coupon")
"""Each payout is a request of its own; a coupon's id is what its owner called it."""
MISSING = (
    b'{"error":{"type":"invalid_request_error","code":"resource_missing","message":"No such"}}'
)
LIMITED = b'{"error":{"type":"invalid_request_error","code":"rate_limit","message":"Too many"}}'


class Shelf:
    """The objects of one kind, newest first, each encoded."""

    def __init__(self, rows: Sequence[dict[str, Any]]) -> None:
        self.ids = [row["id"] for row in rows]
        self.ages = [-int(row.get("created") or 0) for row in rows]
        self.bodies = [msgspec.json.encode(frozen(row)) for row in rows]
        self.place = {id_: at for at, id_ in enumerate(self.ids)}
        self.of_payout: dict[str, list[int]] = defaultdict(list)
        for at, row in enumerate(rows):
            if row.get("_payout"):
                self.of_payout[row["_payout"]].append(at)

    def page(self, asked: dict[str, str]) -> bytes:
        """One list answer: `limit`, `starting_after`, `created` borders, `payout`."""
        start, end = self._range(asked)
        chosen: Sequence[int] = range(start, end)
        if "payout" in asked:
            chosen = [at for at in self.of_payout.get(asked["payout"], ()) if start <= at < end]
        limit = int(asked.get("limit", 10))
        data = b",".join(self.bodies[at] for at in chosen[:limit])
        more = b"true" if len(chosen) > limit else b"false"
        return b'{"object":"list","data":[' + data + b'],"has_more":' + more + b',"url":"/"}'

    def _range(self, asked: dict[str, str]) -> tuple[int, int]:
        start, end = 0, len(self.ids)
        for name, value in asked.items():
            match name:
                case "created[lt]":
                    start = max(start, bisect_left(self.ages, -int(value) + 1))
                case "created[lte]":
                    start = max(start, bisect_left(self.ages, -int(value)))
                case "created[gte]":
                    end = min(end, bisect_left(self.ages, -int(value) + 1))
                case "created[gt]":
                    end = min(end, bisect_left(self.ages, -int(value)))
                case "starting_after":
                    start = max(start, self.place[value] + 1)
        return start, max(start, end)


class Desk:
    """Answers requests; counts them."""

    def __init__(
        self, payments: int, limits: bool, copies: int = 1, only: Sequence[str] = ()
    ) -> None:
        world = World(7, VirtualClock(SystemClock()), payments=payments)
        shop = next(iter(world.shops.values()))
        there = {k: rows for k, rows in shop.books[False].tables.items() if not only or k in only}
        self.shelves = {f"/v1/{kind.path}": shelf(there, kind.object, copies) for kind in KINDS}
        self.single = {
            "/v1/balance": msgspec.json.encode(frozen(shop.balance(False)) | {"livemode": True}),
            "/v1/account": msgspec.json.encode(frozen(shop.account)),
        }
        self.limits = limits
        self.recent: dict[str, deque[float]] = defaultdict(deque)
        self.counts = {"requests": 0, "refused": 0}
        self.answered: dict[str, list[int]] = defaultdict(list)
        self.began = 0.0

    def answer(self, method: str, target: str) -> tuple[int, bytes, bytes]:
        """(status, body, a header more)."""
        parts = urlsplit(target)
        if parts.path == "/_counts":
            return 200, msgspec.json.encode(self.counts | {"answered": self.answered}), b""
        self.counts["requests"] += 1
        shelf, _, id_ = parts.path.rpartition("/")
        endpoint = shelf if shelf in self.shelves else parts.path
        if self.limits and (reason := self._over(endpoint)):
            self.counts["refused"] += 1
            return 429, LIMITED, b"Stripe-Rate-Limited-Reason: " + reason + b"\r\n"
        self.began = self.began or time.monotonic()
        self.answered[endpoint].append(int(time.monotonic() - self.began))
        if parts.path in self.single:
            return 200, self.single[parts.path], b""
        if method == "GET" and parts.path in self.shelves:
            return 200, self.shelves[parts.path].page(dict(parse_qsl(parts.query))), b""
        at = self.shelves[shelf].place.get(id_) if shelf in self.shelves else None
        return (404, MISSING, b"") if at is None else (200, self.shelves[shelf].bodies[at], b"")

    def _over(self, endpoint: str) -> bytes | None:
        """The limit that one more request now would break; else the request is counted."""
        now = time.monotonic()
        everything, own = self.recent["*"], self.recent[endpoint]
        for times in (everything, own):
            while times and times[0] <= now - 1:
                times.popleft()
        if len(own) >= RATE_ENDPOINT:
            return b"endpoint-rate"
        if len(everything) >= RATE_ALL:
            return b"global-rate"
        everything.append(now)
        own.append(now)
        return None


def shelf(tables: Any, kind: str, copies: int) -> Shelf:
    """Everything of that kind, as a live account would have it; no events."""
    rows = [] if kind == "event" or kind not in tables else list(tables[kind])[::-1]
    alive = [_living(row, 0) for row in rows]
    if kind not in NOT_COPIED:
        alive += [copied(row, copy) for copy in range(1, copies) for row in alive]
    return Shelf(sorted(alive, key=lambda row: -int(row.get("created") or 0)))


def copied(row: dict[str, Any], copy: int) -> dict[str, Any]:
    """The same, `copy` years earlier, all ids in it made others."""
    body = IDS.sub(rb'"\1x%d"' % copy, msgspec.json.encode(row))
    other: dict[str, Any] = _living(msgspec.json.decode(body), copy * YEAR_S)
    return other


def _living(value: Any, seconds: int) -> Any:
    """In live mode and so much earlier, at every depth: what is told twice is told the same."""
    if isinstance(value, list):
        return [_living(one, seconds) for one in value]
    if not isinstance(value, dict):
        return value
    told = {name: _living(one, seconds) for name, one in value.items()}
    for name in MOMENTS:
        if isinstance(told.get(name), int):
            told[name] -= seconds
    return told | {"livemode": True} if "livemode" in told else told


class Connection(asyncio.Protocol):
    def __init__(self, desk: Desk, latency_s: float) -> None:
        self._desk = desk
        self._latency_s = latency_s
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, end, rest = self._buffer.partition(b"\r\n\r\n")
        _, has_body, after = head.lower().partition(b"content-length:")
        length = int(after.split(b"\r\n", 1)[0]) if has_body else 0
        if not end or len(rest) < length:
            return
        self._buffer = rest[length:]
        method, target, _ = head.split(b"\r\n", 1)[0].decode().split(" ")
        status, body, more = self._desk.answer(method, target)
        answer = (
            f"HTTP/1.1 {status} OK\r\nDate: {formatdate(usegmt=True)}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        ).encode()
        reply = answer + more + b"\r\n" + body
        asyncio.get_running_loop().call_later(self._latency_s, self._reply, reply)

    def _reply(self, reply: bytes) -> None:
        if not self._transport.is_closing():  # whoever asked has ended
            self._transport.write(reply)


async def serve(desk: Desk, latency_s: float) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(desk, latency_s), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    count, latency_ms, limited, *more = sys.argv[1:]
    desk = Desk(int(count), limited == "yes", int(more[0]) if more else 1, more[1:])
    uvloop.run(serve(desk, float(latency_ms) / 1000))

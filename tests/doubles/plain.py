"""Another server that speaks Stripe's API, a little of it: lists of charges, payment intents,
customers and refunds, and an events list that is empty. It knows `limit`, `starting_after` and
`created`, ignores every other parameter, and refuses the rest of the world. Standard library only,
so that it shares nothing with the simulator or the product."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Json = dict[str, Any]
KEY = "rk_test_aKeyOfTheDouble0123456789"
BEGAN = 1_770_000_000


def business(count: int) -> dict[str, list[Json]]:
    """`count` payments, an hour apart, newest first; every tenth was refunded by a third."""
    lists: dict[str, list[Json]] = {
        name: [] for name in ("charges", "payment_intents", "customers", "refunds", "events")
    }
    for number in range(count):
        at, amount = BEGAN + number * 3600, 1_000 + number
        customer = f"cus_{number % 20:04}"
        refunded = amount // 3 if number % 10 == 0 else 0
        shared = {"created": at, "livemode": False, "amount": amount, "currency": "eur"}
        shared |= {"customer": customer, "status": "succeeded"}
        if number < 20:
            made = {
                "id": customer,
                "object": "customer",
                "created": at,
                "email": f"{number}@a.example",
            }
            lists["customers"].insert(0, made)
        intent = {"id": f"pi_{number:05}", "object": "payment_intent", "amount_received": amount}
        lists["payment_intents"].insert(0, shared | intent | {"latest_charge": f"ch_{number:05}"})
        charge = {
            "id": f"ch_{number:05}",
            "object": "charge",
            "payment_intent": f"pi_{number:05}",
            "captured": True,
            "paid": True,
            "amount_captured": amount,
            "amount_refunded": refunded,
        }
        lists["charges"].insert(0, shared | charge)
        if refunded:
            refund = {"id": f"re_{number:05}", "object": "refund", "charge": f"ch_{number:05}"}
            lists["refunds"].insert(0, shared | refund | {"amount": refunded, "created": at + 60})
    return lists


@dataclass
class Plain:
    """`refuses`: 404 or 403. `dated`: whether answers carry a Date, `late_s` how far
    its clock is behind. `delay_s`: how long each takes."""

    lists: dict[str, list[Json]]
    refuses: int = 404
    dated: bool = True
    late_s: int = 0
    delay_s: float = 0.0
    ailing: frozenset[str] = frozenset()
    """Lists that answer 500, whatever is asked."""
    ignores: frozenset[str] = frozenset()
    """Parameters it does not know: `created[lt]`, `starting_after` …"""
    accepts: str = KEY
    url: str = ""
    asked: list[str] = field(default_factory=list)

    def answer(self, target: str, authorization: str) -> tuple[int, Json]:
        parts = urlsplit(target)
        self.asked.append(target)
        if authorization != f"Bearer {self.accepts}":
            return 401, _error("Invalid API Key provided")
        rows = self.lists.get(parts.path.removeprefix("/v1/"))
        if parts.path.removeprefix("/v1/") in self.ailing:
            return 500, _error("Something went wrong")
        if rows is None:
            return self.refuses, _error(f"Unrecognized request URL ({parts.path})")
        given = parse_qs(parts.query).items()
        query = {name: values[-1] for name, values in given if name not in self.ignores}
        borders = {name: query.get(f"created[{name}]") for name in ("gt", "gte", "lt", "lte")}
        chosen = [row for row in rows if _between(row["created"], borders)]
        after = query.get("starting_after")
        if after is not None:
            place = next(n for n, row in enumerate(rows) if row["id"] == after)
            chosen = [row for row in rows[place + 1 :] if _between(row["created"], borders)]
        limit = int(query.get("limit", "10"))
        more = len(chosen) > limit
        return 200, {"object": "list", "url": parts.path, "has_more": more, "data": chosen[:limit]}


def _between(created: int, borders: dict[str, str | None]) -> bool:
    checks = {
        "gt": lambda border: created > border,
        "gte": lambda border: created >= border,
        "lt": lambda border: created < border,
        "lte": lambda border: created <= border,
    }
    return all(checks[name](int(border)) for name, border in borders.items() if border is not None)


def _error(message: str) -> Json:
    return {"error": {"type": "invalid_request_error", "message": message}}


@contextmanager
def answering(plain: Plain) -> Iterator[Plain]:
    """Serve it from a thread; `plain.url` is set."""
    pause = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _reply(self) -> None:
            self.rfile.read(int(self.headers.get("content-length") or 0))
            pause.wait(plain.delay_s)
            status, body = plain.answer(self.path, self.headers.get("authorization", ""))
            raw = json.dumps(body).encode()
            self.send_response_only(status)
            if plain.dated:
                self.send_header("date", self.date_time_string(int(time.time()) - plain.late_s))
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(raw)))
            with suppress(OSError):  # whoever asked was killed
                self.end_headers()
                self.wfile.write(raw)

        do_GET = do_POST = _reply  # noqa: N815

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    plain.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield plain
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

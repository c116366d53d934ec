"""A backup while webhooks arrive, brought back elsewhere: it is what Stripe says, and it holds
every event that was acknowledged before the backup began."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from tests.cli.conftest import SimulatedStripe, shell_on
from tests.cli.shell import PATIENCE_S, Shell, started

KEY = ("connect", "stripe", "--name", "Shop", "--key-stdin")
SIMULATE = ("simulate", "--port", "0", "--payments", "40", "--no-limits", "--json")


def tell(stripe: SimulatedStripe, what: str, **body: Any) -> Any:
    request = Request(f"{stripe.url}/_simulator/{what}", json.dumps(body).encode())
    with urlopen(request, timeout=PATIENCE_S) as answer:
        return json.load(answer)


@contextmanager
def selling(stripe: SimulatedStripe) -> Iterator[None]:
    """One sale after the other, each with its webhooks, until the block ends."""
    over = threading.Event()

    def sell() -> None:
        while not over.is_set():
            tell(stripe, "sale", amount=1200, currency="usd")

    seller = threading.Thread(target=sell)
    seller.start()
    try:
        yield
    finally:
        over.set()
        seller.join()


def events(url: str, token: str) -> set[str]:
    """The ids of all events that came."""
    found: set[str] = set()
    cursor = ""
    while True:
        request = Request(f"{url}/api/v1/events?limit=100{cursor}")
        request.add_header("Authorization", f"Bearer {token}")
        with urlopen(request, timeout=PATIENCE_S) as answer:
            page = json.load(answer)
        found |= {one["id"] for one in page["data"]}
        if page["next_cursor"] is None:
            return found
        cursor = f"&cursor={page['next_cursor']}"


def test_what_was_acknowledged_before_a_backup_is_in_it(tmp_path: Path) -> None:
    with started(SIMULATE, {}) as (line, _):
        stripe = SimulatedStripe(line)
        shell, file = shell_on(tmp_path / "data", stripe), tmp_path / "till-backup.zip"
        with shell.serving() as server:
            id_ = shell.answer(*KEY, stdin=stripe.key("full"))["connection_id"]
            shell.answer("sync")
            token = shell.answer("token", "create", "--name", "Program")["token"]
            hook = f"{server.url}/api/webhooks/stripe/{id_}"
            secret = tell(stripe, "endpoints", url=hook)["secret"]
            shell.answer("connection", "set", id_, "--webhook-secret-stdin", stdin=secret)
            for _ in range(20):
                tell(stripe, "sale", amount=900, currency="usd")
            tell(stripe, "flush")
            with selling(stripe):
                before = events(server.url, token)
                shell.answer("backup", str(file))
        other = Shell({**shell.settings, "TILLWATCH_DATA_DIR": str(tmp_path / "other")})
        other.answer("restore", str(file))
        with other.serving() as again:
            assert len(before) > 60
            assert before <= events(again.url, token)
            other.answer("sync")
            verdict = other.answer("verify")
            assert (verdict["differences"], verdict["checked"] > 100) == ([], True)

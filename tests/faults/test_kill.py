"""kill -9 of the whole process group, under load and in the middle of an import: nothing that was
acknowledged is lost (G1), the import goes on where it was, and the copy is exact."""

import http.client
import itertools
import json
import random
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

from tests.cli.shell import END_S, Server, Shell
from tests.doubles.desk import event, sign
from tests.doubles.plain import KEY, Plain, answering, business

SECRET = "whsec_ofTheKilled"
SENDERS = 4
KILLS = 6
PATIENCE_S = 60.0
PARALLEL = 10
"""Pages an import reads at a time: so many are lost with each kill."""


def wait(condition: Callable[[], bool]) -> None:
    """Until it holds; what is waited for rings no bell here."""
    end = time.monotonic() + PATIENCE_S
    tick = threading.Event()
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        tick.wait(0.02)


class Load:
    """Posts signed events as fast as they are answered, and remembers which were answered 200."""

    def __init__(self, connection_id: str) -> None:
        self._path = f"/api/webhooks/stripe/{connection_id}"
        self._numbers = itertools.count()
        self._lock = threading.Lock()
        self.acknowledged: dict[str, bytes] = {}
        self.sent = 0

    def until(self, server: Server, after: int, end: Callable[[], None]) -> None:
        """Send; when `after` more are acknowledged `end` the server, with posts under way."""
        had = len(self.acknowledged)
        threads = [threading.Thread(target=self._send, args=(server,)) for _ in range(SENDERS)]
        for thread in threads:
            thread.start()
        wait(lambda: len(self.acknowledged) - had >= after)
        end()
        for thread in threads:
            thread.join()

    def _send(self, server: Server) -> None:
        parts = urlsplit(server.url)
        http_ = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE_S)
        try:
            while True:
                with self._lock:
                    number = next(self._numbers)
                id_ = f"evt_{number:06}"
                charge = {"id": f"ch_{number:06}", "object": "charge", "amount": number}
                body = event("charge.succeeded", charge, id_=id_)
                header = sign(body, SECRET, at=int(time.time()))
                self.sent += 1
                http_.request("POST", self._path, body, {"stripe-signature": header})
                answer = http_.getresponse()
                answer.read()
                if answer.status == 200:
                    self.acknowledged[id_] = body
        except (OSError, http.client.HTTPException):
            return
        finally:
            http_.close()


def asked(folder: Path, file: str, query: str) -> list[tuple[object, ...]]:
    store = sqlite3.connect(folder / file, timeout=PATIENCE_S)
    try:
        return store.execute(query).fetchall()
    finally:
        store.close()


def test_what_was_acknowledged_is_there_after_every_kill(tmp_path: Path):
    shell = Shell({"TILLWATCH_DATA_DIR": str(tmp_path)})
    made = shell.answer(
        "connect", "stripe", "--name", "Shop", "--webhook-secret-stdin", stdin=SECRET
    )
    load, rng = Load(made["connection_id"]), random.Random(9)
    for _ in range(KILLS):
        with shell.serving() as server:
            load.until(server, rng.randint(1, 150), server.kill_all)
        kept = dict(asked(tmp_path, "inbox.sqlite", "SELECT event_id, body FROM inbox"))
        assert load.acknowledged.items() <= kept.items()
    assert load.sent > len(load.acknowledged), "no post was under way when it was killed"
    with shell.serving():
        count = len(kept)
        applied = "SELECT count(*) FROM attempt"
        wait(lambda: asked(tmp_path, "tillwatch.sqlite", applied) == [(count,)])
    sums = asked(tmp_path, "tillwatch.sqlite", "SELECT count(*), sum(amount) FROM payment")
    assert sums == [(count, sum(int(str(id_)[4:]) for id_ in kept))]


def test_told_to_end_it_ends_within_10_s_and_loses_nothing(tmp_path: Path):
    shell = Shell({"TILLWATCH_DATA_DIR": str(tmp_path)})
    made = shell.answer(
        "connect", "stripe", "--name", "Shop", "--webhook-secret-stdin", stdin=SECRET
    )
    load = Load(made["connection_id"])

    with shell.serving() as server:

        def end() -> None:
            server.process.terminate()
            assert server.process.wait(END_S) == 0

        load.until(server, 100, end)
    kept = dict(asked(tmp_path, "inbox.sqlite", "SELECT event_id, body FROM inbox"))
    assert load.acknowledged.items() <= kept.items()


def pages(plain: Plain) -> Counter[tuple[object, ...]]:
    """How often each page of the import was asked for: whole pages, the events' list left out."""
    found: Counter[tuple[object, ...]] = Counter()
    for target in plain.asked:
        parts = urlsplit(target)
        query = parse_qs(parts.query)
        resource = parts.path.removeprefix("/v1/")
        if query.get("limit") == ["100"] and resource in plain.lists and resource != "events":
            names = ("starting_after", "created[gte]", "created[lt]")
            found[(resource, *(query.get(name, [""])[0] for name in names))] += 1
    return found


def start_import(shell: Shell, connection_id: str) -> None:
    folder = Path(shell.settings["TILLWATCH_DATA_DIR"])
    told = json.loads((folder / "server.json").read_bytes())
    request = Request(
        f"{told['url']}/api/v1/connections/{connection_id}/import",
        json.dumps({"action": "start"}).encode(),
        {"authorization": f"Bearer {told['token']}", "content-type": "application/json"},
    )
    with urlopen(request, timeout=PATIENCE_S) as answer:
        assert answer.status < 300


def test_an_import_that_is_killed_goes_on_where_it_was(tmp_path: Path):
    lists = business(3000)
    with answering(Plain(lists, delay_s=0.05)) as plain:
        shell = Shell(
            {
                "TILLWATCH_DATA_DIR": str(tmp_path),
                "TILLWATCH_STRIPE_API_BASE": plain.url,
                "TILLWATCH_STRIPE_FILES_BASE": plain.url,
                "TILLWATCH_STRIPE_RATE": "0",
            }
        )
        made = shell.answer("connect", "stripe", "--name", "Shop", "--key-stdin", stdin=KEY)
        kills = 0
        with shell.serving() as server:
            start_import(shell, made["connection_id"])
            wait(lambda: pages(plain).total() >= 5)
            server.kill_all()
            kills += 1
        for more in (12, 25, 40):
            with shell.serving() as server:
                wait(lambda more=more: pages(plain).total() >= more)
                server.kill_all()
                kills += 1
        state = asked(tmp_path, "tillwatch.sqlite", "SELECT state FROM import_run")
        assert state == [("running",)], "it was over before it was killed: this proves nothing"
        synced = shell.answer("sync")
        counts = pages(plain)
        assert counts.total() - len(counts) <= kills * PARALLEL
        assert not {"charges", "refunds"} & {one["resource"] for one in synced["skipped"]}
        assert shell.answer("verify")["differences"] == []
    total = sum(one["amount"] for one in lists["charges"])
    sums = asked(tmp_path, "tillwatch.sqlite", "SELECT count(*), sum(amount) FROM payment")
    assert sums == [(3000, total)]

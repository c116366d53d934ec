"""What a fault happens under: signed webhooks as fast as they are answered; which got a 200."""

import http.client
import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from tests.doubles.desk import event, sign

SECRET = "whsec_ofTheKilled"
SENDERS = 4
PATIENCE_S = 120.0
LOOK_S, LOOK_S_MAX = 0.02, 0.2
Bodies = Iterator[tuple[str, bytes]]
"""Event ids and bodies, without end."""


def wait(
    condition: Callable[[], object],
    what: str = "waited in vain",
    told: Callable[[], object] = lambda: "",
) -> None:
    """Until it holds; what is waited for rings no bell here. Looked at ever less often: a look may
    cost as much as the work that is waited for. `told`: how things stand when it does not."""
    end = time.monotonic() + PATIENCE_S
    tick, pause_s = threading.Event(), LOOK_S
    while not condition():
        assert time.monotonic() < end, (what, told())
        tick.wait(pause_s)
        pause_s = min(pause_s * 1.5, LOOK_S_MAX)


def charges() -> Bodies:
    """Of a new charge each; its amount is its number."""
    for number in itertools.count():
        id_ = f"evt_{number:06}"
        charge = {"id": f"ch_{number:06}", "object": "charge", "amount": number}
        yield id_, event("charge.succeeded", charge, id_=id_)


def again_and_again(events: list[tuple[str, bytes]]) -> Bodies:
    """The same events for ever: what was not taken in is sent again, as Stripe does, and much
    arrives more than once."""
    yield from itertools.cycle(events)


class Load:
    """Posts signed events as fast as they are answered, and remembers which were answered 200."""

    def __init__(self, connection_id: str, bodies: Bodies, secret: str = SECRET) -> None:
        self._secret = secret
        self._path = f"/api/webhooks/stripe/{connection_id}"
        self._bodies = bodies
        self._lock = threading.Lock()
        self.acknowledged: dict[str, bytes] = {}
        self.answers: dict[int, int] = {}
        """How often each status was answered."""
        self.untold: list[int] = []
        """Answers of 503 without Retry-After."""
        self.sent = 0

    def until(self, url: str, after: int, end: Callable[[], object]) -> None:
        """Send; when `after` more were answered 200 `end` the server, with posts under way."""
        with self.going(url):
            self.more(after)
            end()

    def more(self, count: int) -> None:
        """Wait until so many more were answered 200."""
        had = self.answers.get(200, 0)
        wait(lambda: self.answers.get(200, 0) - had >= count, f"no {count} more answered 200")

    @contextmanager
    def going(self, url: str) -> Iterator[None]:
        """Send meanwhile, until the block ends or the server does."""
        stop = threading.Event()
        threads = [
            threading.Thread(target=self._send, args=(url, stop), daemon=True)
            for _ in range(SENDERS)
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            stop.set()
            for thread in threads:
                thread.join()

    def _send(self, url: str, stop: threading.Event) -> None:
        parts = urlsplit(url)
        http_ = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE_S)
        try:
            while not stop.is_set():
                with self._lock:
                    id_, body = next(self._bodies)
                    self.sent += 1
                header = sign(body, self._secret, at=int(time.time()))
                http_.request("POST", self._path, body, {"stripe-signature": header})
                answer = http_.getresponse()
                answer.read()
                with self._lock:
                    self._note(id_, body, answer)
        except (OSError, http.client.HTTPException):
            return
        finally:
            http_.close()

    def _note(self, id_: str, body: bytes, answer: http.client.HTTPResponse) -> None:
        self.answers[answer.status] = self.answers.get(answer.status, 0) + 1
        if answer.status == 200:
            self.acknowledged[id_] = body
        if answer.status == 503 and not answer.getheader("retry-after"):
            self.untold.append(answer.status)


def told(page: bytes) -> list[tuple[str, bytes]]:
    """The events of a list page, as they would come by webhook."""
    return [(one["id"], json.dumps(one).encode()) for one in json.loads(page)["data"]]

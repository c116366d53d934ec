"""Webhook delivery: every event to every endpoint that asked for its type.

`Deliveries` listens to the books. An event that happens is put in line for each endpoint at once,
`run` takes from the line what is due and posts it, a bounded number at a time; so the order of
arrival is not the order of happening. Anything but a 2xx is tried again, further and further
apart, freshly signed. Knobs lose, double and delay deliveries.

Waiting times run on the wall clock; `advance` brings retries forward when the simulator's clock
jumps.
"""

import asyncio
import heapq
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random

from tillwatch.kernel.clock import Clock
from tillwatch.simulator.books import Books, Json
from tillwatch.simulator.http import wire
from tillwatch.simulator.http.hooks import endpoints, signing
from tillwatch.simulator.http.hooks.posting import BadAnswer, Poster
from tillwatch.simulator.http.options import Options
from tillwatch.simulator.http.showing.view import View

LOG_MAX = 20_000
USER_AGENT = "Stripe/1.0 (+https://stripe.com/docs/webhooks)"
DUPLICATE_DELAY_S = 0.05
DAY_S = 86_400

ViewOf = Callable[[Books], View]


@dataclass(frozen=True, slots=True)
class Delivery:
    books: Books = field(repr=False)
    event: str
    type: str
    endpoint: str
    attempt: int = 1
    first_at: float = 0
    duplicate: bool = False


class Deliveries:
    def __init__(self, options: Options, wall: Clock, view_of: ViewOf) -> None:
        self._options = options
        self._wall = wall
        self._view_of = view_of
        self._random = Random(f"{options.seed}:webhooks")
        self._line: list[tuple[float, int, Delivery]] = []
        self._numbers = 0
        self._under_way: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()
        self._rest = asyncio.Event()
        self._rest.set()
        self.log: deque[Json] = deque(maxlen=LOG_MAX)
        """What became of each post, oldest first."""

    def listen(self, books: Books, event: Json) -> None:
        """An event happened: called by the books."""
        event["api_version"] = self._options.api_version
        wanting = [
            row
            for row in books.tables["webhook_endpoint"]
            if row["status"] == "enabled" and endpoints.wants(row, event["type"])
        ]
        event["pending_webhooks"] = len(wanting)
        if not self._options.webhooks:
            return
        for row in wanting:
            self._line_up(Delivery(books, event["id"], event["type"], row["id"]))

    def _line_up(self, delivery: Delivery) -> None:
        options, now, draw = self._options, self._wall.now(), self._random.random
        delivery = replace(delivery, first_at=now)
        if draw() < options.loss_share:
            self._note(delivery, "lost")
            return
        wait = draw() * options.delay_s_max if draw() < options.reorder_share else 0.0
        self._push(now + wait, delivery)
        if draw() < options.duplicate_share:
            again = wait + draw() * max(options.delay_s_max, DUPLICATE_DELAY_S)
            self._push(now + again, replace(delivery, duplicate=True))

    def _push(self, due: float, delivery: Delivery) -> None:
        self._numbers += 1
        heapq.heappush(self._line, (due, self._numbers, delivery))
        self._rest.clear()
        self._wake.set()

    async def run(self) -> None:
        """Post what is due, until cancelled."""
        poster = Poster()
        try:
            while True:
                self._wake.clear()
                self._start_due(poster)
                await self._until_something()
        finally:
            for task in self._under_way:
                task.cancel()
            poster.close()

    def _start_due(self, poster: Poster) -> None:
        now, most = self._wall.now(), self._options.posts_at_once
        while self._line and self._line[0][0] <= now and len(self._under_way) < most:
            _, _, delivery = heapq.heappop(self._line)
            task = asyncio.create_task(self._post(poster, delivery))
            self._under_way.add(task)
            task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self._wake.set()

    async def _until_something(self) -> None:
        """Sleep until the next is due, a post has ended or a new one came."""
        if not self._under_way and not any(item[2].attempt == 1 for item in self._line):
            self._rest.set()
        wait: float | None = None
        if self._line and len(self._under_way) < self._options.posts_at_once:
            wait = max(self._line[0][0] - self._wall.now(), 0.0)
        try:
            await asyncio.wait_for(self._wake.wait(), wait)
        except TimeoutError:
            return

    async def _post(self, poster: Poster, delivery: Delivery) -> None:
        books = delivery.books
        endpoint = books.tables["webhook_endpoint"].get(delivery.endpoint)
        event = books.tables["event"].get(delivery.event)
        if endpoint is None or event is None:
            self._note(delivery, "gone")
            return
        if endpoint["status"] != "enabled":
            self._later(delivery, "disabled")
            return
        version = endpoint["api_version"]
        body = wire.encode(self._view_of(books).event(event, version))
        at = int(self._wall.now())
        signature = signing.header(body, endpoints.secrets(endpoint, self._wall.now()), at)
        headers = {
            "content-type": "application/json; charset=utf-8",
            "user-agent": USER_AGENT,
            "stripe-signature": signature,
        }
        try:
            async with asyncio.timeout(self._options.post_timeout_s):
                status = await poster.post(endpoint["url"], body, headers)
        except (OSError, EOFError, BadAnswer, ValueError) as error:
            self._later(delivery, type(error).__name__)
            return
        if not 200 <= status < 300:
            self._later(delivery, str(status))
            return
        self._note(delivery, str(status))
        if not delivery.duplicate:
            self._arrived(books, delivery.event)

    def _arrived(self, books: Books, id_: str) -> None:
        event = books.tables["event"].get(id_)
        if event is not None:
            books.put("event", {**event, "pending_webhooks": max(event["pending_webhooks"] - 1, 0)})

    def _later(self, delivery: Delivery, result: str) -> None:
        """Not accepted: once more, later, unless Stripe would have given up."""
        self._note(delivery, result)
        if delivery.duplicate:
            return
        options, now = self._options, self._wall.now()
        wait = options.retry_first_s * options.retry_factor ** (delivery.attempt - 1)
        if delivery.books.livemode:
            given_up = now + wait > delivery.first_at + options.retry_days_live * DAY_S
        else:
            given_up = delivery.attempt > options.retries_test
        if not given_up:
            self._push(now + wait, replace(delivery, attempt=delivery.attempt + 1))

    def _note(self, delivery: Delivery, result: str) -> None:
        """`result`: the status code, `lost`, or why nothing was answered."""
        self.log.append(
            {
                "event": delivery.event,
                "type": delivery.type,
                "endpoint": delivery.endpoint,
                "livemode": delivery.books.livemode,
                "attempt": delivery.attempt,
                "duplicate": delivery.duplicate,
                "result": result,
                "at": self._wall.now(),
            }
        )

    def resend(self, books: Books, event: Json, endpoint: Json) -> None:
        """Once more by hand, whatever became of it before; the retries go on as they were."""
        delivery = Delivery(books, event["id"], event["type"], endpoint["id"], duplicate=True)
        self._push(self._wall.now(), delivery)

    def advance(self, seconds: float) -> None:
        """The clock jumped: retries come forward by so much."""
        self._line = [
            (due if delivery.attempt == 1 else due - seconds, number, delivery)
            for due, number, delivery in self._line
        ]
        heapq.heapify(self._line)
        self._wake.set()

    async def flush(self, *, retries: bool = False) -> Json:
        """Post now what waits for its first try (and, if asked, each retry once), in the order it
        would have come; then say what is left."""
        if self._line:
            furthest = max(item[0] for item in self._line)
            self._line = [
                (due - furthest, number, delivery)
                if retries or delivery.attempt == 1
                else (due, number, delivery)
                for due, number, delivery in self._line
            ]
            heapq.heapify(self._line)
            self._rest.clear()
        self._wake.set()
        await self._rest.wait()
        return {"waiting": len(self._line), "under_way": len(self._under_way)}

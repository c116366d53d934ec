"""The queue before the inbox: deliveries wait in it, bounded by their number and by their bytes.

One writer takes all that wait, up to `BATCH`, into a single transaction and then answers each. A
lone event waits for one commit, a flood shares commits. On SQLite the writing thread takes the
next batch by itself: between two commits it needs no turn of the loop, which is busy just when
there is much to write.
"""

import asyncio
import sqlite3
import time
from collections import deque
from typing import Final

import msgspec

from tillwatch.kernel import errors
from tillwatch.kernel.clock import Clock
from tillwatch.kernel.counters import Counters
from tillwatch.store.engine import Store
from tillwatch.store.inbox import writing
from tillwatch.store.inbox.statements import Delivery

QUEUE: Final = 4096
QUEUE_BYTES: Final = 64 * 1024 * 1024
BATCH: Final = 1024
ROUNDS: Final = 16
"""So many commits in one go; then others have a turn at the thread that writes."""
ENDING: Final = "This Tillwatch is ending: send again"

Waiting = tuple[Delivery, "asyncio.Future[None]"]


class Full(errors.Unavailable):
    """Too many events wait to be written: ask the sender to come again."""

    code = "busy"


class Outcome(msgspec.Struct):
    """How a batch fared: kept, `repeated` of it known before, or not kept because of `failure`."""

    seconds: float
    repeated: int = 0
    failure: Exception | None = None


class Inbox:
    """Writes deliveries. `run` must be running for `put` to return."""

    def __init__(self, store: Store, counters: Counters, clock: Clock) -> None:
        self._store = store
        self._counters = counters
        self._clock = clock
        self._waiting: deque[Waiting] = deque()
        self._halves: deque[list[Waiting]] = deque()
        self._bytes = 0
        self._came = asyncio.Event()
        self._ended = False
        self.arrived = asyncio.Event()
        """Set after each commit; the reader of the inbox clears it."""
        self.grew = asyncio.Event()
        """The same; who keeps its log short (`log`) clears it."""

    async def put(self, delivery: Delivery) -> None:
        """Returns when `delivery` is on disk. `Full` at once when the queue is; `Unavailable`
        when the store cannot commit."""
        if self._ended:
            raise errors.Unavailable(ENDING)
        bytes_ = self._bytes + len(delivery.body)
        if self._counters.queue >= QUEUE or bytes_ > QUEUE_BYTES:
            raise Full("Too many events are waiting to be written: send again")
        done = asyncio.get_running_loop().create_future()
        self._bytes = bytes_
        self._counters.queue += 1
        self._waiting.append((delivery, done))
        self._came.set()
        await done

    async def run(self) -> None:
        """Writes until cancelled; whoever waits then is told to send again."""
        try:
            await self._write()
        finally:
            self._ended = True
            while batch := self._take():
                self._done(batch, errors.Unavailable(ENDING))

    async def _write(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._came.wait()
            self._came.clear()
            if self._store.sqlite:
                await self._store.write_inbox_file(lambda file: self._rounds(file, loop))
            else:
                await self._round()

    def _rounds(self, file: sqlite3.Connection, loop: asyncio.AbstractEventLoop) -> None:
        """In the writing thread: batch after batch, until nothing waits."""
        for _ in range(ROUNDS):
            batch = self._take()
            if not batch:
                return
            begun = time.monotonic()
            try:
                repeated = writing.into_file(file, [delivery for delivery, _ in batch])
                outcome = Outcome(time.monotonic() - begun, repeated)
            except writing.FAILURES as failure:
                outcome = Outcome(time.monotonic() - begun, failure=failure)
            loop.call_soon_threadsafe(self._answer, batch, outcome)
        loop.call_soon_threadsafe(self._came.set)

    async def _round(self) -> None:
        batch = self._take()
        begun = time.monotonic()
        try:
            deliveries = [delivery for delivery, _ in batch]
            repeated = await writing.into_database(self._store, deliveries)
            outcome = Outcome(time.monotonic() - begun, repeated)
        except writing.FAILURES as failure:
            outcome = Outcome(time.monotonic() - begun, failure=failure)
        except asyncio.CancelledError:
            self._done(batch, errors.Unavailable(ENDING))
            raise
        self._answer(batch, outcome)
        if self._waiting or self._halves:
            self._came.set()

    def _take(self) -> list[Waiting]:
        """The next batch; safe in another thread than `put`'s."""
        if self._halves:
            return self._halves.popleft()
        batch: list[Waiting] = []
        try:
            while len(batch) < BATCH:
                batch.append(self._waiting.popleft())
        except IndexError:  # all that waited
            pass
        return batch

    def _answer(self, batch: list[Waiting], outcome: Outcome) -> None:
        """On the loop. A batch that a value made fail comes again as two halves, so that the one
        delivery is found and the others are kept."""
        self._counters.commit.add(outcome.seconds)
        if outcome.failure is None:
            self._counters.commit_failed_at = None
            self._counters.repeated += outcome.repeated
            self.arrived.set()
            self.grew.set()
            self._done(batch, None)
        elif not writing.is_of_a_value(outcome.failure):
            self._counters.commit_failed_at = self._clock.now()
            self._done(batch, errors.Unavailable(f"The store cannot write: {_first_line(outcome)}"))
        elif len(batch) == 1:
            said = f"The store cannot hold this event: {_first_line(outcome)}"
            self._done(batch, errors.Unavailable(said))
        else:
            half = len(batch) // 2
            self._halves += (batch[:half], batch[half:])
            self._came.set()

    def _done(self, batch: list[Waiting], problem: errors.Unavailable | None) -> None:
        self._counters.queue -= len(batch)
        for delivery, done in batch:
            self._bytes -= len(delivery.body)
            if done.done():
                continue
            if problem is None:
                done.set_result(None)
            else:
                done.set_exception(problem)


def _first_line(outcome: Outcome) -> str:
    """What went wrong, without the statement."""
    return str(outcome.failure).partition("\n")[0]

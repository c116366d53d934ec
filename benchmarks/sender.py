"""Posts ready-made requests over kept-alive connections, from a process of its own.

    python -m benchmarks.sender HOST PORT CONNECTIONS [RATE] < FILE

FILE holds requests, each behind its length (4 bytes, big-endian). Each is sent once, one at a time
a connection. Without RATE the next follows the answer (closed loop); with it, requests are due at
fixed moments and the time is counted from when each was due, so that a stall is not hidden. Prints
one JSON line: requests, seconds, a second, milliseconds at the 50th and 99th percentile and at
most, and how often each status was answered.
"""

import asyncio
import json
import sys
import time
from collections import Counter, deque
from collections.abc import Sequence
from typing import Any, cast

import uvloop


def requests_in(data: bytes) -> deque[bytes]:
    """The requests of a file, in order."""
    found: deque[bytes] = deque()
    at = 0
    while at < len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        found.append(data[at + 4 : at + 4 + length])
        at += 4 + length
    return found


class Run:
    """What is still to be sent, and what came of the rest. Times in seconds."""

    def __init__(self, waiting: deque[bytes], rate: float) -> None:
        self.waiting = waiting
        self.rate = rate
        self.all = len(waiting)
        self.sent = 0
        self.took: list[float] = []
        self.statuses: Counter[str] = Counter()
        self.begun = 0.0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def due(self) -> float:
        """When the next request is to leave, on the clock of `time.perf_counter`."""
        return self.begun + self.sent / self.rate if self.rate else time.perf_counter()

    def answered(self, status: str, seconds: float) -> None:
        self.took.append(seconds)
        self.statuses[status] += 1
        if len(self.took) == self.all and not self.done.done():
            self.done.set_result(None)


class Connection(asyncio.Protocol):
    """One kept-alive connection: a request, its answer, the next."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._buffer = b""
        self._due = 0.0
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by inheritance

    def next(self) -> None:
        run = self._run
        if not run.waiting or self._transport is None:
            return
        self._due = run.due()
        run.sent += 1
        request = run.waiting.popleft()
        wait = self._due - time.perf_counter()
        if wait > 0:
            asyncio.get_running_loop().call_later(wait, self._transport.write, request)
        else:
            self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._buffer = self._buffer + data if self._buffer else data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0 or len(self._buffer) < end + 4 + body_length(self._buffer[:end]):
            return
        status = self._buffer[9:12].decode()
        self._buffer = b""
        self._run.answered(status, time.perf_counter() - self._due)
        self.next()

    def connection_lost(self, problem: Exception | None) -> None:
        if not self._run.done.done():
            self._run.done.set_exception(problem or ConnectionError("the server hung up"))


def body_length(head: bytes) -> int:
    """The `content-length` of an answer, 0 without one."""
    _, found, rest = head.lower().partition(b"content-length:")
    return int(rest.split(b"\r\n", 1)[0]) if found else 0


def percentile(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


async def send(host: str, port: int, data: bytes, connections: int, rate: float) -> dict[str, Any]:
    run = Run(requests_in(data), rate)
    loop = asyncio.get_running_loop()
    opened = [
        (await loop.create_connection(lambda: Connection(run), host, port))[1]
        for _ in range(connections)
    ]
    run.begun = time.perf_counter()
    for connection in opened:
        connection.next()
    await run.done
    seconds = time.perf_counter() - run.begun
    took = sorted(run.took)
    return {
        "requests": run.all,
        "seconds": round(seconds, 3),
        "per_second": round(run.all / seconds),
        "p50_ms": round(percentile(took, 0.50) * 1000, 2),
        "p99_ms": round(percentile(took, 0.99) * 1000, 2),
        "max_ms": round(took[-1] * 1000, 2),
        "statuses": dict(run.statuses),
    }


def main(arguments: Sequence[str]) -> None:
    host, port, connections, *rest = arguments
    rate = float(rest[0]) if rest else 0.0
    data = sys.stdin.buffer.read()
    figures = uvloop.run(send(host, int(port), data, int(connections), rate))
    print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])

"""Things that go wrong on purpose: drawn from one seeded stream, or ordered for the next requests.

A share of requests goes wrong as the knobs say. A test that must know which one orders it: the next
`times` requests with that method and beginning of a path.
"""

from dataclasses import dataclass
from random import Random
from typing import Final

from tillwatch.simulator.http.options import Options


@dataclass(frozen=True, slots=True)
class Fault:
    error: bool = False
    """Answer with a 500."""
    after: bool = False
    """The 500 comes after the deed was done."""
    drop: bool = False
    """Break the connection in the middle of the answer."""
    lock: bool = False
    """Answer 429 `lock_timeout`, before anything was done."""


NO_FAULT = Fault()
ORDERED: Final = {
    "error": Fault(error=True),
    "error_after": Fault(error=True, after=True),
    "drop": Fault(drop=True),
    "lock": Fault(lock=True),
}


@dataclass(slots=True)
class Order:
    how: str
    method: str
    path: str
    times: int


class Faults:
    def __init__(self, options: Options) -> None:
        self._options = options
        self._random = Random(f"{options.seed}:faults")
        self._orders: list[Order] = []

    def order(self, how: str, method: str, path: str, times: int) -> None:
        self._orders.append(Order(how, method, path, times))

    def draw(self, method: str, path: str) -> Fault:
        for order in self._orders:
            if order.method == method and path.startswith(order.path):
                order.times -= 1
                self._orders = [one for one in self._orders if one.times > 0]
                return ORDERED[order.how]
        return self._drawn(method)

    def _drawn(self, method: str) -> Fault:
        options = self._options
        if method != "GET" and options.lock_share and self._random.random() < options.lock_share:
            return Fault(lock=True)
        if not options.error_share and not options.drop_share:
            return NO_FAULT
        error = self._random.random() < options.error_share
        return Fault(
            error=error,
            after=error and self._random.random() < 0.5,
            drop=self._random.random() < options.drop_share,
        )

    def latency_s(self) -> float:
        options = self._options
        if not options.latency_ms and not options.latency_jitter_ms:
            return 0.0
        return (options.latency_ms + self._random.random() * options.latency_jitter_ms) / 1_000

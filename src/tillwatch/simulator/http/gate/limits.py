"""Stripe's rate and concurrency limits.

Each limit is a bucket that holds one second's worth and fills evenly: over any stretch no more
passes than its rate times the stretch, plus one second's worth. Source:
docs.stripe.com/rate-limits: 100 a second live, 25 in a sandbox, 25 on one endpoint. Runs on the
wall clock: a virtual year must not let a million requests pass.
"""

from collections import Counter
from dataclasses import dataclass

from tillwatch.kernel.clock import Clock
from tillwatch.simulator.http import failures
from tillwatch.simulator.http.gate.keys import Key
from tillwatch.simulator.http.options import Options

Place = tuple[str, bool, str]
"""Account, livemode, endpoint ("" for all of them)."""


@dataclass(slots=True)
class Bucket:
    left: float
    at: float

    def fill(self, rate: float, now: float) -> float:
        self.left = min(rate, self.left + (now - self.at) * rate)
        self.at = now
        return self.left


class Limits:
    def __init__(self, options: Options, wall: Clock) -> None:
        self._options = options
        self._wall = wall
        self._buckets: dict[Place, Bucket] = {}
        self._under_way: Counter[Place] = Counter()

    def enter(self, key: Key, endpoint: str) -> None:
        """Let a request in, to be ended with `leave`; a 429 with its reason if it is too many."""
        everywhere, here = (key.account, key.livemode, ""), (key.account, key.livemode, endpoint)
        if self._options.limits:
            self._check(everywhere, here)
        self._under_way[everywhere] += 1
        self._under_way[here] += 1

    def leave(self, key: Key, endpoint: str) -> None:
        self._under_way[key.account, key.livemode, ""] -= 1
        self._under_way[key.account, key.livemode, endpoint] -= 1

    def _check(self, everywhere: Place, here: Place) -> None:
        options, live, now = self._options, everywhere[1], self._wall.now()
        rate = options.rate_live if live else options.rate_test
        if self._under_way[everywhere] >= options.at_once:
            raise failures.too_many_requests(live, "global-concurrency")
        if self._under_way[here] >= options.at_once_endpoint:
            raise failures.too_many_requests(live, "endpoint-concurrency")
        whole = self._bucket(everywhere, rate, now)
        part = self._bucket(here, options.rate_endpoint, now)
        if whole.fill(rate, now) < 1:
            raise failures.too_many_requests(live, "global-rate")
        if part.fill(options.rate_endpoint, now) < 1:
            raise failures.too_many_requests(live, "endpoint-rate")
        whole.left -= 1
        part.left -= 1

    def _bucket(self, place: Place, rate: float, now: float) -> Bucket:
        return self._buckets.setdefault(place, Bucket(rate, now))

"""Staying inside Stripe's request limits, smoothly.

Stripe allows 100 requests a second to an account in live mode, 25 in a sandbox, and 25 to one
endpoint (docs.stripe.com/rate-limits, read 2026-11); Tillwatch takes a share of that. Requests are
spaced evenly, never in bursts: a request first waits for its endpoint's turn, then for a place
among those under way, then for the account's turn. A 429 says which of the limits was met, and only
that one is slowed down; it comes back within seconds. One `Limits` belongs to one account and mode
and is shared by all that read it.

Time and sleep are passed in; `timer` gives seconds from any start, never going back.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Final, Protocol

Timer = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]

LIVE_RATE: Final = 100.0
TEST_RATE: Final = 25.0
ENDPOINT_RATE: Final = 25.0
"""Requests a second."""
SHARE_MAX: Final = 0.975
"""Even with the whole limit to itself: room for the jitter of the way there."""
UNDER_WAY: Final = 32
"""Requests at once at the whole share; Stripe does not publish its own limit."""

_LATE: Final = 0.5
"""How much of a turn may be caught up: half, so that no second ever sees one request more."""
_CUT: Final = 0.7
_RECOVERY_PER_S: Final = 0.05
_CUT_PAUSE_S: Final = 0.5
_FACTOR_MIN: Final = 0.1


class Limiter(Protocol):
    def turn(self, endpoint: str) -> AbstractAsyncContextManager[None]:
        """Waits for the turn of a request to `endpoint`; holds its place while it is under way."""
        ...

    def refused(self, endpoint: str, reason: str | None) -> None:
        """A 429 came, with that `Stripe-Rate-Limited-Reason`."""
        ...


class Pace:
    """Turns at an even rate. A cut slows it down at once and wears off.

    `ahead`: turns that need not wait, once: what is left of the first second's limit.
    """

    def __init__(self, rate: float, ahead: int = 0) -> None:
        self._rate = rate
        self._ahead = ahead
        self._next = float("-inf")
        self._factor = 1.0
        self._cut_at = float("-inf")

    def reserve(self, now: float) -> float:
        """Takes the next turn; how many seconds until it comes."""
        interval = 1 / (self._rate * self.factor(now))
        if self._ahead > 0 and self._next > now:
            self._ahead -= 1
            return 0.0
        turn = max(self._next, now - _LATE * interval)
        self._next = turn + interval
        return max(0.0, turn - now)

    def factor(self, now: float) -> float:
        """The part of the rate in use now."""
        if self._factor >= 1:
            return 1.0
        return min(1.0, self._factor + (now - self._cut_at) * _RECOVERY_PER_S)

    def cut(self, now: float) -> None:
        """Slows down; refusals of one burst count once."""
        if now - self._cut_at < 1:
            return
        self._factor = max(_FACTOR_MIN, self.factor(now) * _CUT)
        self._cut_at = now
        self._next = max(self._next, now + _CUT_PAUSE_S)


class Gate:
    """So many under way at once, first come first served. A cut lowers the number for a while."""

    def __init__(self, places: int) -> None:
        self._places = places
        self._taken = 0
        self._lowered = 0.0
        self._cut_at = float("-inf")
        self._waiting: deque[asyncio.Future[None]] = deque()

    def places(self, now: float) -> int:
        back = (now - self._cut_at) * 0.5 if self._lowered else 0.0
        return max(1, self._places - max(0, round(self._lowered - back)))

    async def enter(self, now: Timer) -> None:
        while self._taken >= self.places(now()):
            waiting = asyncio.get_running_loop().create_future()
            self._waiting.append(waiting)
            try:
                await waiting
            except asyncio.CancelledError:
                self._let_next_in(now())
                raise
        self._taken += 1

    def leave(self, now: float) -> None:
        self._taken -= 1
        self._let_next_in(now)

    def cut(self, now: float) -> None:
        if now - self._cut_at < 1:
            return
        self._lowered = self._places - max(1, self.places(now) * 0.75 // 1)
        self._cut_at = now

    def _let_next_in(self, now: float) -> None:
        free = self.places(now) - self._taken
        while self._waiting and free > 0:
            waiting = self._waiting.popleft()
            if not waiting.done():
                waiting.set_result(None)
                free -= 1


class Limits:
    """`rate` a second in all, `endpoint_rate` to each endpoint, `under_way` at once; `ahead` as in
    `Pace`: connecting tries many permissions, and a person waits for it."""

    def __init__(
        self,
        *,
        rate: float,
        endpoint_rate: float,
        under_way: int,
        timer: Timer,
        sleep: Sleep,
        ahead: int = 0,
    ) -> None:
        self._all = Pace(rate, ahead)
        self._endpoint_rate = endpoint_rate
        self._endpoints: dict[str, Pace] = {}
        self._gate = Gate(under_way)
        self._timer = timer
        self._sleep = sleep

    @asynccontextmanager
    async def turn(self, endpoint: str) -> AsyncIterator[None]:
        await self._wait(self._pace(endpoint))
        await self._gate.enter(self._timer)
        try:
            await self._wait(self._all)
            yield
        finally:
            self._gate.leave(self._timer())

    def refused(self, endpoint: str, reason: str | None) -> None:
        now = self._timer()
        match reason:
            case "endpoint-rate":
                self._pace(endpoint).cut(now)
            case "global-concurrency" | "endpoint-concurrency":
                self._gate.cut(now)
            case "resource-specific":
                pass
            case _:
                self._all.cut(now)

    def _pace(self, endpoint: str) -> Pace:
        pace = self._endpoints.get(endpoint)
        if pace is None:
            pace = self._endpoints[endpoint] = Pace(self._endpoint_rate)
        return pace

    async def _wait(self, pace: Pace) -> None:
        delay = pace.reserve(self._timer())
        if delay > 0:
            await self._sleep(delay)


class Unlimited:
    """For a server that has no limits: turns come at once."""

    @asynccontextmanager
    async def turn(self, endpoint: str) -> AsyncIterator[None]:
        yield

    def refused(self, endpoint: str, reason: str | None) -> None:
        """Nothing to slow down; the tries' own pauses remain."""


def rates(mode: str, *, share: float, rate: float | None) -> tuple[float, float] | None:
    """Requests a second in all and to one endpoint, as `limits_for` keeps them; None for no
    limit."""
    if rate == 0:
        return None
    used = min(share, SHARE_MAX)
    in_all = (LIVE_RATE if mode == "live" else TEST_RATE) * used if rate is None else rate
    endpoint = ENDPOINT_RATE * used * max(1.0, in_all / LIVE_RATE)
    return in_all, min(endpoint, in_all)


def limits_for(
    mode: str, *, share: float, rate: float | None, timer: Timer, sleep: Sleep
) -> Limiter:
    """The limits of one account and mode ("live" or "test").

    `rate`: the operator's own figure in all instead of Stripe's and the share; 0 for no limiter. A
    figure above Stripe's means an account with raised limits: an endpoint's rises with it.
    """
    figures = rates(mode, share=share, rate=rate)
    if figures is None:
        return Unlimited()
    in_all, to_one = figures
    most = LIVE_RATE if mode == "live" else TEST_RATE
    return Limits(
        rate=in_all,
        endpoint_rate=to_one,
        under_way=max(4, round(UNDER_WAY * share * max(1.0, in_all / LIVE_RATE))),
        ahead=int(most * SHARE_MAX - in_all) if rate is None else 0,
        timer=timer,
        sleep=sleep,
    )

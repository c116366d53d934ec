"""Staying inside Stripe's request limits, smoothly.

Stripe allows 100 requests a second to an account in live mode, 25 in a sandbox, and 25 to one
endpoint (docs.stripe.com/rate-limits, read 2026-11); Tillwatch takes a share of that. A request
waits until its endpoint's pace, the account's pace and the number under way all let it go, and
leaves in that moment: of those that may, the one that waited longest. Waiting for a pace takes no
place among those under way. A 429 says which of the limits was met, and only that one is slowed
down; it comes back within seconds. One `Limits` belongs to one account and mode and is shared by
all that read it.

Time is passed in; `timer` gives seconds from any start, never going back.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from itertools import count
from typing import Final, Protocol

from tillwatch.processors.stripe.wire.pace import Pace, Places

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

TICK_S: Final = 0.001
"""The event loop's timers are no finer."""


class Limiter(Protocol):
    def turn(self, endpoint: str) -> AbstractAsyncContextManager[None]:
        """Waits for the turn of a request to `endpoint`; holds its place while it is under way."""
        ...

    def refused(self, endpoint: str, reason: str | None) -> None:
        """A 429 came, with that `Stripe-Rate-Limited-Reason`."""
        ...


class Lane:
    """The requests that wait for one endpoint, first come first served."""

    def __init__(self, rate: float) -> None:
        self.pace = Pace(rate)
        self.waiting: deque[tuple[int, asyncio.Future[None]]] = deque()

    def asked_for(self) -> bool:
        while self.waiting and self.waiting[0][1].done():
            self.waiting.popleft()  # gave up
        return bool(self.waiting)

    def first(self) -> int:
        """The number of the one that waits longest."""
        return self.waiting[0][0]


class Limits:
    """`rate` a second in all, `endpoint_rate` to each endpoint, `under_way` at once; `ahead` as in
    `Pace`: connecting tries many permissions, and a person waits for it."""

    def __init__(
        self, *, rate: float, endpoint_rate: float, under_way: int, timer: Timer, ahead: int = 0
    ) -> None:
        self._all = Pace(rate, ahead)
        self._endpoint_rate = endpoint_rate
        self._lanes: dict[str, Lane] = {}
        self._places = Places(under_way)
        self._timer = timer
        self._numbers = count()
        self._alarm: asyncio.TimerHandle | None = None

    @asynccontextmanager
    async def turn(self, endpoint: str) -> AsyncIterator[None]:
        await self._let_go(self._lane(endpoint))
        try:
            yield
        finally:
            self._places.leave()
            self._go_on()

    def refused(self, endpoint: str, reason: str | None) -> None:
        now = self._timer()
        match reason:
            case "endpoint-rate":
                self._lane(endpoint).pace.cut(now)
            case "global-concurrency" | "endpoint-concurrency":
                self._places.cut(now)
            case "resource-specific":
                pass
            case _:
                self._all.cut(now)

    def _lane(self, endpoint: str) -> Lane:
        lane = self._lanes.get(endpoint)
        if lane is None:
            lane = self._lanes[endpoint] = Lane(self._endpoint_rate)
        return lane

    async def _let_go(self, lane: Lane) -> None:
        """Returns when a request may leave; it has a place then."""
        mine = asyncio.get_running_loop().create_future()
        lane.waiting.append((next(self._numbers), mine))
        self._go_on()
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():
                self._places.leave()
                self._go_on()
            raise

    def _go_on(self) -> None:
        """Let go all that may leave now; come back when the next one may."""
        now = self._timer()
        while self._places.free(now):
            lanes = [lane for lane in self._lanes.values() if lane.asked_for()]
            if not lanes:
                return
            soonest = min(lane.pace.ready_at(now) for lane in lanes)
            at = max(soonest, self._all.ready_at(now))
            if at > now:
                self._come_back(at - now)
                return
            lane = min((one for one in lanes if one.pace.ready_at(now) <= now), key=Lane.first)
            lane.pace.leave(now)
            self._all.leave(now)
            self._places.take()
            lane.waiting.popleft()[1].set_result(None)

    def _come_back(self, delay_s: float) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
        loop = asyncio.get_running_loop()
        self._alarm = loop.call_later(max(delay_s, TICK_S), self._go_on)


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


def limits_for(mode: str, *, share: float, rate: float | None, timer: Timer) -> Limiter:
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
    )

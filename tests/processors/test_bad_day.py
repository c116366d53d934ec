"""Errors, broken connections and refused requests on the way: what is read stays the same."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.simulator.http.conftest import Simulator, serving
from tillwatch.kernel.clock import SystemClock
from tillwatch.processors.port import ReadUse
from tillwatch.processors.stripe import Stripe
from tillwatch.processors.stripe.lists.reader import StripeReader
from tillwatch.simulator.business import World
from tillwatch.simulator.clock import VirtualClock
from tillwatch.simulator.http.options import Options

STANDING = 1_790_000_000
Read = set[tuple[str, str, bytes]]


def world() -> World:
    return World(5, VirtualClock(SystemClock(), start=STANDING, pace=0), payments=300, days=60)


async def at_once(seconds: float) -> None:
    """Stands for a pause, so that no test waits."""
    await asyncio.sleep(0)


@asynccontextmanager
async def reading(simulator: Simulator, rate: float | None) -> AsyncIterator[StripeReader]:
    sleep = at_once if rate == 0 else asyncio.sleep
    stripe = Stripe(simulator.url, simulator.url, 1.0, rate, SystemClock(), sleep=sleep)
    reader = stripe.reader(simulator.key("full"))
    yield reader
    await reader.close()


async def everything(simulator: Simulator, rate: float | None = 0) -> tuple[Read, ReadUse]:
    """Every list to its end, and every event."""
    found: Read = set()
    async with reading(simulator, rate) as reader:
        for listing in Stripe.listings:
            after: str | None = None
            while True:
                page = await reader.page(listing, after=after)
                found |= {(r.kind, r.id, r.payload) for r in page.readings}
                after = page.last
                if after is None:
                    break
        after = None
        while True:
            events = await reader.events(after=after)
            found |= {("event", head.id, body) for head, body in events.events}
            after = events.last
            if after is None:
                return found, reader.used()


async def test_what_is_read_on_a_bad_day_is_what_is_read_on_a_good_one() -> None:
    bad = Options(seed=3, limits=False, error_share=0.1, drop_share=0.05)
    fine = Options(seed=3, limits=False)
    with serving(world(), fine) as good, serving(world(), bad) as poor:
        told, easy = await everything(good)
        told_again, hard = await everything(poor)
    assert len(told) > 1000
    assert told == told_again
    assert easy.retried == 0
    assert hard.retried > 2


async def test_under_stripes_limits_no_request_is_refused() -> None:
    with serving(world(), Options(limits=True)) as simulator:
        _, used = await everything(simulator, rate=None)
    assert used.requests > 20
    assert used.limited == 0

"""A list cut into parts while it is read: nothing is read twice or left out, hardly a request is
wasted, and the limit of one endpoint is used from the first second to the last. In virtual time."""

import asyncio
from bisect import bisect_left
from collections import Counter

import pytest

from tests.processors import virtual
from tillwatch.intake.backfill.parts import PAGE, Part, Resource, Seen
from tillwatch.intake.backfill.plan import NO_END
from tillwatch.processors.stripe.limits import Limiter, limits_for

NOW = 1_790_000_000
DAY = 86_400
LATENCY_S = 0.15
AT_ONCE = 8


class Server:
    """A list, newest first, in pages of a hundred; may ignore the `created` that is asked for."""

    def __init__(self, moments: list[int], *, heeds_until: bool = True) -> None:
        self.ages = sorted(-at for at in moments)
        self.heeds_until = heeds_until
        self.asked = 0

    def page(self, since: int, until: int, after: int | None) -> tuple[list[int], bool]:
        """Places in the list, and whether there are more."""
        self.asked += 1
        start = bisect_left(self.ages, -until + 1) if self.heeds_until else 0
        start = start if after is None else max(start, after + 1)
        end = bisect_left(self.ages, -since + 1)
        return list(range(start, min(start + PAGE, end))), end > start + PAGE


class Reading:
    """The readers of one list, as `run` has them: the next idle part is read by whoever is free."""

    def __init__(self, server: Server, limiter: Limiter, since: int = 0) -> None:
        self.server = server
        self.limiter = limiter
        first = Part(resource="charges", since=since, until=NO_END)
        self.resource = Resource("charges", [first], cuttable=True)
        self.read: Counter[int] = Counter()
        self.expected: list[float] = []
        self.changed = asyncio.Event()

    async def whole(self) -> None:
        await asyncio.gather(*(self.reader() for _ in range(AT_ONCE)))

    async def reader(self) -> None:
        while self.resource.open:
            part = self.resource.idle(AT_ONCE)
            if part is None:
                await self.changed.wait()
                continue
            part.busy = True
            await self.one(part)
            part.busy = False
            self.changed.set()
            self.changed = asyncio.Event()

    async def one(self, part: Part) -> None:
        after = None if part.after is None else int(part.after)
        since, until = part.since, part.until
        async with self.limiter.turn("/v1/charges"):
            places, more = self.server.page(since, until, after)
            await asyncio.sleep(LATENCY_S)
        if part not in self.resource.parts:
            return
        inside = [at for at in places if -self.server.ages[at] < until]
        if len(inside) < len(places) and len(self.resource.parts) > 1:
            self.resource.as_one()
            return
        self.read.update(inside)
        moments = [-self.server.ages[at] for at in inside]
        last = str(places[-1]) if more else None
        seen = Seen(
            count=len(inside),
            last=last,
            oldest=min(moments, default=None),
            newest=max(moments, default=None),
        )
        self.resource.read(part, seen, AT_ONCE)
        self.expected.append(self.resource.left())


def read(server: Server, since: int = 0) -> tuple[Reading, float]:
    """Read it all under the limit of one endpoint; how long that took."""

    async def work() -> tuple[Reading, float]:
        limiter = limits_for("live", share=1.0, rate=None, timer=virtual.now)
        reading = Reading(server, limiter, since)
        await reading.whole()
        return reading, virtual.now()

    done: tuple[Reading, float] = virtual.run(work())
    return done


def every(seconds: float, days: float, until: int = NOW) -> list[int]:
    start = until - round(days * DAY)
    return [start + int(n * seconds) for n in range(int(days * DAY / seconds))]


LISTS = {
    "a year, even": every(500, 365),
    "an hour, busy": every(0.06, 1 / 24),
    "four years, silent for two": every(1500, 2 * 365, NOW - 2 * 365 * DAY),
    "it grew": every(6000, 700) + every(2000, 200) + every(150, 60),
    "it shrank": every(400, 200, NOW - 300 * DAY) + every(6000, 300),
    "a quiet year and a lively hour": every(7200, 365) + every(0.1, 1 / 24),
    "five thousand in one second": every(900, 365) + [NOW - 70 * DAY] * 5000,
}


@pytest.mark.parametrize("moments", LISTS.values(), ids=LISTS)
def test_all_is_read_once_with_hardly_a_request_too_many(moments: list[int]) -> None:
    server = Server(moments)
    reading, _ = read(server)
    assert len(reading.read) == len(moments)
    assert set(reading.read.values()) == {1}
    assert server.asked < len(moments) / PAGE * 1.05 + 12


@pytest.mark.parametrize("name", ["a year, even", "an hour, busy", "it grew", "it shrank"])
def test_the_limit_of_one_endpoint_is_used(name: str) -> None:
    moments = LISTS[name]
    _, seconds = read(Server(moments))
    assert len(moments) / seconds > 0.9 * 2500, "of a list that takes 20 s"


@pytest.mark.parametrize("name", sorted(LISTS.keys() - {"five thousand in one second"}))
def test_what_is_left_is_known_soon(name: str) -> None:
    """After three seconds the guess is never off by more than twice, but for the last pages."""
    moments = LISTS[name]
    reading, _ = read(Server(moments))
    for number, left in enumerate(reading.expected[75:], 75):
        truth = len(moments) / PAGE * (1 - number / len(reading.expected))
        assert truth / 2 - 10 < left < truth * 2 + 10, (number, truth, left)


def test_short_lists_are_not_cut() -> None:
    server = Server(every(DAY, 150))
    read(server)
    assert server.asked == 2


def test_a_server_that_ignores_the_time_is_read_once() -> None:
    moments = every(3600, 365)
    server = Server(moments, heeds_until=False)
    reading, _ = read(server)
    assert set(reading.read) == set(range(len(moments)))
    assert server.asked < len(moments) / PAGE + 2 * AT_ONCE


def test_back_to_a_day_and_no_further() -> None:
    moments = every(600, 365)
    since = NOW - 100 * DAY
    reading, _ = read(Server(moments), since)
    assert len(reading.read) == sum(at >= since for at in moments)

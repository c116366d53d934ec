"""The limiter's laws, in virtual time: never more than the limit in any second, hardly less, slower
where Stripe says so and only there, and fast again soon."""

import asyncio
import bisect
import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.processors import virtual
from tillwatch.processors.stripe import limits
from tillwatch.processors.stripe.limits import Limiter, limits_for

LATENCY_S = 0.15
Sent = list[tuple[float, str]]


def most_in_a_second(times: list[float]) -> int:
    times = sorted(times)
    return max(bisect.bisect_left(times, t + 1) - i for i, t in enumerate(times))


async def load(
    limiter: Limiter,
    endpoints: list[str],
    *,
    seconds: float,
    callers: int = 8,
    meet: Callable[[float, str], str | None] = lambda now, endpoint: None,
) -> Sent:
    """`callers` on each endpoint ask again and again; `meet` says which limit a request met."""
    sent: Sent = []

    async def caller(endpoint: str) -> None:
        while virtual.now() < seconds:
            async with limiter.turn(endpoint):
                sent.append((virtual.now(), endpoint))
                reason = meet(virtual.now(), endpoint)
                await asyncio.sleep(LATENCY_S)
            if reason:
                limiter.refused(endpoint, reason)

    await asyncio.gather(*(caller(e) for e in endpoints for _ in range(callers)))
    return [(t, e) for t, e in sent if t < seconds]


def made(mode: str = "live", share: float = 1.0, rate: float | None = None) -> Limiter:
    return limits_for(mode, share=share, rate=rate, timer=virtual.now)


@pytest.mark.parametrize(
    ("mode", "share", "endpoints", "allowed"),
    [
        ("live", 1.0, 1, 25.0),
        ("live", 1.0, 4, 100.0),
        ("live", 1.0, 11, 100.0),
        ("live", 0.5, 1, 12.5),
        ("live", 0.5, 8, 50.0),
        ("test", 1.0, 5, 25.0),
        ("test", 0.5, 5, 12.5),
    ],
)
def test_it_uses_nearly_all_it_may_and_never_more(
    mode: str, share: float, endpoints: int, allowed: float
) -> None:
    names = [f"/v1/{n}" for n in range(endpoints)]

    async def work() -> Sent:
        return await load(made(mode, share), names, seconds=30)

    sent = virtual.run(work())
    late = [t for t, _ in sent if t >= 1]
    assert 0.95 * allowed <= len(late) / 29
    assert (len(late) - 1) / 29 <= allowed, "so many distances between turns"
    assert most_in_a_second([t for t, _ in sent]) <= (100 if mode == "live" else 25)
    for name in names:
        assert most_in_a_second([t for t, e in sent if e == name]) <= 25


def test_the_first_second_may_use_what_is_left_of_the_limit() -> None:
    """A connect at half share tries 22 permissions in a sandbox that allows 25 a second."""

    async def work() -> float:
        limiter = made("test", 0.5)

        async def once(n: int) -> None:
            async with limiter.turn(f"/v1/{n}"):
                pass

        await asyncio.gather(*(once(n) for n in range(22)))
        return virtual.now()

    assert virtual.run(work()) < 0.9


def test_the_operators_rate_replaces_stripes() -> None:
    async def work() -> Sent:
        return await load(made(rate=8.0), ["/v1/a", "/v1/b"], seconds=20)

    assert 0.95 * 8 <= len(virtual.run(work())) / 20 <= 8.1


def test_zero_means_no_limiter() -> None:
    async def work() -> Sent:
        return await load(made(rate=0), ["/v1/a"], seconds=1, callers=500)

    assert len(virtual.run(work())) > 3000


def test_a_met_endpoint_limit_slows_that_endpoint_alone_and_wears_off() -> None:
    def meet(now: float, endpoint: str) -> str | None:
        return "endpoint-rate" if endpoint == "/v1/a" and 5 <= now < 8 else None

    async def work() -> Sent:
        return await load(made(), ["/v1/a", "/v1/b"], seconds=60, meet=meet)

    sent = virtual.run(work())

    def per_second(endpoint: str, start: float, end: float) -> float:
        return sum(1 for t, e in sent if e == endpoint and start <= t < end) / (end - start)

    assert per_second("/v1/a", 6, 9) < 15
    assert per_second("/v1/b", 6, 9) > 23
    assert per_second("/v1/a", 40, 60) > 23


def test_others_at_the_same_limit_make_no_storm() -> None:
    """Another program takes 60 of the 100: few requests are refused, and the rest is used."""
    taken: list[float] = []
    refused: list[float] = []

    def meet(now: float, endpoint: str) -> str | None:
        while taken and taken[0] <= now - 1:
            taken.pop(0)
        if len(taken) >= 40:
            refused.append(now)
            return "global-rate"
        taken.append(now)
        return None

    async def work() -> Sent:
        return await load(made(), [f"/v1/{n}" for n in range(6)], seconds=60, meet=meet)

    sent = virtual.run(work())
    assert len(refused) < 0.2 * len(sent)
    assert len(sent) - len(refused) > 60 * 25


def test_a_met_concurrency_limit_lowers_how_many_are_under_way() -> None:
    under_way: list[int] = [0, 0]

    async def work() -> None:
        limiter = made(rate=1000.0)

        async def caller() -> None:
            while virtual.now() < 20:
                async with limiter.turn("/v1/a"):
                    under_way[0] += 1
                    too_many = under_way[0] > 12
                    if virtual.now() > 15:
                        under_way[1] = max(under_way[1], under_way[0])
                    await asyncio.sleep(LATENCY_S)
                    under_way[0] -= 1
                if too_many:
                    limiter.refused("/v1/a", "global-concurrency")

        await asyncio.gather(*(caller() for _ in range(200)))

    virtual.run(work())
    assert 4 < under_way[1] < limits.UNDER_WAY * 10 / 4


def test_a_caller_who_gives_up_leaves_no_gap() -> None:
    async def work() -> Sent:
        limiter = limits.Limits(rate=10.0, endpoint_rate=10.0, under_way=1, timer=virtual.now)
        sent: Sent = []

        async def caller(name: str) -> None:
            async with limiter.turn("/v1/a"):
                sent.append((virtual.now(), name))
                await asyncio.sleep(0.2)

        callers = [asyncio.create_task(caller(name)) for name in "abcd"]
        await asyncio.sleep(0.1)
        callers[1].cancel()
        await asyncio.sleep(0.05)
        callers[0].cancel()
        await asyncio.gather(*callers, return_exceptions=True)
        return sent

    assert [name for _, name in virtual.run(work())] == ["a", "c", "d"]


def test_waiting_for_an_endpoints_pace_takes_no_place() -> None:
    """Forty callers of one endpoint leave the others theirs."""

    async def work() -> Sent:
        limiter = made(share=0.5)
        loads = [
            load(limiter, ["/v1/a"], seconds=10, callers=40),
            load(limiter, ["/v1/b", "/v1/c", "/v1/d"], seconds=10, callers=4),
        ]
        return [one for part in await asyncio.gather(*loads) for one in part]

    sent = virtual.run(work())
    for name in ("/v1/b", "/v1/c", "/v1/d"):
        assert sum(e == name for _, e in sent) > 0.95 * 12.5 * 10


ARRIVALS = st.lists(
    st.tuples(st.floats(0, 12), st.integers(0, 5), st.floats(0.01, 1.5)), min_size=1, max_size=400
)


@settings(max_examples=50)
@given(ARRIVALS, st.sampled_from([("live", 1.0), ("live", 0.5), ("test", 1.0), ("test", 0.3)]))
def test_whatever_is_asked_no_second_sees_more_than_the_limit(
    asked: list[tuple[float, int, float]], kind: tuple[str, float]
) -> None:
    """Each request: when it is wanted, of which endpoint, how long it is under way. What arrives
    may have been held up on the way by up to 20 ms."""

    async def work() -> Sent:
        limiter, sent = made(*kind), []
        jitter = random.Random(len(asked))

        async def one(at: float, endpoint: str, takes: float) -> None:
            await asyncio.sleep(at)
            async with limiter.turn(endpoint):
                sent.append((virtual.now() + jitter.uniform(0, 0.02), endpoint))
                await asyncio.sleep(takes)

        await asyncio.gather(*(one(at, f"/v1/{n}", takes) for at, n, takes in asked))
        return sent

    sent = virtual.run(work())
    assert len(sent) == len(asked)
    limit = 100 if kind[0] == "live" else 25
    assert most_in_a_second([t for t, _ in sent]) <= limit
    for name in {e for _, e in sent}:
        assert most_in_a_second([t for t, e in sent if e == name]) <= 25


@settings(max_examples=30)
@given(st.lists(st.tuples(st.floats(0.05, 3), st.floats(0.001, 0.18)), max_size=12))
def test_stalls_cost_hardly_anything(stalls: list[tuple[float, float]]) -> None:
    """A process that is busy lets turns pass: they are caught up, within the limit."""

    async def work() -> Sent:
        limiter = made()
        selector = asyncio.get_running_loop().clock  # type: ignore[attr-defined]  # VirtualLoop

        async def busy() -> None:
            for pause, stall in stalls:
                await asyncio.sleep(pause)
                selector.now += stall  # the loop did nothing else meanwhile

        names = [f"/v1/{n}" for n in range(5)]
        asking = load(limiter, names, seconds=10)
        sent, _ = await asyncio.gather(asking, busy())
        return sent

    times = sorted(t for t, _ in virtual.run(work()))
    assert most_in_a_second(times) <= 100
    assert len(times) >= 0.95 * 100 * (10 - 1)

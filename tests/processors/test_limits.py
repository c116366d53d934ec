"""The limiter's laws, in virtual time: never more than the limit in any second, hardly less, slower
where Stripe says so and only there, and fast again soon."""

import asyncio
import bisect
from collections.abc import Callable

import pytest

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
    return limits_for(mode, share=share, rate=rate, timer=virtual.now, sleep=asyncio.sleep)


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
    assert 0.95 * allowed <= len(late) / 29 <= allowed
    assert most_in_a_second([t for t, _ in sent]) <= (100 if mode == "live" else 25)
    for name in names:
        one_waited_for_the_account = 1
        most = most_in_a_second([t for t, e in sent if e == name])
        assert most <= 25 + one_waited_for_the_account


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
    async def work() -> int:
        gate = limits.Gate(1)
        await gate.enter(virtual.now)
        quitter = asyncio.create_task(gate.enter(virtual.now))
        next_one = asyncio.create_task(gate.enter(virtual.now))
        await asyncio.sleep(0)
        quitter.cancel()
        gate.leave(virtual.now())
        await next_one
        return 1

    assert virtual.run(work()) == 1

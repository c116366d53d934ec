"""Whoever asks too fast is told to wait, and is in nobody else's way."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.api.conftest import browser
from tests.api.signing import V1
from tillwatch.faces.api.guard import pace
from tillwatch.faces.api.guard.pace import Pace
from tillwatch.intake.house import House
from tillwatch.kernel import errors
from tillwatch.kernel.clock import SetClock
from tillwatch.people import tokens

RATE, BURST = 2.0, 3.0


@pytest.fixture
async def hurried(house: House) -> AsyncIterator[httpx.AsyncClient]:
    object.__setattr__(house.settings, "api_rate", RATE)
    object.__setattr__(house.settings, "api_burst", BURST)
    async with browser(house) as client:
        yield client


async def asked(client: httpx.AsyncClient, token: str, times: int) -> list[int]:
    shown = {"Authorization": f"Bearer {token}"}
    return [(await client.get(f"{V1}/session", headers=shown)).status_code for _ in range(times)]


async def test_each_token_has_a_pace_of_its_own(
    hurried: httpx.AsyncClient, house: House, clock: SetClock
) -> None:
    ann, ben = [await tokens.create(house.store, clock, name, "reader") for name in ("a", "b")]
    assert await asked(hurried, ann, 5) == [200, 200, 200, 429, 429]
    assert await asked(hurried, ben, 3) == [200, 200, 200]
    clock.advance(1)
    assert await asked(hurried, ann, 3) == [200, 200, 429]


async def test_the_answer_says_how_long_to_wait(hurried: httpx.AsyncClient) -> None:
    """And those who are not signed in are counted by their address."""
    answers = [await hurried.get("/healthz") for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert answers[-1].headers["retry-after"] == "1"
    assert answers[-1].json()["code"] == "throttled"


async def test_commands_on_this_machine_are_not_counted(
    hurried: httpx.AsyncClient, house: House, clock: SetClock
) -> None:
    local = await tokens.create(house.store, clock, "this machine", "owner", tokens.LOCAL)
    assert set(await asked(hurried, local, 10)) == {200}


def test_a_clock_that_goes_back_gives_nothing_and_takes_nothing() -> None:
    clock = SetClock(1000.0)
    bucket = Pace(clock, RATE, 1)
    bucket.take("a")
    clock.advance(-1000)
    with pytest.raises(errors.Throttled):
        bucket.take("a")
    clock.advance(0.5)
    bucket.take("a")


def test_what_is_kept_of_callers_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "CALLERS_MAX", 2)
    bucket = Pace(SetClock(0.0), RATE, 1)
    for name in ("a", "b", "a", "c"):  # `a` asked later than `b`, which is forgotten
        try:
            bucket.take(name)
        except errors.Throttled:
            assert name == "a"
    bucket.take("b")

"""The live stream over real HTTP: what is new arrives, and a lost line goes on where it was."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from tests.api import filling
from tests.api.conftest import Server
from tillwatch.intake.house import House
from tillwatch.kernel.clock import SetClock
from tillwatch.people import tokens
from tillwatch.rows import Customer, Payment

COUNT = iter(range(1000))


@contextmanager
def listening(
    server: Server, token: str | None = None, **headers: str
) -> Iterator[Iterator[dict[str, str]]]:
    headers = {"Authorization": f"Bearer {token or server.token}", **headers}
    with (
        httpx.Client(timeout=60) as client,
        client.stream("GET", f"{server.url}/api/v1/stream", headers=headers) as answer,
    ):
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield messages(answer.iter_lines())


def messages(lines: Iterator[str]) -> Iterator[dict[str, str]]:
    message: dict[str, str] = {}
    for line in lines:
        if line:
            name, _, value = line.partition(": ")
            message[name] = value
        elif message:
            yield message
            message = {}


def told(stream: Iterator[dict[str, str]]) -> tuple[str, dict[str, Any]]:
    message = next(stream)
    assert message["event"] == "changes"
    return message["id"], json.loads(message["data"])


def sell(server: Server, payments: int) -> None:
    async def deed(house: House) -> None:
        rows = [filling.made(Payment, f"pi_{next(COUNT)}", currency="usd") for _ in range(payments)]
        await filling.rows(house, "con_s", *rows, filling.made(Customer, f"cus_{next(COUNT)}"))

    server.do(deed)


def test_news_arrive_and_a_lost_line_resumes(server: Server) -> None:
    with listening(server) as stream:
        assert next(stream) == {"retry": "1000"}
        sell(server, 2)
        place, first = told(stream)
    assert first == {
        "seq": int(place),
        "kinds": {"customer": 1, "payment": 2},
        "connection_ids": ["con_s"],
    }
    sell(server, 1)
    sell(server, 3)
    with listening(server, **{"Last-Event-ID": place}) as stream:
        next(stream)
        again, missed = told(stream)
        assert missed["kinds"] == {"customer": 2, "payment": 4}
        assert int(again) == int(place) + 6
        sell(server, 1)
        assert told(stream)[1]["kinds"] == {"customer": 1, "payment": 1}


def test_it_rings_for_alerts_and_says_nothing_of_them(server: Server) -> None:
    async def ring(house: House) -> None:
        house.bell.ring("alerts")

    with listening(server) as stream:
        next(stream)
        server.do(ring)
        assert next(stream) == {"event": "alerts", "data": "{}"}


@pytest.mark.parametrize("place", ["99999999999", "nonsense", "-1"])
def test_a_place_we_never_gave_starts_now(server: Server, place: str) -> None:
    sell(server, 1)
    with listening(server, **{"Last-Event-ID": place}) as stream:
        next(stream)
        sell(server, 5)
        assert told(stream)[1]["kinds"]["payment"] == 5


def test_it_ends_with_the_access(server: Server) -> None:
    tokens_made: list[str] = []

    async def let_in(house: House) -> None:
        tokens_made.append(await tokens.create(house.store, house.clock, "guest", "reader"))

    async def take_away(house: House) -> None:
        guest = await tokens.who(house.store, house.clock, tokens_made[0])
        assert guest is not None
        await tokens.revoke(house.store, house.clock, guest.id, who="tests")
        assert isinstance(house.clock, SetClock)
        house.clock.advance(15)
        house.bell.ring("changes")

    server.do(let_in)
    with listening(server, tokens_made[0]) as stream:
        next(stream)
        server.do(take_away)
        assert list(stream) == []

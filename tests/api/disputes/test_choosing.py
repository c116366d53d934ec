"""What the business says once: how cases are judged, tried before it is kept."""

import httpx
import pytest

from tests.api.disputes import queued
from tests.api.signing import V1
from tillwatch.faces.cases import sources
from tillwatch.features.disputes.judging.following import Follower
from tillwatch.intake.house import House

CHOICES = V1 + "/dispute-choices"


@pytest.fixture
async def judged(house: House) -> Follower:
    """Every case is judged once."""
    await queued.fill(house)
    follower = Follower(house.store, house.clock)
    await follower.look(lambda: sources(house))
    return follower


async def test_choices_are_tried_kept_and_judged_by(
    client: httpx.AsyncClient, house: House, judged: Follower
) -> None:
    came = (await client.get(CHOICES)).json()
    assert (came["labour"], came["minimum_ppm"], came["smart"]) == (None, 0, True)
    strict = {"labour": {"amount": 100, "currency": "usd"}, "minimum_ppm": 1_000_000}
    tried = (await client.post(CHOICES + "/try", json={"choices": strict})).json()
    before, after = tried["open"]["before"], tried["open"]["after"]
    assert before["cases"] == after["cases"] == 3
    assert before["verdicts"]["fight_smart"] + before["verdicts"]["fight"] == 3
    assert after["verdicts"]["accept"] == 3
    (move,) = tried["open"]["moves"]
    assert (move["after"], move["cases"]) == ("accept", 3)
    assert [one["currency"] for one in move["worth"]] == ["eur", "usd"]
    assert all(one["amount"] < 0 for one in move["worth"]), "who fights nothing gets nothing"
    assert tried["closed"]["before"]["cases"] == 2
    assert (await client.get(CHOICES)).json() == came, "a try keeps nothing"

    same = (await client.post(CHOICES + "/try", json={"choices": {}})).json()
    assert same["open"]["moves"] == same["closed"]["moves"] == []

    kept = (await client.put(CHOICES, json=strict)).json()
    assert kept["labour"] == {"amount": 100, "currency": "usd"}
    assert await judged.look(lambda: sources(house)) > 0, "judged again by itself"
    rows = (await client.get(V1 + "/disputes/queue", params={"currency": "usd"})).json()["data"]
    assert {one["verdict"] for one in rows if one["waiting"]} == {"accept"}
    assert await judged.look(lambda: sources(house)) == 0, "once"


@pytest.mark.parametrize(
    "wrong",
    [
        {"minimum_ppm": 1_000_001},
        {"labour": {"amount": -1, "currency": "usd"}},
        {"labour": {"amount": 1, "currency": "dollars"}},
        {"unknown": 1},
    ],
)
async def test_choices_that_cannot_be_are_refused(
    client: httpx.AsyncClient, wrong: dict[str, object]
) -> None:
    assert (await client.put(CHOICES, json=wrong)).status_code == 422

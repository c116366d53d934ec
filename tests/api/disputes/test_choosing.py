"""What the business says once: how cases are judged, tried before it is kept."""

import io

import httpx
import pytest
from PIL import Image

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
    assert tried["closed"]["before"]["cases"] == 1, "of one a chance is known"
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


async def test_policies_say_what_is_missing_and_where_it_matters(
    client: httpx.AsyncClient, house: House, judged: Follower
) -> None:
    where = V1 + "/dispute-policies"
    page = (await client.get(where)).json()
    assert (page["got"], page["of"]) == (0, 4)
    refund = next(one for one in page["data"] if one["name"] == "refund_policy")
    assert (refund["is_file"], refund["there"]) == (True, False)
    assert {"reason": "credit_not_processed", "strength": "decisive"} in refund["reasons"]

    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(picture, "PNG")
    file = {"name": "terms.png"}
    put = await client.put(where + "/refund_policy", content=picture.getvalue(), params=file)
    assert put.status_code == 200, put.text
    shown = await client.get(where + "/refund_policy/file")
    assert shown.headers["content-type"] == "image/png"
    of_one = {"connection_id": "con_1"}
    said = b"Shown beside the button"
    await client.put(where + "/refund_policy_disclosure", content=b"For all")
    await client.put(where + "/refund_policy_disclosure", content=said, params=of_one)
    for params, value, own in (({}, "For all", False), (of_one, "Shown beside the button", True)):
        page = (await client.get(where, params=params)).json()
        told = next(one for one in page["data"] if one["name"] == "refund_policy_disclosure")
        assert (told["value"], told["own"], page["got"]) == (value, own, 2)
    assert await judged.look(lambda: sources(house)) > 0, "open cases are judged anew"

    assert (await client.put(where + "/refund_policy", content=b"x")).status_code == 422
    wrong = await client.put(where + "/refund_policy", content=b"<html>", params=file)
    assert wrong.status_code == 422
    assert (await client.put(where + "/refund_policy_disclosure", content=b"")).status_code == 422
    assert (await client.put(where + "/weather", content=b"x")).status_code == 404
    other = {"connection_id": "con_9"}
    assert (await client.get(where, params=other)).status_code == 404
    assert (await client.delete(where + "/refund_policy")).status_code == 204
    assert (await client.get(where + "/refund_policy/file")).status_code == 404


async def test_what_is_sold_decides_what_a_case_asks_for(
    client: httpx.AsyncClient, house: House, judged: Follower
) -> None:
    where = V1 + "/dispute-products"
    tea = {"name": "Tea", "words": ["tea", "tea"], "product": "physical"}
    made = (await client.post(where, json=tea)).json()
    assert (made["words"], made["connection_id"]) == (["tea"], None)
    mine = {"name": "Lessons", "product": "service", "connection_id": "con_2"}
    await client.post(where, json=mine)
    assert len((await client.get(where)).json()["data"]) == 2
    found = (await client.get(where, params={"connection_id": "con_1"})).json()["data"]
    assert [one["name"] for one in found] == ["Tea"]
    at = f"{where}/{made['id']}"
    changed = (await client.put(at, json={**tea, "product": "digital"})).json()
    assert changed["product"] == "digital"
    assert (await client.delete(at)).status_code == 204
    assert (await client.delete(at)).status_code == 404
    assert (await client.post(where, json={**tea, "product": "cheese"})).status_code == 422


async def test_templates_of_the_business_count_before_ours(
    client: httpx.AsyncClient, judged: Follower
) -> None:
    where = V1 + "/dispute-templates"
    page = (await client.get(where)).json()
    ours = next(one for one in page["data"] if one["name"] == "visa 13.1")
    assert (ours["own"], ours["text"]) == (False, ours["ours"])
    text = "title: It came\n- It was {product_description}.\n- Paid {amount}.\n"
    case = {"connection_id": "con_1", "id": "du_soon"}
    tried = await client.post(where + "/try", json={"text": text, **case})
    assert tried.status_code == 200, tried.text
    assert [one["missing"] for one in tried.json()["left_out"]] == [["product_description"]]
    wrong = await client.post(where + "/try", json={"text": "title: x\nfree", **case})
    assert "Line 2" in wrong.json()["detail"]
    put = (await client.put(where + "/visa 13.1", json={"text": text})).json()
    assert (put["own"], put["title"], put["statements"]) == (True, "It came", 2)
    assert (await client.put(where + "/visa 13.1", json={"text": "- x"})).status_code == 422
    assert (await client.put(where + "/weather", json={"text": text})).status_code == 404
    assert (await client.delete(where + "/visa 13.1")).status_code == 204
    again = (await client.get(where)).json()["data"]
    assert next(one for one in again if one["name"] == "visa 13.1") == ours

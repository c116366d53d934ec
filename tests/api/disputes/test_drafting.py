"""Drafts over the API, with a model that behaves well or badly: what leaves is shown first, what
comes back is checked, and nothing is taken that no person took."""

import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import httpx
import pytest

from tests.api.disputes.drafting import CASE, TRACKING, fill, set_up
from tests.api.signing import V1
from tests.doubles.model import KEY, Json, Model, Says, answering, repeats
from tillwatch.features.disputes.drafting import endpoint
from tillwatch.intake.house import House
from tillwatch.people import tokens
from tillwatch.settings import Drafting


@pytest.fixture
def model() -> Iterator[Model]:
    with answering(Model()) as double:
        yield double


@pytest.fixture
async def drafting(house: House, model: Model) -> AsyncIterator[httpx.AsyncClient]:
    async with set_up(house, model) as client:
        yield client


async def asked(client: httpx.AsyncClient, personal: bool = False) -> httpx.Response:
    query = {"personal": "true"} if personal else {}
    shown = (await client.get(f"{CASE}/draft/disclosure", params=query)).json()
    wanted = {"digest": shown["digest"], "personal": personal}
    return await client.post(f"{CASE}/draft", json=wanted)


async def test_what_leaves_is_shown_first_to_the_letter(
    drafting: httpx.AsyncClient, model: Model
) -> None:
    shown = (await drafting.get(f"{CASE}/draft/disclosure")).json()
    assert (shown["on"], shown["why_not"], shown["model"]) == (True, None, "small")
    assert shown["host"] == model.url.removeprefix("http://").removesuffix("/v1")
    assert model.asked == []
    leaves = (await drafting.get(V1 + "/connections/con_1/privacy")).json()["leaves"]
    assert [one for one in leaves if shown["host"] in one]
    hidden = {one["name"] for one in shown["facts"] if not one["sent"]}
    assert "shipping_tracking_number" in hidden
    refused = await drafting.post(f"{CASE}/draft", json={"digest": "0" * 64})
    assert refused.status_code == 409
    wrong = await drafting.post(f"{CASE}/draft", json={"digest": shown["digest"], "personal": True})
    assert wrong.status_code == 409, "the digest is of what was looked at"
    assert model.asked == []
    assert (await asked(drafting)).status_code == 200
    assert TRACKING not in str(model.asked)
    assert "Maya" not in str(model.asked)
    assert (await asked(drafting, personal=True)).status_code == 200
    assert TRACKING in str(model.asked[-1])
    assert model.paths == ["/v1/chat/completions"] * 2
    log = (await drafting.get(V1 + "/audit")).json()["data"]
    deeds = [one for one in log if one["what"] == "dispute.draft"]
    assert [one["after"]["personal"] > 0 for one in deeds] == [True, False]
    assert TRACKING not in str(log)


async def test_only_what_the_statements_say_can_be_taken(
    drafting: httpx.AsyncClient, model: Model
) -> None:
    def lies(statements: list[Json]) -> Json:
        said = repeats(statements[:-1])
        first = said["sentences"][0]
        first["text"] = first["text"].replace("The parcel left", "It left")
        said["sentences"][1]["text"] += " The buyer signed for it on 23 October 2026."
        said["sentences"].append({"ids": ["s99", "x"], "text": "As I was told above."})
        return said

    model.says = lies
    before = (await drafting.get(f"{CASE}/case")).json()["argument"]
    draft = (await asked(drafting)).json()
    assert draft["lost"] == [len(before["statements"])]
    good, lie, *_, last = draft["sentences"]
    assert good["why"] == []
    assert TRACKING in good["text"], "the fact stands where its name stood"
    assert [one["kind"] for one in good["parts"]][:2] == ["gone", "new"]
    assert len(lie["why"]) >= 2
    assert last["why"] == ["It names a statement that is not in the argument"]
    assert (await drafting.get(f"{CASE}/case")).json()["argument"] == before, "nothing is kept"

    def take(*some: Json) -> Json:
        return {
            "sentences": [{"statements": one["statements"], "text": one["text"]} for one in some]
        }

    refused = await drafting.post(f"{CASE}/draft/take", json=take(good, lie))
    assert refused.status_code == 422
    assert "may not stand" in refused.json()["detail"]
    after = (await drafting.post(f"{CASE}/draft/take", json=take(good))).json()["argument"]
    assert after["own"] is True
    assert after["statements"][0]["text"] == good["text"]
    assert [one["sources"] for one in after["statements"]] == [
        one["sources"] for one in before["statements"]
    ]


@pytest.mark.parametrize(
    ("status", "says", "sentence"),
    [
        (500, repeats, "has a failure of its own (500)"),
        (429, repeats, "asked too often"),
        (404, repeats, "no such model"),
        (400, repeats, "did not take the question"),
        (302, repeats, "another protocol"),
        (200, lambda _: "I cannot help with that.", "something else than sentences"),
        (200, lambda _: {"sentences": [{"text": 5}]}, "something else than sentences"),
        (200, lambda _: "", ""),
        (200, lambda _: {"sentences": []}, "no sentence"),
        (200, lambda _: {"sentences": [{"ids": ["s1"], "text": "x" * 70_000}]}, "far more than"),
    ],
)
async def test_a_model_that_does_not_answer_is_one_sentence(
    model: Model, status: int, says: Says, sentence: str
) -> None:
    model.status, model.says = status, says
    told = Drafting(url=model.url, model="small", key=KEY)
    with pytest.raises(endpoint.NoDraft) as refused:
        await endpoint.drafted(told, [])
    assert sentence in refused.value.message
    assert "As it is" not in refused.value.message


async def test_one_that_is_slow_gone_or_has_another_key_is_one_sentence(model: Model) -> None:
    told = Drafting(url=model.url, model="small", key="sk-other")
    with pytest.raises(endpoint.NoDraft, match="does not take our key"):
        await endpoint.drafted(told, [])
    with pytest.raises(endpoint.NoDraft, match="could not be reached, or"):
        await endpoint.drafted(replace(told, url="http://127.0.0.1:9/v1"), [])
    model.waits = threading.Event()
    with pytest.raises(endpoint.NoDraft, match="took more than"):
        await endpoint.drafted(replace(told, key=KEY), [], patience_s=0.05)


async def test_without_a_setting_there_is_nothing_and_it_says_so(
    client: httpx.AsyncClient, house: House
) -> None:
    await fill(house)
    shown = (await client.get(f"{CASE}/draft/disclosure")).json()
    assert (shown["on"], shown["digest"], shown["statements"]) == (False, None, [])
    assert "TILLWATCH_DRAFTING_URL" in shown["why_not"]
    refused = await client.post(f"{CASE}/draft", json={"digest": "0" * 64})
    assert refused.status_code == 503
    support = await tokens.create(house.store, house.clock, "support", "support")
    client.headers["Authorization"] = f"Bearer {support}"
    assert (await client.get(f"{CASE}/draft/disclosure")).status_code == 403

"""The queue: which cases, in which order, for whom; many changed at once."""

import csv
import io
from typing import Any

import httpx
import pytest

from tests.api.disputes import queued
from tests.api.signing import V1
from tillwatch.intake.house import House
from tillwatch.people import profiles, tokens
from tillwatch.store.tables import audit, person
from tillwatch.wiring.demo import staff

QUEUE = V1 + "/disputes/queue"


@pytest.fixture
async def filled(house: House) -> str:
    """With somebody who can look after cases, whose id it is."""
    await queued.fill(house)
    wishes = profiles.Wishes(name="Ada", email="ada@example.com", zone="UTC", currency="EUR")
    async with house.store.writing() as tx:
        columns = wishes.checked()
        return await profiles.add(tx, house.clock, columns, role="analyst", password="none")


async def ids(client: httpx.AsyncClient, **asked: Any) -> list[str]:
    answer = await client.get(QUEUE, params=asked)
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["data"]]


async def test_cases_stand_by_deadline_and_say_how_far_they_are(
    client: httpx.AsyncClient, filled: str
) -> None:
    body = (await client.get(QUEUE)).json()
    soon, week, later, none = body["data"]
    assert [one["id"] for one in body["data"]] == ["du_soon", "du_week", "du_later", "du_none"]
    assert soon["person"]["name"] == "Maya Patel"
    assert soon["amount"] == {"amount": 9_000, "currency": "usd"}
    assert (soon["stage"], soon["waiting"]) == ("Waits for your answer", True)
    assert soon["due_by"] == "2026-11-03T00:00:00Z"
    assert soon["answer_by"] == "2026-11-02T00:00:00Z"
    assert (soon["verdict"], soon["got"], soon["of"]) == ("fight", 20, 24)
    assert soon["gain"] == {"amount": 1_234, "currency": "usd"}
    assert (none["stage"], none["waiting"]) == ("The bank takes no answer", False)
    assert (none["verdict"], none["gain"], week["owner"]) == (None, None, None)
    assert later["livemode"] is True
    counts = body["counts"]
    assert counts["at_stake"] == [
        {"amount": 5_000, "currency": "eur"},
        {"amount": 14_000, "currency": "usd"},
    ]
    assert (counts["waiting"], counts["due_this_week"], counts["late"]) == (3, 2, 1)
    assert (counts["unassigned"], counts["mine"]) == (3, 0)
    assert counts["tabs"] == {"waiting": 4, "bank": 1, "open": 5, "closed": 2, "all": 7}
    assert body["found"]["count"] == 4


async def test_pages_neither_repeat_nor_leave_out(client: httpx.AsyncClient, filled: str) -> None:
    found, cursor = [], None
    while True:
        asked = {"tab": "all", "limit": 2} | ({"cursor": cursor} if cursor else {})
        body = (await client.get(QUEUE, params=asked)).json()
        found += [one["id"] for one in body["data"]]
        cursor = body["next_cursor"]
        if cursor is None:
            break
    first = ["du_soon", "du_week", "du_later", "du_none"]
    assert found == [*first, "du_bank", "du_left", "du_won"]
    assert (await client.get(QUEUE, params={"cursor": "abc"})).status_code == 422


async def test_the_largest_and_the_newest_stand_first_over_all_pages(
    client: httpx.AsyncClient, filled: str
) -> None:
    async def paged(sort: str) -> list[Any]:
        found, cursor = [], None
        while True:
            asked = {"tab": "all", "limit": 2, "sort": sort} | (
                {"cursor": cursor} if cursor else {}
            )
            body = (await client.get(QUEUE, params=asked)).json()
            found += body["data"]
            if (cursor := body["next_cursor"]) is None:
                return found

    amounts = [
        (one["amount"]["currency"], one["amount"]["amount"]) for one in await paged("amount")
    ]
    assert amounts == [("usd", 9_000), *[("usd", 5_000)] * 5, ("eur", 5_000)]
    opened = [one["created"] for one in await paged("opened")]
    assert opened == sorted(opened, reverse=True)
    assert len(opened) == 7


async def test_each_filter_narrows(client: httpx.AsyncClient, filled: str) -> None:
    closed = (await client.get(QUEUE, params={"tab": "closed"})).json()["data"]
    assert [(one["stage"], one["outcome"]) for one in closed] == [
        ("Did not fight", "not_contested"),
        ("Won", "won"),
    ]
    assert [one["verdict"] for one in closed] == [None, None], "nothing was suggested here"
    assert await ids(client, tab="bank") == ["du_bank"]
    assert await ids(client, verdict="accept") == ["du_week"]
    assert await ids(client, complete_min=50) == ["du_soon"]
    assert await ids(client, complete_max=10) == ["du_week"]
    assert await ids(client, due_within=72) == ["du_soon", "du_week"]
    assert await ids(client, amount_min=6_000) == ["du_soon"]
    assert await ids(client, currency="eur") == ["du_later"]
    assert await ids(client, reason="product_not_received") == ["du_week"]
    assert await ids(client, network="visa", amount_max=5_000) == ["du_week", "du_none"]
    assert await ids(client, connection_id="con_2") == ["du_later"]
    assert await ids(client, livemode="false") == []
    assert await ids(client, q="maya@example.com") == ["du_soon"]
    assert await ids(client, q="du_later") == ["du_later"]
    assert await ids(client, owner="me") == []
    assert len(await ids(client, owner="none")) == 4
    wrong = await client.get(QUEUE, params={"connection_id": "con_9"})
    assert wrong.status_code == 404


async def test_many_are_given_to_somebody_at_once_and_back(
    client: httpx.AsyncClient, house: House, filled: str
) -> None:
    people = (await client.get(V1 + "/disputes/people")).json()["data"]
    assert people == [{"id": filled, "name": "Ada"}]
    cases = [{"connection_id": "con_1", "id": id_} for id_ in ("du_soon", "du_week")]
    change = {"cases": cases, "owner_id": filled}
    done = (await client.post(QUEUE + "/change", json=change)).json()
    assert [one["id"] for one in done["changed"]] == ["du_soon", "du_week"]
    assert await ids(client, owner=filled) == ["du_soon", "du_week"]
    shown = (await client.get(QUEUE)).json()["data"][0]
    assert shown["owner"] == {"id": filled, "name": "Ada"}
    assert (await client.post(QUEUE + "/change", json=change)).json()["changed"] == []
    for undo in done["undo"]:
        assert (await client.post(QUEUE + "/change", json=undo)).status_code == 200
    assert await ids(client, owner=filled) == []
    async with house.store.reading() as tx:
        rows = [row.what for row in await tx.execute(audit.select())]
    assert rows.count("dispute.assign") == 4


async def test_the_demo_has_people_to_give_cases_to(
    client: httpx.AsyncClient, house: House
) -> None:
    await staff(house)
    people = (await client.get(V1 + "/disputes/people")).json()["data"]
    assert [one["name"] for one in people] == ["Ada Moreau", "Ben Osei", "Mira Lindqvist"]


async def test_a_decision_is_for_what_waits_and_nothing_is_half_done(
    client: httpx.AsyncClient, house: House, filled: str
) -> None:
    cases = [{"connection_id": "con_1", "id": id_} for id_ in ("du_soon", "du_won")]
    done = (await client.post(QUEUE + "/change", json={"cases": cases, "decision": "leave"})).json()
    assert [one["id"] for one in done["changed"]] == ["du_soon"]
    assert [one["id"] for one in done["left"]] == ["du_won"]
    assert await ids(client, decision="leave") == ["du_soon"]
    missing = [*cases, {"connection_id": "con_1", "id": "du_9"}]
    wrong = await client.post(QUEUE + "/change", json={"cases": missing, "decision": "fight"})
    assert wrong.status_code == 404
    assert await ids(client, decision="fight") == []
    for body in (
        {"cases": cases},
        {"cases": cases, "owner_id": None, "decision": None},
        {"cases": cases, "owner_id": "per_9"},
        {"cases": []},
    ):
        assert (await client.post(QUEUE + "/change", json=body)).status_code == 422
    async with house.store.writing() as tx:
        await tx.execute(person.update().values(connections=["con_2"]))
    wrong = await client.post(QUEUE + "/change", json={"cases": cases, "owner_id": filled})
    assert "may not see" in wrong.json()["detail"]


async def test_a_sheet_hides_who_it_must_and_people_of_few_accounts_see_those(
    client: httpx.AsyncClient, house: House, filled: str
) -> None:
    whole = (await client.get(QUEUE + ".csv", params={"tab": "all"})).text
    rows = list(csv.DictReader(io.StringIO(whole)))
    assert [row["Dispute"] for row in rows][:2] == ["du_soon", "du_week"]
    assert (rows[0]["Customer name"], rows[0]["Amount"]) == ("Maya Patel", "90.00")
    assert (rows[0]["Expected gain"], rows[0]["Mode"]) == ("12.34", "live")
    support = await tokens.create(house.store, house.clock, "support", "support")
    client.headers["Authorization"] = f"Bearer {support}"
    assert "Maya" not in (await client.get(QUEUE + ".csv")).text
    assert "Maya" not in (await client.get(QUEUE)).text
    assert (await client.get(QUEUE, params={"q": "Maya"})).json()["note"]

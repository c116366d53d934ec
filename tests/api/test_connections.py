"""Connections over the API: joined, changed, paused, left; import, compare, recalculate, health.

A signing secret alone makes no call, so these need no processor.
"""

import asyncio
from typing import Any

import httpx
import pytest

from tests.api import filling
from tillwatch.intake import merge, rebuild
from tillwatch.intake.house import House
from tillwatch.rows import Payment
from tillwatch.store.tables import event_kind, objects, pace, set_aside

CONNECTIONS = "/api/v1/connections"
SECRET = "whsec_abcdefghijklmnopqrstuvwxyz"
PATIENCE_S, LOOK_S = 60, 0.01


async def joined(client: httpx.AsyncClient, **told: str) -> dict[str, Any]:
    asked = {"processor": "stripe", "name": "Shop", "secret": SECRET} | told
    answer = await client.post(CONNECTIONS, json=asked)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def finished(client: httpx.AsyncClient, run: httpx.Response) -> dict[str, Any]:
    assert run.status_code == 202, run.text
    async with asyncio.timeout(PATIENCE_S):
        while True:
            now: dict[str, Any] = (await client.get(f"/api/v1/runs/{run.json()['id']}")).json()
            if now["state"] != "running":
                return now
            await asyncio.sleep(LOOK_S)


async def test_a_secret_alone(house: House, client: httpx.AsyncClient) -> None:
    made = await joined(client)
    assert made["id"].startswith("con_")
    assert (made["mode"], made["account_id"], made["key"]) == (None, None, None)
    assert made["has_webhook_secret"] is True
    assert made["webhook_url"] == f"http://127.0.0.1:8787/api/webhooks/stripe/{made['id']}"
    assert made["import"]["state"] == "none"
    assert {permission["granted"] for permission in made["permissions"]} == {None}
    assert SECRET not in str(made)
    assert (await client.get(CONNECTIONS)).json() == {"data": [made], "next_cursor": None}
    assert (await client.get(f"{CONNECTIONS}/{made['id']}")).json() == made


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"secret": "rk_test_123"}, 422),
        ({"key": "pk_live_123"}, 422),
        ({"key": "whsec_123"}, 422),
        ({"processor": "paypal"}, 404),
        ({"mode": "sandbox"}, 422),
        ({"name": " "}, 422),
    ],
)
async def test_what_cannot_be_connected(
    house: House, client: httpx.AsyncClient, told: dict[str, str], status: int
) -> None:
    asked = {"processor": "stripe", "name": "Shop", "secret": SECRET} | told
    answer = await client.post(CONNECTIONS, json=asked)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert (await client.get(CONNECTIONS)).json()["data"] == []


async def test_the_same_twice(house: House, client: httpx.AsyncClient) -> None:
    made = await joined(client)
    again = await client.post(CONNECTIONS, json={"name": "Again", "secret": SECRET})
    assert (again.status_code, again.json()["code"]) == (409, "conflict")
    assert made["name"] in again.json()["detail"]


async def test_renaming_pausing_leaving(house: House, client: httpx.AsyncClient) -> None:
    at = f"{CONNECTIONS}/{(await joined(client))['id']}"
    assert (await client.patch(at, json={"name": "Store"})).json()["name"] == "Store"
    assert (await client.post(at + "/pause")).json()["state"] == "paused"
    assert (await client.post(at + "/resume")).json()["state"] == "connected"
    assert (await client.delete(at)).status_code == 422, "say what becomes of the data"
    assert (await client.delete(at + "?data=keep")).status_code == 204
    assert (await client.get(at)).status_code == 404
    deeds = [entry["what"] for entry in (await client.get("/api/v1/audit")).json()["data"]]
    assert deeds[:4] == [
        "connection.disconnect",
        "connection.resume",
        "connection.pause",
        "connection.change",
    ]


async def test_leaving_with_the_data(house: House, client: httpx.AsyncClient) -> None:
    made = await joined(client)
    await filling.rows(house, made["id"], filling.made(Payment, "pi_1", currency="usd"))
    assert len((await client.get("/api/v1/payments")).json()["data"]) == 1
    await client.delete(f"{CONNECTIONS}/{made['id']}?data=delete")
    assert (await client.get("/api/v1/payments")).json()["data"] == []


async def test_without_a_key_there_is_no_history(house: House, client: httpx.AsyncClient) -> None:
    at = f"{CONNECTIONS}/{(await joined(client))['id']}"
    answer = await client.post(at + "/import", json={"action": "start"})
    assert answer.status_code == 422
    assert "no key" in answer.json()["detail"]
    assert (await client.get(at + "/import")).json()["state"] == "none"
    run = await finished(client, await client.post(at + "/verify"))
    assert run["state"] == "failed"
    assert run["problem"]["code"] == "bad_input"
    missed = await client.post(at + "/missed")
    assert (missed.status_code, missed.json()["code"]) == (422, "bad_input")


async def test_recalculating(house: House, client: httpx.AsyncClient) -> None:
    run = await finished(client, await client.post("/api/v1/rebuild"))
    assert (run["state"], run["result"]) == ("done", {"objects": 0})


async def test_an_account_says_that_it_is_recalculated(
    house: House, client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    """Only where there is something to make rows of: a new installation waits for nothing."""
    made = await joined(client)
    assert not made["recalculating"]
    async with house.store.writing() as tx:
        gone = {"connection_id": made["id"], "kind": "customer", "id": "cus_1", "as_of": 5}
        state = merge.dump(merge.State({}, gone=5))
        await tx.execute(objects.insert().values(**gone, deleted=True, state=state))
    assert (await client.get(CONNECTIONS)).json()["data"][0]["recalculating"]
    await rebuild.rebuild_if_new(house)
    assert [record.getMessage() for record in caplog.records] == [
        "Recalculating after an update: until it is done, screens have no figures",
        "Recalculated: 1 objects",
    ]
    assert not (await client.get(CONNECTIONS)).json()["data"][0]["recalculating"]
    await rebuild.rebuild_if_new(house)
    assert len(caplog.records) == 2


async def test_health(house: House, client: httpx.AsyncClient) -> None:
    made = await joined(client)
    await filling.event(house, made["id"], "evt_1", "charge.succeeded", {"object": "charge"})
    one = (await client.get(f"{CONNECTIONS}/{made['id']}/health")).json()
    assert one["behind"] == {"events": 1}
    assert (await client.get("/api/v1/health")).json()["data"] == [one]


async def test_when_it_was_heard_of(house: House, client: httpx.AsyncClient) -> None:
    """The last delivery or the last good look, whichever is later."""
    for name in ("con_silent", "con_asked", "con_brought"):
        await filling.account(house, name)
    async with house.store.writing() as tx:
        looked = {"connection_id": "con_asked", "work": "poll", "done_at": 100}
        await tx.execute(pace.insert().values(**looked))
        brought = {"connection_id": "con_brought", "type": "payout.paid", "last_webhook": 160}
        await tx.execute(event_kind.insert().values(**brought))
    found = (await client.get(CONNECTIONS)).json()["data"]
    assert {c["id"]: c["heard_at"] for c in found} == {
        "con_silent": None,
        "con_asked": "1970-01-01T00:01:40Z",
        "con_brought": "1970-01-01T00:02:40Z",
    }


async def test_what_was_set_aside(house: House, client: httpx.AsyncClient) -> None:
    made = await joined(client)
    async with house.store.writing() as tx:
        await tx.execute(
            set_aside.insert().values(
                id="aside_1", connection_id=made["id"], code="thin", reason="Because", at=0
            )
        )
    (kept,) = (await client.get(f"{CONNECTIONS}/{made['id']}/set-aside")).json()["data"]
    assert (kept["code"], kept["reason"], kept["at"]) == ("thin", "Because", "1970-01-01T00:00:00Z")


async def test_a_connection_says_when_it_was_sent_events_of_the_other_mode(
    house: House, client: httpx.AsyncClient
) -> None:
    made = await joined(client)
    assert made["other_mode_at"] is None
    at = f"{CONNECTIONS}/{made['id']}"
    kept = [("a", "thin", 60), ("b", "other_mode", 0), ("c", "other_mode", 30)]
    async with house.store.writing() as tx:
        for id_, code, moment in kept:
            row = {"connection_id": made["id"], "code": code, "reason": "Because", "at": moment}
            await tx.execute(set_aside.insert().values(id=id_, **row))
    assert (await client.get(at)).json()["other_mode_at"] == "1970-01-01T00:00:30Z"


async def test_trying_again(house: House, client: httpx.AsyncClient) -> None:
    """An event that was set aside, and by now can be read, makes its payment."""
    made = await joined(client)
    about = {"id": "ch_1", "object": "charge", "amount": 5, "currency": "usd", "created": 1}
    await filling.event(house, made["id"], "evt_1", "charge.succeeded", about)
    async with house.store.writing() as tx:
        row = {"connection_id": made["id"], "code": "unreadable", "reason": "Because", "at": 0}
        await tx.execute(set_aside.insert().values(id="aside_1", inbox_seq=1, **row))
    again = await client.post("/api/v1/set-aside/aside_1/retry")
    assert (again.status_code, again.json()) == (200, {"taken": True})
    assert [row["id"] for row in (await client.get("/api/v1/payments")).json()["data"]] == ["ch_1"]
    assert (await client.post("/api/v1/set-aside/aside_1/retry")).status_code == 404


async def test_pages_of_connections(house: House, client: httpx.AsyncClient) -> None:
    for n in range(3):
        await filling.account(house, f"con_{n}", created=n)
    first = (await client.get(CONNECTIONS + "?limit=2")).json()
    rest = (await client.get(f"{CONNECTIONS}?limit=2&cursor={first['next_cursor']}")).json()
    assert [c["id"] for c in first["data"] + rest["data"]] == ["con_2", "con_1", "con_0"]
    assert rest["next_cursor"] is None

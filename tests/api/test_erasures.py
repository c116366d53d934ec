"""Erasing through the API: who may, what is asked back, what is told, what is noted."""

import asyncio
from typing import Any

import httpx

from tests.api import filling
from tests.doubles import desk as double
from tillwatch.intake.apply import Apply
from tillwatch.intake.house import House
from tillwatch.people import tokens

ADA = {"id": "cus_ada", "object": "customer", "created": 5, "email": "ada@example.com"}
PATH = "/api/v1/customers/con_1/cus_ada"


async def _told(house: House) -> None:
    await filling.account(house, "con_1")
    stripe = house.processors.get("stripe")
    (reading,) = stripe.event_readings(double.event("customer.created", ADA | {"name": "Ada L."}))
    await Apply(house).readings("con_1", stripe, [reading], live=True)


async def _ended(client: httpx.AsyncClient, run: dict[str, Any]) -> dict[str, Any]:
    while run["state"] == "running":
        await asyncio.sleep(0)
        run = (await client.get(f"/api/v1/runs/{run['id']}")).json()
    return run


async def test_a_customer_is_erased_and_said_to_be(client: httpx.AsyncClient, house: House) -> None:
    await _told(house)
    before = (await client.get(f"{PATH}/erase")).json()
    assert before["erasure"] is None
    assert "Stripe keeps its own copy" in before["not_reached"][0]
    assert (await client.get(PATH)).json()["erased_at"] is None
    wrong = await client.post(f"{PATH}/erase", json={"confirm": "cus_adb"})
    assert (wrong.status_code, wrong.json()["fields"]) == (422, {"confirm": "not the id"})
    begun = await client.post(f"{PATH}/erase", json={"confirm": "cus_ada"})
    assert begun.status_code == 202
    run = await _ended(client, begun.json())
    assert run["state"] == "done", run
    assert (run["result"]["objects"], run["result"]["rows"]) == (1, 1)
    assert run["result"]["not_reached"] == before["not_reached"]
    story = (await client.get(f"{PATH}/story")).json()
    assert (story["customer"]["name"], story["customer"]["email"]) == (None, None)
    assert story["customer"]["erased_at"] == "2026-11-02T12:00:00Z"
    (one,) = (await client.get("/api/v1/erasures")).json()["data"]
    assert (one["kind"], one["subject"], one["done"]) == ("customer", "cus_ada", True)
    audit = (await client.get("/api/v1/audit")).json()["data"]
    assert [e["about"] for e in audit if e["what"] == "customer.erase"] == ["cus_ada"]


async def test_a_guest_is_erased_and_the_address_is_nowhere(
    client: httpx.AsyncClient, house: House
) -> None:
    await _told(house)
    asked = {"connection_id": "con_1", "email": "Ada@example.com"}
    run = await _ended(client, (await client.post("/api/v1/erasures", json=asked)).json())
    assert (run["state"], run["result"]["objects"]) == ("done", 1)
    for path in ("erasures", "audit", "runs", "customers", "changes"):
        assert "ada@" not in (await client.get(f"/api/v1/{path}")).text.lower()


async def test_what_is_unknown_is_not_erased_and_who_may_not_cannot(
    client: httpx.AsyncClient, house: House
) -> None:
    await _told(house)
    nobody = PATH.replace("ada", "nobody")
    answer = await client.post(f"{nobody}/erase", json={"confirm": "cus_nobody"})
    assert answer.status_code == 404
    bad = await client.post("/api/v1/erasures", json={"connection_id": "con_1", "email": "x@y z"})
    assert bad.status_code == 422
    reader = await tokens.create(house.store, house.clock, "reader", "reader")
    client.headers["Authorization"] = f"Bearer {reader}"
    for refused in (
        await client.post(f"{PATH}/erase", json={"confirm": "cus_ada"}),
        await client.get(f"{PATH}/erase"),
        await client.get("/api/v1/erasures"),
    ):
        assert refused.status_code == 403
        assert "personal.erase" in refused.text

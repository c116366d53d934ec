"""What people do about prevention is in the log of deeds."""

from typing import Any

import httpx

from tests.api.doing import Doer
from tests.disputes.prevent import corner
from tillwatch.features.disputes.prevent import signing
from tillwatch.features.disputes.prevent.acting import kept as acting
from tillwatch.intake.house import House

REFUND = {
    "when": {"on": ["warning"], "currency": "usd", "amount_to": 5_000},
    "then": [{"do": "refund"}],
    "budget": [{"currency": "usd", "amount": 10_000}],
}


async def _opened(house: House) -> None:
    ada: dict[str, Any] = {"email": "ada@example.com", "customer": "cus_ada"}
    await corner.opened(
        house,
        *corner.sale("a", 3, **ada),
        corner.warning("a", 1),
        *corner.sale("b", 100),
        corner.dispute("b", 80),
        *corner.sale("c", 3, 4_990),
    )


async def test_rules_and_warnings(house: House, client: httpx.AsyncClient) -> None:
    do = Doer(client, house.store)
    await _opened(house)
    asked = {"name": "Small ones", "definition": REFUND}
    id_ = (await do.did("POST", "/prevention/rules", asked))["id"]
    early = await client.post(f"/api/v1/prevention/rules/{id_}/on")
    assert early.status_code == 409, "not before it was tried on the past"
    await do.did("POST", "/prevention/rules/{id}/try", {"days": 90}, id=id_)
    assert (await do.did("POST", "/prevention/rules/{id}/on", id=id_))["enabled"]
    cap = [{"currency": "usd", "amount": 99}]
    other = {**asked, "definition": {**REFUND, "budget": cap}}
    changed = await do.did("PUT", "/prevention/rules/{id}", other, id=id_)
    assert (changed["enabled"], changed["needs_try"]) == (False, True)
    await do.did("POST", "/prevention/rules/{id}/off", id=id_)
    await do.did("DELETE", "/prevention/rules/{id}", id=id_)
    back = await do.did("POST", "/prevention/rules/{id}/restore", id=id_)
    assert (back["name"], back["enabled"], back["livemode"]) == ("Small ones", False, True)
    moved = await client.put(f"/api/v1/prevention/rules/{id_}", json={**asked, "livemode": False})
    assert moved.status_code == 422
    hook = {"name": "Warehouse", "url": "https://localhost/hold"}
    made = await do.did("POST", "/prevention/hooks", hook)
    path = {"id": made["id"]}
    await do.did("DELETE", "/prevention/hooks/{id}", **path)
    await do.did("POST", "/prevention/hooks/{id}/restore", **path)
    fresh = await do.did("POST", "/prevention/hooks/{id}/secret", **path)
    assert fresh["secret"] != made["secret"]
    lost = await do.did("POST", "/prevention/hooks/{id}/try", **path)
    assert (lost["arrived"], lost["status"]) == (False, 0)
    await do.did("POST", "/prevention/pause")
    await do.did("POST", "/prevention/resume")
    await do.did("PUT", "/prevention/choices", {"margin_ppm": 400_000})
    asked_for = await do.did(
        "POST",
        "/connections/{connection_id}/fraud-warnings/{id}/refund",
        connection_id=corner.CON,
        id="issfr_a",
    )
    early = await client.post(f"/api/v1/prevention/actions/{asked_for['id']}/again")
    assert early.status_code == 409, "only what was refused"
    async with house.store.writing() as tx:
        await acting.change(tx, asked_for["id"], (acting.WAITING,), state=acting.REFUSED)
    again = await do.did("POST", "/prevention/actions/{id}/again", id=asked_for["id"])
    assert again["state"] == "waiting"


async def test_blocks_and_networks(house: House, client: httpx.AsyncClient) -> None:
    do = Doer(client, house.store)
    await _opened(house)
    block = {"kind": "email", "value": "Eve@Example.com "}
    (added,) = (await do.did("POST", "/prevention/blocks", block))["data"]
    assert added["value"] == "eve@example.com"
    await do.did("DELETE", "/prevention/blocks/{id}", id=added["id"])
    await do.did("POST", "/prevention/blocks/{id}/restore", id=added["id"])
    lost = await do.did("POST", "/prevention/blocks/lost", {})
    assert [one["value"] for one in lost["data"]] == ["fp_b"]
    made = await do.did("POST", "/alert-networks", {"name": "Net"})
    network = made["network"]
    path = {"id": network["id"]}
    mapping = {"alert_id": "id", "amount": "amount", "currency": "currency"}
    await do.did("PUT", "/alert-networks/{id}", {"name": "N", "mapping": mapping}, **path)
    kept = await do.did("PUT", "/alert-networks/{id}", {"name": "Network"}, **path)
    assert {one["field"]: one["path"] for one in kept["mapping"]} == mapping
    plain = {"alert_id": "alert_id", "card_last4": "card_last4"}
    await do.did("PUT", "/alert-networks/{id}", {"name": "N", "mapping": mapping | plain}, **path)
    body = b'{"alert_id": "a1", "amount": 4990, "currency": "USD", "card_last4": "4242"}'
    header = signing.signature([made["secret"]], body, house.clock.now())
    sent: dict[str, Any] = {"content": body, "headers": {signing.HEADER: header}}
    taken = (await client.post(f"/api/v1/alert-networks/{network['id']}/alerts", **sent)).json()
    assert (taken["new"], taken["match"]) == (True, "one")
    (told,) = (await client.get("/api/v1/alerts")).json()["data"]
    assert told["title"] == "An alert network waits for an answer"
    which = {"connection_id": corner.CON, "payment": "pi_c"}
    await do.did("POST", "/network-alerts/{id}/payment", which, id=taken["id"])
    await do.did("POST", "/network-alerts/{id}/refund", id=taken["id"])
    answer = {"answer": "refund_started"}
    shown = await do.did("POST", "/network-alerts/{id}/answer", answer, id=taken["id"])
    assert (shown["suggested"], shown["answer"]) == ("refund_started", "refund_started")
    await do.did("DELETE", "/alert-networks/{id}", **path)
    await do.did("POST", "/alert-networks/{id}/restore", **path)
    await do.did("POST", "/alert-networks/{id}/secret", **path)
    asked = {"sample": body.decode()}
    read = (await client.post("/api/v1/alert-networks/sample", json=asked)).json()
    says = {one["field"]: one["says"] for one in read["fields"] if one["says"]}
    assert (read["taken"], read["match"], says["amount_major"]) == (True, "none", "4990.00 USD")

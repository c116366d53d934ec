"""What people do about disputes is in the log of deeds (`test_deeds_all`)."""

import httpx

from tests.api import filling
from tests.api.disputes.drafting import set_up
from tests.api.disputes.queued import a_dispute, a_payment
from tests.api.doing import Doer
from tests.api.test_logos import png
from tests.doubles.model import Model, answering
from tillwatch.intake.house import House
from tillwatch.store.tables import dispute_sending


async def test_a_case(house: House, client: httpx.AsyncClient) -> None:
    do = Doer(client, house.store)
    await filling.account(house, "con_1")
    case = {"connection_id": "con_1", "id": "du_1"}
    await filling.rows(house, "con_1", a_dispute("du_1"), a_payment("pi_du_1"))
    for told in (
        {"decision": "fight"},
        {"product": "digital"},
        {"template": "title: A\n- {amount}"},
    ):
        await do.did("PATCH", "/disputes/{connection_id}/{id}/case", told, **case)
    fields = {"fields": {"customer_name": "Maya Patel"}}
    await do.did("PUT", "/disputes/{connection_id}/{id}/answer", fields, **case)
    facts = {"facts": {"delivered_on": "2026-09-01"}}
    await do.did("PATCH", "/disputes/{connection_id}/{id}/facts", facts, **case)
    words = {"text": "Ask the carrier"}
    told = await do.did("POST", "/disputes/{connection_id}/{id}/notes", words, **case)
    note = {**case, "note_id": told["notes"][0]["id"]}
    await do.did("DELETE", "/disputes/{connection_id}/{id}/notes/{note_id}", **note)
    await do.did("POST", "/disputes/{connection_id}/{id}/notes/{note_id}/restore", **note)
    brought = {"content": png(), "params": {"field": "receipt", "name": "r.png"}}
    told = await do.did("POST", "/disputes/{connection_id}/{id}/files", **brought, **case)
    file = {**case, "file_id": told["files"][0]["id"]}
    await do.did(
        "PATCH", "/disputes/{connection_id}/{id}/files/{file_id}", {"caption": "A"}, **file
    )
    await do.did("DELETE", "/disputes/{connection_id}/{id}/files/{file_id}", **file)
    await do.did("POST", "/disputes/{connection_id}/{id}/files/{file_id}/restore", **file)
    told = await do.did("POST", "/disputes/{connection_id}/{id}/sendings", {}, **case)
    sending = {**case, "sending_id": told["sendings"][0]["id"]}
    async with house.store.writing() as tx:
        await tx.execute(dispute_sending.update().values(state="ready"))
    yes = {"digest": told["sendings"][0]["digest"]}
    await do.did(
        "POST", "/disputes/{connection_id}/{id}/sendings/{sending_id}/confirm", yes, **sending
    )
    await do.did("DELETE", "/disputes/{connection_id}/{id}/sendings/{sending_id}", **sending)


async def test_a_draft(house: House) -> None:
    case = {"connection_id": "con_1", "id": "du_1"}
    with answering(Model()) as model:
        async with set_up(house, model) as client:
            do = Doer(client, house.store)
            shown = await do.asked("GET", "/disputes/con_1/du_1/draft/disclosure")
            yes = {"digest": shown["digest"]}
            draft = await do.did("POST", "/disputes/{connection_id}/{id}/draft", yes, **case)
            first = {name: draft["sentences"][0][name] for name in ("statements", "text")}
            some = {"sentences": [first]}
            await do.did("POST", "/disputes/{connection_id}/{id}/draft/take", some, **case)


async def test_what_holds_for_many_cases(house: House, client: httpx.AsyncClient) -> None:
    do = Doer(client, house.store)
    await filling.account(house, "con_1")
    await filling.rows(house, "con_1", a_dispute("du_1"), a_payment("pi_du_1"))
    case = {"connection_id": "con_1", "id": "du_1"}
    await do.did("POST", "/disputes/queue/change", {"cases": [case], "decision": "fight"})
    await do.did("PUT", "/dispute-choices", {"minimum_ppm": 100_000})
    policy = {"id": "refund_policy_disclosure"}
    await do.did("PUT", "/dispute-policies/{id}", content=b"Beside the button", **policy)
    await do.did("DELETE", "/dispute-policies/{id}", **policy)
    tea = {"name": "Tea", "product": "physical"}
    made = await do.did("POST", "/dispute-products", tea)
    await do.did("PUT", "/dispute-products/{id}", {**tea, "name": "Teas"}, id=made["id"])
    await do.did("DELETE", "/dispute-products/{id}", id=made["id"])
    text = {"text": "title: A\n- {amount}"}
    await do.did("PUT", "/dispute-templates/{id}", text, id="visa 13.1")
    await do.did("DELETE", "/dispute-templates/{id}", id="visa 13.1")
    table = b"payment id,tracking number\npi_du_1,1Z999AA10123456784\n"
    asked = {"connection_id": "con_1", "dry": "false"}
    await do.did("POST", "/dispute-facts.csv", content=table, params=asked)

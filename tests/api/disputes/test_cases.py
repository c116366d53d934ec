"""The page of a case: what it says adds up, what is told of an order counts, what somebody may not
see is hidden, and nothing of another account is there."""

from fractions import Fraction
from typing import Any

import httpx
import msgspec
import pytest

from tests.api import filling
from tests.api.disputes.queued import AT, DAY, a_dispute, a_payment
from tests.api.signing import V1
from tests.api.test_logos import png
from tillwatch.features.disputes.sending import kept
from tillwatch.features.disputes.told import facts, templates
from tillwatch.intake.house import House
from tillwatch.kernel import eyes
from tillwatch.people import tokens
from tillwatch.rows import Attempt, Customer, Invoice, InvoicePayment, Subscription

CASE = V1 + "/disputes/con_1/du_1"
NAME, EMAIL = "Maya Patel", "maya@example.com"


@pytest.fixture(autouse=True)
async def shop(house: House) -> None:
    await filling.account(house, "con_1", mode="live", created=1)
    tried = {"amount": 24_600, "amount_captured": 24_600, "currency": "usd", "captured": True}
    card = {"method": "card", "card_brand": "visa", "card_last4": "4242", "customer": "cus_1"}
    who = {"email": EMAIL, "name": NAME, "created": AT - 20 * DAY, "status": "succeeded"}
    await filling.rows(
        house,
        "con_1",
        a_dispute(
            "du_1",
            reason="product_not_received",
            network_reason_code="13.1",
            amount=24_600,
            attempt="ch_1",
            evidence={"customer_email_address": EMAIL},
        ),
        a_payment("pi_du_1", amount=24_600, name=NAME, email=EMAIL, customer="cus_1"),
        filling.made(Attempt, "ch_1", payment="pi_du_1", **tried, **card, **who),
        filling.made(Customer, "cus_1", name=NAME, email=EMAIL, created=1),
    )


async def asked(client: httpx.AsyncClient, path: str = "/case", **more: Any) -> Any:
    answer = await client.get(CASE + path, **more)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def with_role(house: House, role: str) -> httpx.Headers:
    token = await tokens.create(house.store, house.clock, role, role)
    return httpx.Headers({"authorization": f"Bearer {token}"})


async def test_every_number_on_the_page_adds_up(client: httpx.AsyncClient) -> None:
    told = await asked(client)
    score = told["score"]
    points = sum(one["points"] for one in score["factors"])
    assert Fraction(score["start"]) + Fraction(points, 100) == Fraction(score["chance"])
    assert sum(one["weight"] for one in score["factors"]) == 100
    assert Fraction(score["low"]) <= Fraction(score["chance"]) <= Fraction(score["high"])
    for route in told["routes"]:
        whole = Fraction(0)
        for part in route["parts"]:
            term = Fraction(part["sign"] * part["amount"]["amount"])
            for share in part["shares"]:
                term *= Fraction(share)
            whole += term
        assert abs(whole - route["gain"]["amount"]) <= Fraction(1, 2)
    best = max(told["routes"], key=lambda one: one["gain"]["amount"])
    assert told["verdict"]["route"] == best["name"]
    items = told["evidence"]["items"]
    assert told["evidence"]["got"] == sum(one["got"] for one in items)
    assert told["evidence"]["of"] == sum(one["weight"] for one in items)
    worth = [one["gain"]["amount"] for one in told["evidence"]["worth"]]
    assert worth == sorted(worth, reverse=True)


async def test_what_is_told_of_an_order_counts_and_can_be_taken_back(
    client: httpx.AsyncClient,
) -> None:
    before = await asked(client)
    parcel = {"shipping_carrier": "UPS", "shipping_tracking_number": "1Z64A0F70347182290"}
    parcel |= {"shipping_date": "2026-10-15", "delivered_on": "2026-10-17"}
    answer = await client.patch(CASE + "/facts", json={"facts": parcel})
    assert {one["about"] for one in answer.json()["data"]} == {"pi_du_1"}
    after = await asked(client)
    assert after["evidence"]["got"] > before["evidence"]["got"]
    assert Fraction(after["score"]["chance"]) > Fraction(before["score"]["chance"])
    said = " ".join(one["text"] for one in after["argument"]["statements"])
    assert "UPS" in said
    assert "1Z64A0F70347182290" in said
    gone = dict.fromkeys(parcel)
    assert (await client.patch(CASE + "/facts", json={"facts": gone})).json()["data"] == []
    assert (await asked(client))["evidence"]["got"] == before["evidence"]["got"]
    for told, says in (
        ({"facts": {"colour": "red"}}, "colour"),
        ({"facts": {"delivered_on": "06/11/2026"}}, "delivered_on: 06/11/2026 is no date"),
        ({"facts": {"customer_purchase_ip": "10.0.0.4"}}, "not an address on the internet"),
        ({"facts": {"signed_by": "Bo"}, "about": "pi_typo"}, "none of this dispute"),
    ):
        wrong = await client.patch(CASE + "/facts", json=told)
        assert wrong.status_code == 422
        assert says in wrong.json()["detail"]


async def test_the_newest_word_counts_whatever_it_was_told_by_and_null_takes_all_away(
    client: httpx.AsyncClient, house: House
) -> None:
    for id_, at in (("pi_du_1", 5), ("ch_1", 9), ("du_1", 7)):
        given = {"delivered_on": f"2026-10-1{at}"}
        async with house.store.writing() as tx:
            await facts.tell(tx, "con_1", [id_], given, told="a table", by="Ada", at=at)
    fields = {one["name"]: one["value"] for one in (await asked(client))["form"]["fields"]}
    assert fields["delivered_on"] == "2026-10-19"
    gone = await client.patch(CASE + "/facts", json={"facts": {"delivered_on": None}})
    assert gone.json()["data"] == []


async def test_what_is_told_of_earlier_orders_makes_a_pair(
    client: httpx.AsyncClient, house: House
) -> None:
    card = {"status": "succeeded", "captured": True, "amount_captured": 500, "currency": "usd"}
    fraud = {"reason": "fraudulent", "network": "visa", "network_reason_code": "10.4"}
    rows: list[Any] = [a_dispute("du_1", **fraud, attempt="ch_1", payment="pi_du_1")]
    for n, days in (("1", 20), ("a", 150), ("b", 300)):
        named = {"payment": f"pi_{n}" if n != "1" else "pi_du_1", "card_fingerprint": "fp_1"}
        rows.append(filling.made(Attempt, f"ch_{n}", created=AT - days * DAY, **named, **card))
        rows.append(a_payment(named["payment"], order_number=f"A-{n}"))
    await filling.rows(house, "con_1", *rows)
    assert (await asked(client))["pairs"]["pair"] == []
    table = "order,device id,ip,product\n" + "".join(
        f"#A-{n},A1B2C3D4E5F6G7H8,8.8.4.4,Coffee\n" for n in ("1", "a", "b")
    )
    kept = {"connection_id": "con_1", "dry": "false"}
    assert (await client.post(V1 + "/dispute-facts.csv", content=table, params=kept)).json()["kept"]
    pairs = (await asked(client))["pairs"]
    assert (pairs["pair"], pairs["matches"]) == (["ch_a", "ch_b"], ["ip", "device_id"])


async def test_a_subscription_that_is_said_to_be_canceled_can_be(
    client: httpx.AsyncClient, house: House
) -> None:
    assert (await asked(client))["subscription"] is None
    ends = {"current_period_end": AT + DAY, "items": []}
    runs = filling.made(Subscription, "sub_1", status="active", **ends)
    await filling.rows(
        house,
        "con_1",
        a_dispute("du_1", reason="subscription_canceled", attempt="ch_1", payment="pi_du_1"),
        filling.made(Invoice, "in_1", subscription="sub_1"),
        filling.made(InvoicePayment, "inpay_1", invoice="in_1", payment="pi_du_1"),
        runs,
    )
    whole = await asked(client)
    assert whole["form"]["product"] == "digital", "what is billed and never shipped is no parcel"
    told = whole["subscription"]
    assert (told["id"], told["runs"], told["ends"], told["sending"]) == ("sub_1", True, None, None)
    assert told["renews"] is not None
    wish = {"kind": "cancel", "confirm": "sub_1"}
    refused = await client.post(CASE + "/sendings", json=wish)
    assert told["why_not"] == refused.json()["detail"]
    assert "without a key" in told["why_not"]
    await filling.rows(house, "con_1", msgspec.structs.replace(runs, status="canceled"))
    assert (await asked(client))["subscription"]["runs"] is False
    none = await client.post(CASE + "/sendings", json=wish)
    assert "No subscription runs" in none.json()["detail"]


async def test_a_field_is_confirmed_changed_and_taken_out(client: httpx.AsyncClient) -> None:
    def field(told: Any) -> Any:
        (found,) = (
            one for one in told["form"]["fields"] if one["name"] == "customer_email_address"
        )
        return found

    first = field(await asked(client))
    assert (first["value"], first["confirmed"]) == (EMAIL, False)
    for value, counts in ((EMAIL, True), ("maya@example.org", True), ("", False)):
        given = {"fields": {"customer_email_address": value}}
        told = (await client.put(CASE + "/answer", json=given)).json()
        now = field(told)
        assert (now["value"], now["counts"]) == (value, counts)
        assert now["source"] == "person"
    packet = await asked(client, "/packet")
    assert "customer_email_address" not in packet["evidence"]
    given = {"fields": {"customer_email_address": eyes.HIDDEN}}
    assert (await client.put(CASE + "/answer", json=given)).status_code == 422
    given = {"fields": {"customer_email_address": None}}
    assert field((await client.put(CASE + "/answer", json=given)).json()) == first


async def test_what_is_looked_at_is_what_would_be_sent_and_a_change_is_asked_about(
    client: httpx.AsyncClient, house: House
) -> None:
    brought = {"field": "shipping_documentation", "name": "proof.png", "caption": "At the door"}
    await client.post(CASE + "/files", params=brought, content=png(40, 40))
    one = await asked(client, "/packet")
    assert one == await asked(client, "/packet")
    assert one["files"].keys() == {"uncategorized_file"}
    made = (await client.post(CASE + "/sendings", json={})).json()["sendings"][0]
    assert (made["state"], made["digest"]) == ("preparing", one["digest"])
    pdf = (await client.get(CASE + "/packet.pdf")).content
    assert pdf == (await client.get(f"{CASE}/sendings/{made['id']}/packet.pdf")).content
    assert pdf.startswith(b"%PDF")
    apart = (await asked(client, "/packet", params={"way": "apart"}))["files"]
    assert apart.keys() >= {"shipping_documentation"}
    brought["name"] = "second.png"
    files = (await client.post(CASE + "/files", params=brought, content=png())).json()["files"]
    packet = await asked(client, "/packet")
    assert (len(packet["placed"]), packet["problems"]) == (2, []), "two of one kind go together"
    async with house.store.writing() as tx:
        assert await kept.change(tx, made["id"], (kept.PREPARING,), state=kept.READY)
    path, yes = f"{CASE}/sendings/{made['id']}/confirm", {"digest": made["digest"]}
    assert "has changed since" in (await client.post(path, json=yes)).json()["detail"]
    (second,) = (one["id"] for one in files if one["name"] == "second.png")
    await client.delete(f"{CASE}/files/{second}")
    sure = (await client.post(path, json=yes)).json()["sendings"][0]
    assert sure["state"] == "sending", "as it was when it was looked at"


async def test_a_file_that_is_none_and_a_field_that_takes_none(client: httpx.AsyncClient) -> None:
    html = b"<!doctype html><script>alert(1)</script>"
    for field, body, says in (
        ("receipt", html, "PDF"),
        ("customer_name", png(), "takes no file"),
        ("receipt", bytes(25_000_001), "25 MB"),
    ):
        asked_ = {"field": field, "name": "receipt.pdf"}
        answer = await client.post(CASE + "/files", params=asked_, content=body)
        assert answer.status_code in (413, 422)
        assert says in answer.json()["detail"]
    assert (await asked(client))["files"] == []


async def test_accepting_asks_for_the_disputes_id(client: httpx.AsyncClient) -> None:
    wanted = {"kind": "accept"}
    assert (await client.post(CASE + "/sendings", json=wanted)).status_code == 422
    answer = await client.post(CASE + "/sendings", json={**wanted, "confirm": "du_1"})
    assert answer.json()["sendings"][0]["state"] == "sending"
    again = await client.post(CASE + "/sendings", json={})
    assert (again.status_code, "being sent" in again.json()["detail"]) == (409, True)


async def test_support_works_on_a_case_without_seeing_whose_it_is(
    house: House, client: httpx.AsyncClient
) -> None:
    given = {"fields": {"customer_name": NAME, "uncategorized_text": f"{NAME} wrote to us"}}
    await client.put(CASE + "/answer", json=given)
    await client.post(CASE + "/notes", json={"text": f"Call {NAME}"})
    headers = await with_role(house, "support")
    told = await client.get(CASE + "/case", headers=headers)
    assert told.status_code == 200
    assert NAME not in told.text
    assert EMAIL not in told.text
    assert told.json()["may"] == {
        "write": True,
        "send": False,
        "refund": False,
        "why_not": "Only people who may send answers to the bank can do that: ask an admin.",
    }
    noted = await client.post(CASE + "/notes", json={"text": "Asked the carrier"}, headers=headers)
    assert noted.status_code == 201
    assert NAME not in noted.text
    for path in ("/packet", "/packet.pdf"):
        assert (await client.get(CASE + path, headers=headers)).status_code == 403
    assert (await client.post(CASE + "/sendings", json={}, headers=headers)).status_code == 403
    reader = await with_role(house, "reader")
    assert (await client.put(CASE + "/answer", json=given, headers=reader)).status_code == 403
    assert NAME in (await client.get(CASE + "/case", headers=reader)).text


async def test_a_case_of_another_account_is_not_there(
    house: House, client: httpx.AsyncClient
) -> None:
    await filling.account(house, "con_2", mode="live", created=2)
    for path in ("con_2/du_1", "con_1/du_2", "con_9/du_1"):
        for address in ("/case", "/facts", "/packet"):
            assert (await client.get(f"{V1}/disputes/{path}{address}")).status_code == 404


async def test_words_that_a_later_version_cannot_read_do_not_take_the_page_away(
    house: House, client: httpx.AsyncClient
) -> None:
    async with house.store.writing() as tx:
        text = "title: Ours\n- It came by {owl_post}.\n"
        await templates.put(tx, "visa 13.1", text, by="Ada", at=1)
    told = await asked(client)
    assert told["argument"]["text"] == text
    assert told["argument"]["title"] == "Delivery of what was bought"
    (problem,) = told["problems"]
    assert (problem["stops"], "owl_post" in problem["says"]) == (False, True)

"""A payment's whole page: why a try failed, where the money went, what happened when."""

import httpx

from tests.api import filling
from tests.api.bought import NOON, USD, V1, bought, told
from tillwatch.intake.house import House


async def test_a_payment_and_why_its_first_try_failed(
    house: House, client: httpx.AsyncClient
) -> None:
    await bought(house)
    story = await told(client, "payments/con_a/pi_1")
    assert story["payment"] == (await client.get(f"{V1}/payments/con_a/pi_1")).json()
    assert story["says"] == "Succeeded on the 2nd try, $42.00 refunded"
    first, second = story["tries"]
    words = "1st try failed: the bank wants the extra card check (3-D Secure)"
    assert (first["says"], first["tone"]) == (words, "bad")
    assert first["code"] == "authentication_required"
    assert first["means"].startswith("The bank did not refuse the card")
    assert first["advice"].startswith("Ask the customer to pay again")
    assert first["method"] == "Visa ending 8210, credit"
    assert first["card_country"] == "US"
    assert second["says"] == "2nd try succeeded with the extra card check"
    assert second["checks_words"] == "Street, postcode and security code all match."
    assert second["risk_words"] == "Risk 11 of 100, normal"
    assert story["took_s"] == 171
    assert story["items"] == [
        {
            "description": "2 × Kettle",
            "product": "Kettle",
            "quantity": 2,
            "unit_amount": {"amount": 9225, **USD},
            "amount": {"amount": 18450, **USD},
        }
    ]
    assert story["links"] == {"stripe": "https://dashboard.stripe.com/acct_1/test/payments/pi_1"}
    assert story["statement_descriptor"] == "NORTHLIGHT"
    assert "raw" not in story


async def test_where_the_money_of_a_payment_went(house: House, client: httpx.AsyncClient) -> None:
    await bought(house)
    story = await told(client, "payments/con_a/pi_1")
    assert [entry["words"] for entry in story["entries"]] == ["Payment", "Refund"]
    assert [entry["payout"] and entry["payout"]["id"] for entry in story["entries"]] == [
        "po_1",
        None,
    ]
    assert story["keeps"] == [
        {
            "gross": {"amount": 14250, **USD},
            "fee": {"amount": 565, **USD},
            "net": {"amount": 13685, **USD},
        }
    ]
    assert story["payout"]["id"] == "po_1"
    assert story["customer"]["payments"] == 1
    joined = next(one for one in story["timeline"] if "joined a payout" in one["says"])
    assert joined["amount"] == {"amount": 17885, **USD}
    assert joined["event_id"] is None


async def test_events_speak_where_there_are_any(house: House, client: httpx.AsyncClient) -> None:
    """An event in two API versions is one line; what it tells is not told again by the rows."""
    await bought(house)
    charge = {"id": "ch_1", "object": "charge", "status": "failed", "payment_intent": "pi_1"}
    at = {"created": NOON, "received_ms": NOON * 1000 + 400}
    for version in ("2020-08-27", "2026-01-28"):
        await filling.event(
            house, "con_a", "evt_1", "charge.failed", charge, api_version=version, **at
        )
    await filling.event(
        house,
        "con_a",
        "evt_2",
        "brand.new_type",
        {"id": "new_1", "object": "new", "payment_intent": "pi_1"},
        **at,
    )
    started = {"id": "pi_1", "object": "payment_intent"}
    await filling.event(house, "con_a", "evt_3", "payment_intent.created", started, **at)
    other = {"id": "ch_x", "object": "charge"}
    await filling.event(house, "con_a", "evt_4", "charge.failed", other, **at)
    story = await told(client, "payments/con_a/pi_1")
    assert story["events"] == 3
    lines = {one["event_id"]: one for one in story["timeline"] if one["event_id"]}
    assert set(lines) == {"evt_1", "evt_2", "evt_3"}
    assert story["timeline"][-1]["says"] == "Payment started", "however late its event came"
    assert lines["evt_1"]["says"].startswith("1st try failed: the bank wants")
    assert (lines["evt_1"]["source"], lines["evt_1"]["delay_s"]) == ("webhook", 0.4)
    assert lines["evt_2"]["says"] == "brand new type"
    assert [one["id"] for one in story["timeline"]].count("ch_1") == 1


async def test_raw_objects_only_when_asked(house: House, client: httpx.AsyncClient) -> None:
    await bought(house)
    story = await told(client, "payments/con_a/pi_1", raw="true")
    assert story["raw"] == {"intent": None, "charges": [None, None]}

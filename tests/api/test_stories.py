"""One object's whole page over the API: shapes, words, links, and what happened to it."""

from typing import Any

import httpx

from tests.api import filling
from tillwatch.intake.house import House
from tillwatch.kernel.clock import SetClock
from tillwatch.rows import (
    Attempt,
    BalanceEntry,
    Customer,
    Dispute,
    Invoice,
    InvoicePayment,
    Payment,
    Payout,
    PayoutEntry,
    Product,
    Refund,
    Subscription,
)
from tillwatch.store.tables import connection

V1 = "/api/v1"
DAY = 86_400
NOON = 1_793_620_800
USD = {"currency": "usd"}
CARD = {
    "method": "card",
    "card_brand": "visa",
    "card_last4": "8210",
    "card_funding": "credit",
    "card_country": "US",
    "check_line1": "pass",
    "check_postal_code": "pass",
    "check_cvc": "pass",
    "risk_level": "normal",
    "risk_score": 11,
}


async def bought(house: House) -> None:
    """Two tries, a part refunded, all on its way to the bank."""
    await filling.account(house, "con_a", "test")
    async with house.store.writing() as tx:
        await tx.execute(connection.update().values(account_id="acct_1"))
    entry = {"available_on": NOON + DAY, **USD}
    await filling.rows(
        house,
        "con_a",
        filling.made(
            Payment,
            "pi_1",
            created=NOON,
            status="succeeded",
            amount=18450,
            amount_captured=18450,
            amount_refunded=4200,
            attempts=2,
            latest_attempt="ch_2",
            customer="cus_1",
            name="Owen Carter",
            **USD,
        ),
        filling.made(
            Attempt,
            "ch_1",
            payment="pi_1",
            created=NOON,
            status="failed",
            amount=18450,
            decline_code="authentication_required",
            failure_code="card_declined",
            customer="cus_1",
            **CARD,
            **USD,
        ),
        filling.made(
            Attempt,
            "ch_2",
            payment="pi_1",
            created=NOON + 171,
            status="succeeded",
            captured=True,
            amount=18450,
            balance_entry="txn_1",
            three_d_secure="authenticated",
            statement_descriptor="NORTHLIGHT",
            customer="cus_1",
            **CARD,
            **USD,
        ),
        filling.made(
            Refund,
            "re_1",
            payment="pi_1",
            created=NOON + DAY,
            status="succeeded",
            amount=4200,
            balance_entry="txn_2",
            **USD,
        ),
        filling.made(
            BalanceEntry, "txn_1", amount=18450, fee=565, net=17885, category="charge", **entry
        ),
        filling.made(
            BalanceEntry, "txn_2", amount=-4200, fee=0, net=-4200, category="refund", **entry
        ),
        filling.made(PayoutEntry, "po_1/txn_1", payout="po_1", entry="txn_1"),
        filling.made(
            Payout,
            "po_1",
            created=NOON + 2 * DAY,
            status="in_transit",
            amount=17885,
            automatic=True,
            arrival_date=NOON + 3 * DAY,
            **USD,
        ),
        filling.made(Customer, "cus_1", email="owen@example.com", name="Owen Carter"),
        filling.made(InvoicePayment, "inpay_1", invoice="in_1", payment="pi_1"),
        filling.made(
            Invoice,
            "in_1",
            status="paid",
            total=18450,
            lines=[
                {
                    "description": "2 × Kettle",
                    "amount": 18450,
                    "quantity": 2,
                    "product": "prod_1",
                    **USD,
                }
            ],
            **USD,
        ),
        filling.made(Product, "prod_1", name="Kettle"),
    )


async def told(client: httpx.AsyncClient, path: str, **asked: str) -> Any:
    answer = await client.get(f"{V1}/{path}/story", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


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
    assert first["method"] == "Visa ending 8210, credit, issued in US"
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


async def test_a_dispute_says_until_when_and_what_to_do(
    house: House, client: httpx.AsyncClient, clock: SetClock
) -> None:
    await bought(house)
    due = NOON + DAY
    await filling.rows(
        house,
        "con_a",
        filling.made(
            Dispute,
            "du_1",
            payment="pi_1",
            created=NOON,
            status="needs_response",
            status_original="needs_response",
            reason="product_not_received",
            reason_original="product_not_received",
            amount=18450,
            due_by=due,
            network="visa",
            network_reason_code="13.1",
            **USD,
        ),
    )
    story = await told(client, "disputes/con_a/du_1")
    assert story["says"] == "Owen Carter: the customer says nothing arrived"
    assert story["stage"] == "Waiting for your answer"
    assert (story["network"], story["network_words"]) == (
        "Visa",
        "goods or services not received",
    )
    assert story["due_by"] == "2026-11-03T12:00:00Z"
    assert "lost" in story["due_says"]
    assert story["payment"]["id"] == "pi_1"
    assert story["others"] == 0
    clock.advance(2 * DAY)
    assert "has passed" in (await told(client, "disputes/con_a/du_1"))["what_to_do"]


async def test_a_payout_that_is_not_known_yet_says_why(
    house: House, client: httpx.AsyncClient
) -> None:
    await bought(house)
    story = await told(client, "payouts/con_a/po_1")
    assert story["known"] is True
    assert story["equal"] is True
    assert [(step["words"], step["amount"]["amount"]) for step in story["bridge"]] == [
        ("Payments", 18450),
        ("Stripe fees", -565),
        ("Payout", 17885),
    ]
    manual = filling.made(Payout, "po_2", created=NOON, status="paid", amount=5, **USD)
    await filling.rows(house, "con_a", manual)
    story = await told(client, "payouts/con_a/po_2")
    assert (story["known"], story["equal"], story["bridge"]) == (False, None, [])
    assert story["why_unknown"].startswith("You asked for this payout yourself")


async def test_a_customer_and_what_they_subscribed_to(
    house: House, client: httpx.AsyncClient
) -> None:
    await bought(house)
    await filling.rows(
        house,
        "con_a",
        filling.made(
            Subscription,
            "sub_1",
            created=NOON,
            status="active",
            customer="cus_1",
            current_period_end=NOON + 30 * DAY,
            items=[
                {
                    "product": "prod_1",
                    "quantity": 2,
                    "unit_amount": 2900,
                    "interval": "month",
                    "interval_count": 1,
                    **USD,
                }
            ],
            **USD,
        ),
    )
    story = await told(client, "customers/con_a/cus_1")
    assert story["totals"][0]["paid"] == {"amount": 18450, **USD}
    assert story["totals"][0]["refunded"] == {"amount": 4200, **USD}
    assert story["cards"][0]["words"] == "Visa ending 8210"
    assert story["cards"][0]["payments"] == 2
    assert story["subscriptions"][0]["what"] == "Kettle, $29.00 a month × 2"
    story = await told(client, "subscriptions/con_a/sub_1")
    assert story["items"][0]["words"] == "$29.00 a month × 2"
    assert story["items"][0]["amount"] == {"amount": 5800, **USD}
    assert (story["next_says"], story["next_at"]) == ("Renews", "2026-12-02T12:00:00Z")


async def test_objects_about_which_little_is_known_have_pages(
    house: House, client: httpx.AsyncClient
) -> None:
    """Every field empty, every state unknown: a page all the same."""
    await filling.account(house, "con_a", None)
    await filling.rows(
        house,
        "con_a",
        filling.made(Payment, "pi_1", status="other", status_original="brand_new", **USD),
        filling.made(Dispute, "du_1", status="other", reason="other", **USD),
        filling.made(Payout, "po_1", status="other", **USD),
        filling.made(Customer, "cus_1"),
        filling.made(Subscription, "sub_1", status="other", items=[{}, "odd"]),
    )
    story = await told(client, "payments/con_a/pi_1")
    assert story["says"] == "Brand new"
    assert story["links"] == {"stripe": None}, "whose mode is not known"
    for path in ("disputes/con_a/du_1", "payouts/con_a/po_1", "customers/con_a/cus_1"):
        await told(client, path)
    await told(client, "subscriptions/con_a/sub_1")
    assert (await client.get(f"{V1}/payments/con_a/pi_none/story")).status_code == 404

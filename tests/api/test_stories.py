"""Whole pages of disputes, payouts, customers, subscriptions; and of what is hardly known."""

import httpx
import pytest

from tests.api import filling
from tests.api.bought import DAY, NOON, USD, V1, bought, told
from tillwatch.intake.house import House
from tillwatch.kernel.clock import SetClock
from tillwatch.rows import Customer, Dispute, Payment, Payout, Subscription

pytestmark = pytest.mark.usefixtures("any_store")


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
    assert story["says"] == "Owen Carter says nothing arrived"
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
    late = await told(client, "disputes/con_a/du_1")
    assert (late["stage"], late["due_says"]) == ("Too late to answer", None)
    assert "has passed" in late["stage_means"]
    assert "has passed" not in late["what_to_do"], "said once"


async def test_a_state_nobody_has_heard_of_is_never_nothing_to_do(
    house: House, client: httpx.AsyncClient
) -> None:
    await bought(house)
    state = {"status": "other", "status_original": "needs_magic", "due_by": NOON + DAY}
    row = filling.made(Dispute, "du_1", created=NOON, payment="pi_1", reason="general", **state)
    await filling.rows(house, "con_a", row)
    story = await told(client, "disputes/con_a/du_1")
    assert story["stage"] == "Needs magic"
    assert story["due_by"] == "2026-11-03T12:00:00Z"
    assert "look in Stripe" in story["what_to_do"]
    still = (await client.get("/api/v1/disputes/totals", params={"open": "true"})).json()
    assert still["count"] == 1


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

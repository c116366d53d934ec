"""Whose a refund, a dispute or a subscription is, and what it sells, as their lists say it."""

from typing import Any

import httpx

from tests.api import filling
from tillwatch.intake.house import House
from tillwatch.rows import Attempt, Customer, Dispute, Payment, Product, Refund, Subscription

V1 = "/api/v1"
USD = {"currency": "usd"}
ADA = {"id": "cus_1", "name": "Ada", "email": "ada@example.com"}


async def listed(client: httpx.AsyncClient, path: str) -> dict[str, dict[str, Any]]:
    """The rows of a list by their ids."""
    answer = await client.get(V1 + path)
    assert answer.status_code == 200, answer.text
    return {row["id"]: row for row in answer.json()["data"]}


async def shop(house: House) -> None:
    """A payment of a customer, one of a guest, an old charge that names no payment."""
    await filling.account(house, "con_a")
    await filling.account(house, "con_b")
    guest = {"name": "Owen", "email": "owen@example.com"}
    await filling.rows(
        house,
        "con_a",
        filling.made(Customer, "cus_1", email="ada@example.com", name="Ada"),
        filling.made(Payment, "pi_1", customer="cus_1", **USD),
        filling.made(Payment, "pi_2", **guest, **USD),
        filling.made(Attempt, "ch_3", payment="ch_3", customer="cus_1", **USD),
    )
    # the same id in another account is another payment
    await filling.rows(house, "con_b", filling.made(Payment, "pi_1", name="Bob", **USD))


async def test_whom_money_was_given_back_to(house: House, client: httpx.AsyncClient) -> None:
    await shop(house)
    await filling.rows(
        house,
        "con_a",
        filling.made(Refund, "re_1", payment="pi_1", **USD),
        filling.made(Refund, "re_2", payment="pi_2", **USD),
        filling.made(Refund, "re_3", attempt="ch_3", **USD),
        filling.made(Refund, "re_4", payment="pi_unseen", **USD),
    )
    await filling.rows(house, "con_b", filling.made(Refund, "re_5", payment="pi_1", **USD))
    rows = await listed(client, "/refunds")
    assert rows["re_1"]["person"] == ADA
    assert rows["re_2"]["person"] == {"id": None, "name": "Owen", "email": "owen@example.com"}
    assert rows["re_3"]["person"] == ADA
    assert rows["re_4"]["person"] is None
    assert rows["re_5"]["person"]["name"] == "Bob"
    single = (await client.get(V1 + "/refunds/con_a/re_1")).json()
    assert single["person"] == ADA


async def test_who_disputes(house: House, client: httpx.AsyncClient) -> None:
    await shop(house)
    await filling.rows(house, "con_a", filling.made(Dispute, "du_1", payment="pi_1", **USD))
    assert (await listed(client, "/disputes"))["du_1"]["person"] == ADA


async def test_who_subscribed_to_what(house: House, client: httpx.AsyncClient) -> None:
    await shop(house)
    items = [{"id": "si_1", "product": None}, {"id": "si_2", "product": "prod_1"}]
    await filling.rows(
        house,
        "con_a",
        filling.made(Product, "prod_1", name="Pro"),
        filling.made(Subscription, "sub_1", customer="cus_1", items=items),
        filling.made(Subscription, "sub_2", customer="cus_unseen", items=[{"product": "prod_2"}]),
        filling.made(Subscription, "sub_3", items=[]),
    )
    rows = await listed(client, "/subscriptions")
    assert (rows["sub_1"]["person"], rows["sub_1"]["product"]) == (
        ADA,
        {"id": "prod_1", "name": "Pro"},
    )
    unseen = {"id": "cus_unseen", "name": None, "email": None}
    assert (rows["sub_2"]["person"], rows["sub_2"]["product"]) == (
        unseen,
        {"id": "prod_2", "name": None},
    )
    assert (rows["sub_3"]["person"], rows["sub_3"]["product"]) == (None, None)

"""What a bank or a report names, pasted as it is: several ids and references at once."""

import httpx
import pytest

from tests.api import filling, shop
from tests.api.test_search import desk as desk
from tests.api.test_search import ids, search
from tillwatch.intake.house import House
from tillwatch.rows import Payment, Refund

pytestmark = pytest.mark.usefixtures("any_store")


async def test_several_references_fees_and_ids_at_once(
    house: House, desk: httpx.AsyncClient
) -> None:
    arns = ["74537604221222132710572", "24692160000000000000001"]
    told = {"status": "succeeded", "currency": "usd", "amount": 1}
    await filling.rows(
        house,
        shop.CON,
        filling.made(Refund, "re_far", payment="pi_omer1", reference=arns[0], **told),
        filling.made(Refund, "re_farther", payment="pi_guest", reference=arns[1], **told),
    )
    found = await search(desk, f"{arns[0]}\n{arns[1]}; txn_maya1/1")
    assert found == [
        ("payment", "pi_maya1", "txn_maya1"),
        ("payment", "pi_omer1", arns[0]),
        ("payment", "pi_guest", arns[1]),
    ]
    assert await search(desk, arns[1]) == found[2:]
    assert await ids(desk, "refunds", q=" ".join(arns)) == {"re_far", "re_farther"}
    assert await search(desk, f"{arns[0][:-1]}9 {arns[1][:-1]}9") == []


async def test_a_pasted_list_of_any_kinds_is_answered_one_by_one(
    house: House, desk: httpx.AsyncClient
) -> None:
    arn = "74537604221222132710572"
    await filling.rows(
        house,
        shop.CON,
        filling.made(Refund, "re_far", payment="pi_omer1", reference=arn, amount=1, currency="usd"),
        filling.made(Payment, "pi_order", order_number="ORD-1042", amount=5, currency="usd"),
    )
    led = {
        "ch_maya1": [("payment", "pi_maya1")],
        "pi_guest": [("payment", "pi_guest")],
        "du_maya1": [("dispute", "du_maya1")],
        "txn_maya1/1": [("payment", "pi_maya1")],
        "re_omer1": [("payment", "pi_omer1")],
        "po_1": [("payout", "po_1")],
        arn: [("payment", "pi_omer1")],
        "ORD-1042": [("payment", "pi_order")],
        "F-0007": [("payment", "pi_maya1")],
        "maya.patel@EXAMPLE.com": [("customer", "cus_maya")],
        "pi_nobody": [],
        "ORD-1": [],
        "nobody@example.com": [],
    }
    answer = await desk.get("/api/v1/search/several", params={"q": [*led, " po_1 "]})
    assert answer.status_code == 200, answer.text
    told = answer.json()
    found = {
        one["typed"]: [(hit["kind"], hit["id"]) for hit in one["found"]] for one in told["data"]
    }
    assert found == led
    assert told["missing"] == ["pi_nobody", "ORD-1", "nobody@example.com"]
    assert await search(desk, "ORD-1042") == [("payment", "pi_order", None)]
    too_many = await desk.get("/api/v1/search/several", params={"q": ["a"] * 101})
    assert too_many.status_code == 422

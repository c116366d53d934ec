"""Money nobody said the currency of, in a currency few know, and more of it than a float holds:
told as it is, and never in the way of other rows."""

from typing import Any

import httpx

from tests.api import filling
from tillwatch.intake.house import House
from tillwatch.kernel import times
from tillwatch.rows import Attempt, Balance, Dispute, Payment, Payout

V1 = "/api/v1"
NOON = times.parse("2026-11-02T12:00:00Z")
MUCH = 2**53 + 1
TAKEN: dict[str, Any] = {"created": NOON - 60, "status": "succeeded", "attempts": 1}


def paid(id: str, amount: int, currency: str) -> list[Payment | Attempt]:
    facts = {"amount": amount, "amount_captured": amount, "currency": currency}
    return [
        filling.made(Payment, id, **TAKEN, **facts),
        filling.made(Attempt, f"ch_{id}", payment=id, status="succeeded", **facts),
    ]


async def odd(house: House) -> None:
    await filling.account(house, "con_a", "live")
    waits = {"status": "needs_response", "reason": "fraudulent", "due_by": NOON + 9000}
    under_way = {"status": "pending", "arrival_date": NOON + 90_000}
    nothing = [{"amount": 5, "currency": ""}]
    rows = [
        *paid("none", 1250, ""),
        *paid("usdc", 123, "usdc"),
        *paid("much", MUCH, "usd"),
        filling.made(Dispute, "du_1", created=NOON, amount=900, **waits),
        filling.made(Payout, "po_1", created=NOON, amount=900, **under_way),
        filling.made(Balance, "balance", available=nothing, pending=nothing),
    ]
    await filling.rows(house, "con_a", *rows)


async def test_the_first_page_sums_only_money(house: House, client: httpx.AsyncClient) -> None:
    await odd(house)
    told = (await client.get(f"{V1}/overview")).json()
    assert told["volume"] == [
        {"amount": MUCH, "currency": "usd"},
        {"amount": 123, "currency": "usdc"},
    ]
    assert told["payments"]["succeeded"] == 3
    assert told["disputes"]["soonest"][0]["amount"] is None
    assert told["disputes"]["amounts"] == []
    assert told["next_payouts"][0]["amount"] is None
    assert told["balance"] == []


async def test_lists_sums_and_stories(house: House, client: httpx.AsyncClient) -> None:
    await odd(house)
    rows = (await client.get(f"{V1}/payments")).json()["data"]
    assert {row["id"]: row["amount"] for row in rows} == {
        "none": None,
        "usdc": {"amount": 123, "currency": "usdc"},
        "much": {"amount": MUCH, "currency": "usd"},
    }
    totals = (await client.get(f"{V1}/payments/totals")).json()
    assert totals["count"] == 3
    assert [one["currency"] for one in totals["sums"][0]["amounts"]] == ["usd", "usdc"]
    for id_ in ("none", "usdc", "much"):
        story = await client.get(f"{V1}/payments/con_a/{id_}/story")
        assert story.status_code == 200, id_
    story = await client.get(f"{V1}/payments/con_a/much/story")
    (tried,) = story.json()["tries"]
    assert tried["amount"] == {"amount": MUCH, "currency": "usd"}
    assert tried["at"] is None, "nobody said when: not 1970"

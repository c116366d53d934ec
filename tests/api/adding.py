"""Asks for totals and whole lists, and adds lists up by hand."""

from typing import Any, Final

import httpx

V1 = "/api/v1/"
Sums = dict[str, dict[str, int]]
PARTED: Final = {
    "amount_given": ("pending", "requires_action", "succeeded"),
    "amount_sent": ("pending", "in_transit", "paid"),
    "amount_undone": ("failed", "canceled"),
    "amount_won": ("won",),
    "amount_lost": ("lost",),
}
"""Sums of `amount` over the rows in these states."""


async def totals(client: httpx.AsyncClient, path: str, **asked: Any) -> tuple[int, Sums]:
    answer = await client.get(f"{V1}{path}/totals", params=asked)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    sums = {one["field"]: by_currency(one["amounts"]) for one in told["sums"]}
    return told["count"], sums


def by_currency(amounts: list[dict[str, Any]]) -> dict[str, int]:
    return {money["currency"]: money["amount"] for money in amounts if money["amount"]}


async def listed(client: httpx.AsyncClient, path: str, **asked: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        params = {"limit": "100", **asked, **cursor}
        answer = (await client.get(V1 + path, params=params)).json()
        found += answer["data"]
        if answer["next_cursor"] is None:
            return found
        cursor = {"cursor": answer["next_cursor"]}


def added(rows: list[dict[str, Any]], field: str) -> dict[str, int]:
    states = PARTED.get(field)
    sums: dict[str, int] = {}
    for row in rows:
        money = row["amount" if states else field]
        if states is None or row["status"] in states:
            sums[money["currency"]] = sums.get(money["currency"], 0) + money["amount"]
    return {currency: amount for currency, amount in sums.items() if amount}

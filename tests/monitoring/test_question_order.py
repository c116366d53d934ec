"""In which order rows stand whose amounts are of several currencies."""

from typing import Any

import httpx

from tests.api import filling
from tests.monitoring.test_question_money import CON, DAY, OCTOBER, OWN, ask, upload
from tillwatch.intake.house import House
from tillwatch.rows import Attempt


async def test_rows_of_several_currencies_stand_by_what_they_are_worth(
    house: House, client: httpx.AsyncClient
) -> None:
    """A million yen are less than nine thousand euros; without rates each currency has its turn."""
    await filling.account(house, CON, "test")
    sales = []
    for place, (brand, currency, amount) in enumerate(
        (
            ("visa", "jpy", 1_000_000),
            ("mastercard", "eur", 900_000),
            ("amex", "usd", 300_000),
            ("diners", "jpy", 900_000),
            ("jcb", "jpy", 1),
        )
    ):
        told = {"currency": currency, "amount": amount, "amount_captured": amount}
        told |= {"status": "succeeded", "card_brand": brand, "created": OCTOBER + 5 * DAY}
        sales.append(filling.made(Attempt, f"s{place}", **told))
    await filling.rows(house, CON, *sales)

    async def order(**more: Any) -> tuple[list[str], str]:
        told = await ask(client, {"dimensions": ["scheme"], **more})
        return [line["dimensions"]["scheme"] for line in told["rows"]], told["order_rule"]

    found, rule = await order()
    assert found == ["visa", "diners", "jcb", "mastercard", "amex"]
    assert "No rate" in rule
    assert "JPY, then EUR, then USD" in rule
    await upload(client, "own", OWN)
    chosen = (await client.get("/api/v1/monitoring/choices")).json()
    await client.put("/api/v1/monitoring/choices", json={**chosen, "rates": "own"})
    by_worth = ["mastercard", "visa", "diners", "amex", "jcb"]
    found, rule = await order()
    assert found == by_worth
    assert "together in JPY" in rule
    lowest = {"by": "sales_volume", "descending": False}
    assert (await order(sort=lowest))[0] == by_worth[::-1]
    assert (await order(limit=2))[0] == by_worth[:2]
    averages = {"metrics": ["average_sales"], "sort": {"by": "average_sales"}}
    assert (await order(**averages))[0] == by_worth
    assert (await order(metrics=["sales_count"]))[1] is None


async def test_hours_and_ranges_of_amounts_follow_each_other(
    house: House, client: httpx.AsyncClient
) -> None:
    await filling.account(house, CON, "test")
    sales = []
    for place, (hour, amount) in enumerate(((9, 120_000), (10, 500), (2, 30_000), (2, 4_000))):
        told = {"currency": "usd", "amount": amount, "amount_captured": amount}
        told |= {"status": "succeeded", "created": OCTOBER + 5 * DAY + hour * 3600}
        sales.append(filling.made(Attempt, f"h{place}", **told))
    await filling.rows(house, CON, *sales)

    async def order(dimension: str, **more: Any) -> list[str]:
        told = await ask(client, {"dimensions": [dimension], **more})
        return [line["labels"][dimension] for line in told["rows"]]

    assert await order("hour") == ["02:00", "09:00", "10:00"]
    late = {"by": "hour", "descending": True}
    assert await order("hour", sort=late) == ["10:00", "09:00", "02:00"]
    assert await order("amount_range") == ["Below 10", "25–50", "250–500", "1,000 and more"]
    assert await order("hour", limit=2) == ["09:00", "02:00"]


async def test_rows_of_too_few_cases_are_left_out_and_told_of(
    house: House, client: httpx.AsyncClient
) -> None:
    """Of a rate: what it is a rate of. The totals hold them all the same."""
    await filling.account(house, CON, "test")
    tries = []
    for brand, count in (("visa", 5), ("amex", 3), ("jcb", 1)):
        for place in range(count):
            told = {"currency": "eur", "amount": 100, "card_brand": brand, "status": "failed"}
            told |= {"created": OCTOBER + place * DAY}
            tries.append(filling.made(Attempt, f"{brand}{place}", **told))
    await filling.rows(house, CON, *tries)
    asked: dict[str, Any] = {"metrics": ["authorization_rate"], "dimensions": ["scheme"]}

    async def kept(**more: Any) -> tuple[set[str], int, int]:
        told = await ask(client, {**asked, **more})
        brands = {line["dimensions"]["scheme"] for line in told["rows"]}
        total = told["totals"]["authorization_rate"]["ratios"][0]["denominator"]
        return brands, told["left_out"], total

    assert await kept() == ({"visa", "amex", "jcb"}, 0, 9)
    assert await kept(at_least=3) == ({"visa", "amex"}, 1, 9)
    assert await kept(at_least=4, grain="day") == ({"visa"}, 2, 9)
    assert (await kept(at_least=3, metrics=["sales_volume", "authorization_rate"]))[1] == 1
    refused = await ask(client, {**asked, "metrics": ["sales_volume"], "at_least": 2}, 422)
    assert refused["fields"]["at_least"].startswith("Nothing here counts cases")

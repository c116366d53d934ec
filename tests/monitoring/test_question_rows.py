"""The rows behind a number: their count or sum is that number, for every number that counts."""

import csv
import io
from collections import Counter
from typing import Any

import httpx
import pytest

from tests.monitoring import business
from tillwatch.features.monitoring import catalogue
from tillwatch.features.monitoring.catalogue import Counted
from tillwatch.intake.house import House

Json = dict[str, Any]
PERIOD: Json = {"from": "2026-07-01", "until": "2026-11-21"}
V1 = "/api/v1/metrics"
NOT_KNOWN = {"count": None, "amounts": None, "ratios": None, "originals": None}
COUNTED = [slug for slug, one in catalogue.METRICS.items() if isinstance(one.made, Counted)]


@pytest.fixture
async def shop(house: House) -> None:
    await business.open_business(house, 5, payments=120, days=120)


async def ask(client: httpx.AsyncClient, path: str, body: Json) -> Json:
    answer = await client.post(f"{V1}/{path}", json={"period": PERIOD, **body})
    assert answer.status_code == 200, answer.text
    told: Json = answer.json()
    return told


async def pages(client: httpx.AsyncClient, body: Json) -> tuple[list[Json], Json]:
    """All rows, and the last answer."""
    rows: list[Json] = []
    cursor: Json = {}
    while True:
        told = await ask(client, "rows", {"limit": 40, **body, **cursor})
        rows += told["data"]
        if told["next_cursor"] is None:
            return rows, told
        cursor = {"cursor": told["next_cursor"]}


def sums(rows: list[Json], name: str) -> Json:
    found: Counter[str] = Counter()
    for row in rows:
        if row[name] is not None:
            found[row[name]["currency"]] += row[name]["amount"]
    return {code: amount for code, amount in found.items() if amount}


def together(rows: list[Json], made: Counted) -> dict[str, int]:
    """What the amounts of the rows come to: their sum, or the least or the most of them."""
    if not made.is_extreme:
        return sums(rows, "counted")
    pick = max if made.kind == "most" else min
    codes = {row["counted"]["currency"] for row in rows}
    amounts = [(row["counted"]["currency"], row["counted"]["amount"]) for row in rows]
    return {code: pick(amount for c, amount in amounts if c == code) for code in codes}


def by_currency(amounts: list[Json]) -> Json:
    return {one["currency"]: one["amount"] for one in amounts if one["amount"]}


async def test_the_rows_of_every_number_that_counts_make_that_number(
    client: httpx.AsyncClient, shop: None
) -> None:
    clicked: Json = {}
    for start in range(0, len(COUNTED), 30):
        clicked |= (await ask(client, "query", {"metrics": COUNTED[start : start + 30]}))["totals"]
    for slug in COUNTED:
        made = catalogue.metric(slug).made
        assert isinstance(made, Counted)
        columns = [made.measure.partition(":")[2]] if made.measure.startswith("distinct") else []
        told = await ask(client, "rows", {"metric": slug, "columns": columns, "limit": 100})
        if clicked[slug] == NOT_KNOWN:
            continue
        assert told["number"] == clicked[slug], slug
        if told["next_cursor"] is not None:
            continue
        assert len(told["data"]) == told["count"], slug
        if columns:
            different = {row["values"][columns[0]] for row in told["data"]} - {None}
            assert len(different) == clicked[slug]["count"], slug
        elif clicked[slug]["count"] is not None:
            assert told["count"] == clicked[slug]["count"], slug
        else:
            assert together(told["data"], made) == by_currency(clicked[slug]["amounts"]), slug


async def test_pages_of_rows_make_the_number_together(
    client: httpx.AsyncClient, shop: None
) -> None:
    rows, told = await pages(client, {"metric": "authorization_volume"})
    assert len({row["id"] for row in rows}) == len(rows) == told["count"] > 80
    assert sums(rows, "counted") == by_currency(told["number"]["amounts"])
    moments = [row["created"] for row in rows]
    assert moments == sorted(moments, reverse=True)


async def test_a_cell_of_a_breakdown_opens_its_own_rows(
    client: httpx.AsyncClient, shop: None
) -> None:
    """Also one without a value, and one that is worked out of a column."""
    for dimension in ("scheme", "region", "weekday", "amount_range", "decline_hardness", "wallet"):
        question = {"metrics": ["decline_count"], "dimensions": [dimension]}
        for line in (await ask(client, "query", question))["rows"]:
            cell = line["dimensions"]
            told = await ask(client, "rows", {"metric": "decline_count", "cell": cell, "limit": 1})
            assert told["count"] == line["values"]["decline_count"]["count"], cell


async def test_both_parts_of_a_ratio_have_rows(client: httpx.AsyncClient, shop: None) -> None:
    question = {
        "metrics": ["authorization_rate"],
        "filter": {"dimension": "scheme", "is": ["visa"]},
    }
    [ratio] = (await ask(client, "query", question))["totals"]["authorization_rate"]["ratios"]
    for part in ("numerator", "denominator"):
        wanted = {"metric": "authorization_rate", "part": part, "filter": question["filter"]}
        assert (await ask(client, "rows", wanted))["count"] == ratio[part]


async def test_a_row_says_what_it_belongs_to_and_where_it_leads(
    client: httpx.AsyncClient, shop: None
) -> None:
    for fact in ("attempt", "payment", "refund", "dispute", "fee", "entry", "payout", "event"):
        told = await ask(client, "rows", {"fact": fact, "columns": ["currency"], "limit": 100})
        assert told["data"], fact
        leads = [row for row in told["data"] if row["opens"] is not None]
        assert leads, fact
        for row in leads[:3]:
            kind, id_ = row["opens"]["kind"], row["opens"]["id"]
            there = await client.get(f"/api/v1/{kind}s/{row['connection_id']}/{id_}")
            assert there.status_code == 200, (fact, row)


async def test_rows_of_a_fact_are_sorted_by_what_is_asked(
    client: httpx.AsyncClient, shop: None
) -> None:
    sort = {"by": "amount_captured", "descending": True}
    body = {"fact": "attempt", "columns": ["amount_captured"], "sort": sort}
    rows, told = await pages(client, body)
    taken = [row["values"]["amount_captured"]["amount"] for row in rows]
    assert taken == sorted(taken, reverse=True)
    assert len({row["id"] for row in rows}) == told["count"] > 100


async def test_what_cannot_be_listed_is_refused_in_a_sentence(
    client: httpx.AsyncClient, shop: None
) -> None:
    wrong: list[Json] = [
        {},
        {"metric": "sales_count", "fact": "attempt"},
        {"metric": "net_sales_volume"},
        {"metric": "nothing"},
        {"fact": "nothing"},
        {"fact": "payout", "columns": ["scheme"]},
        {"fact": "payout", "cell": {"scheme": "visa"}},
        {"fact": "attempt", "sort": {"by": "scheme"}},
        {"fact": "attempt", "cursor": "abc"},
        {"fact": "attempt", "cell": {"scheme": "vi\x00sa"}},
    ]
    for body in wrong:
        answer = await client.post(f"{V1}/rows", json={"period": PERIOD, **body})
        assert answer.status_code == 422, (body, answer.text)
        assert answer.json()["detail"]


async def test_sheets_have_the_same_numbers_and_no_formulas(
    house: House, client: httpx.AsyncClient, shop: None
) -> None:
    question = {"metrics": ["sales_volume", "sales_count"], "dimensions": ["scheme"]}
    answered = await ask(client, "query", question)
    sheet = await client.post(f"{V1}/query.csv", json={"period": PERIOD, **question})
    heads, *lines = csv.reader(io.StringIO(sheet.text))
    assert heads == ["Card brand", "Currency", "Sales", "Sales, number", "Mode"]
    assert sum(int(line[3] or 0) for line in lines) == answered["totals"]["sales_count"]["count"]
    told = await ask(client, "rows", {"metric": "sales_volume"})
    body = {"period": PERIOD, "metric": "sales_volume", "columns": ["descriptor", "amount"]}
    sheet = await client.post(f"{V1}/rows.csv", json=body)
    heads, *lines = csv.reader(io.StringIO(sheet.text))
    assert heads[:5] == ["Id", "Account", "Created", "Currency", "Amount"]
    assert len(lines) == told["count"]
    assert not any(cell.startswith(("=", "+", "@")) for line in lines for cell in line)

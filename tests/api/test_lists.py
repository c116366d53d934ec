"""Lists: every row once, newest first, whatever the page size; filters; what a row looks like."""

import asyncio
import re
import tempfile
from pathlib import Path
from typing import Any, get_type_hints

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.api import filling
from tests.api.conftest import NOW, furnished
from tillwatch.faces.api import shapes
from tillwatch.intake.house import House
from tillwatch.kernel.clock import SetClock
from tillwatch.ledger.questions import lists, scope
from tillwatch.ledger.questions.finding import filters
from tillwatch.rows import ROWS, Customer, Dispute, Payment, Refund
from tillwatch.store.tables import LEDGER as TABLES

pytestmark = pytest.mark.usefixtures("any_store")

LEDGER = "/api/v1/"


async def everything(client: httpx.AsyncClient, path: str, **asked: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        answer = (await client.get(LEDGER + path, params={**asked, **cursor})).json()
        found += answer["data"]
        if answer["next_cursor"] is None:
            return found
        cursor = {"cursor": answer["next_cursor"]}


async def test_newest_first_and_every_row_once(house: House, client: httpx.AsyncClient) -> None:
    await filling.account(house, "con_a")
    await filling.account(house, "con_b")
    for con in ("con_a", "con_b"):
        await filling.rows(
            house,
            con,
            *[
                filling.made(Payment, f"pi_{n}", created=100 + n // 3, currency="usd")
                for n in range(9)
            ],
        )
    expected = sorted(
        [(100 + n // 3, f"pi_{n}", con) for n in range(9) for con in ("con_a", "con_b")],
        reverse=True,
    )
    for limit in ("1", "2", "7", "18", "100"):
        found = await everything(client, "payments", limit=limit)
        assert [(row["id"], row["connection_id"]) for row in found] == [key[1:] for key in expected]


async def test_a_page_is_25_unless_asked(house: House, client: httpx.AsyncClient) -> None:
    await filling.account(house, "con_a")
    await filling.rows(house, "con_a", *[filling.made(Customer, f"cus_{n:02}") for n in range(30)])
    answer = (await client.get(LEDGER + "customers")).json()
    assert len(answer["data"]) == 25
    assert re.fullmatch("[A-Za-z0-9_-]+", answer["next_cursor"])


async def test_filters(house: House, client: httpx.AsyncClient) -> None:
    await filling.account(house, "con_live", "live")
    await filling.account(house, "con_test", "test")
    day = 86_400
    for con in ("con_live", "con_test"):
        await filling.rows(
            house,
            con,
            filling.made(
                Payment,
                f"{con}_1",
                created=day,
                status="succeeded",
                currency="usd",
                customer="cus_1",
            ),
            filling.made(
                Payment, f"{con}_2", created=2 * day, status="failed", currency="eur", disputed=True
            ),
            filling.made(Payment, f"{con}_3", created=3 * day, status="canceled", currency="usd"),
        )

    async def ids(**asked: object) -> list[str]:
        answer = await client.get(LEDGER + "payments", params=asked)  # type: ignore[arg-type]
        assert answer.status_code == 200, answer.text
        return sorted(row["id"] for row in answer.json()["data"])

    assert await ids(livemode="true") == ["con_live_1", "con_live_2", "con_live_3"]
    assert await ids(livemode="false", status="failed") == ["con_test_2"]
    assert await ids(status=["failed", "canceled"], connection_id="con_live") == [
        "con_live_2",
        "con_live_3",
    ]
    assert await ids(connection_id=["con_live", "con_test"], customer="cus_1") == [
        "con_live_1",
        "con_test_1",
    ]
    assert await ids(disputed="true") == ["con_live_2", "con_test_2"]
    assert await ids(created_from="1970-01-02T00:00:00Z", created_until="1970-01-03T00:00:00Z") == [
        "con_live_1",
        "con_test_1",
    ]
    assert await ids(created_from="1970-01-04") == ["con_live_3", "con_test_3"]
    assert await ids(connection_id="con_test", livemode="true") == []


async def test_money_and_moments(house: House, client: httpx.AsyncClient) -> None:
    await filling.account(house, "con_a", "live")
    await filling.rows(
        house,
        "con_a",
        filling.made(
            Refund,
            "re_1",
            created=1_700_000_000,
            amount=1234,
            currency="jpy",
            status="other",
            status_original="new_one",
        ),
        filling.made(
            Dispute, "du_1", created=1_700_000_000, amount=500, currency="usd", due_by=1_700_086_400
        ),
    )
    refund = (await client.get(LEDGER + "refunds/con_a/re_1")).json()
    assert refund["amount"] == {"amount": 1234, "currency": "jpy"}
    assert (refund["status"], refund["status_original"]) == ("other", "new_one")
    assert refund["created"] == "2023-11-14T22:13:20Z"
    assert refund["connection_id"] == "con_a"
    assert refund["livemode"] is True, "a refund does not say; its connection does"
    dispute = (await client.get(LEDGER + "disputes")).json()["data"][0]
    assert dispute["due_by"] == "2023-11-15T22:13:20Z"


keys = st.lists(
    st.tuples(st.sampled_from(("con_a", "con_b", "con_c")), st.integers(1, 6), st.integers(0, 9)),
    max_size=30,
    unique_by=lambda key: (key[0], key[2]),
)


scopes = st.sampled_from((None, ("con_a",), ("con_a", "con_c"), ()))
Key = tuple[str, int, int]
Place = tuple[int, str, str]


@given(keys, st.integers(1, 7), scopes, st.booleans())
@settings(max_examples=30)
def test_paging_law(
    rows: list[Key], limit: int, ids: tuple[str, ...] | None, filtered: bool
) -> None:
    """Any rows, any page size, any accounts: each row once, in order, and no other."""
    found = asyncio.run(_all_pages(rows, limit, ids, filtered))
    expected = [
        (at, f"cus_{n}", con)
        for con, at, n in rows
        if (ids is None or con in ids) and not (filtered and n % 2)
    ]
    assert found == sorted(expected, reverse=True)


async def _all_pages(
    rows: list[Key], limit: int, ids: tuple[str, ...] | None, filtered: bool
) -> list[Place]:
    with tempfile.TemporaryDirectory() as folder:
        house = await furnished(Path(folder), SetClock(NOW))
        try:
            await _fill(house, rows)
            modes = (await scope.scope(house.store)).modes
            given = {"email": ["0@EXAMPLE.com"]} if filtered else {}
            where = filters.narrowed("customer", TABLES["customer"], given)
            found: list[Place] = []
            cursor = None
            for _ in range(len(rows) + 1):
                page = await lists.page(
                    house.store,
                    "customer",
                    scope.Scope(modes=modes, ids=ids),
                    where=where,
                    cursor=cursor,
                    limit=limit,
                )
                found += [(row["created"], row["id"], row["connection_id"]) for row in page.rows]
                cursor = page.next_cursor
                if cursor is None:
                    return found
        finally:
            await house.store.close()
    raise AssertionError("the list has no end")


async def _fill(house: House, rows: list[Key]) -> None:
    for con in ("con_a", "con_b", "con_c"):
        await filling.account(house, con)
        mine = [
            filling.made(Customer, f"cus_{n}", created=at, email=f"{n % 2}@example.com")
            for of, at, n in rows
            if of == con
        ]
        await filling.rows(house, con, *mine)


def test_every_number_of_a_row_is_told() -> None:
    """An amount, a moment or a plain count: a new number in a row must be one of them."""
    counts = {
        ("payment", "attempts"),
        ("attempt", "risk_score"),
        ("attempt", "card_exp_month"),
        ("attempt", "card_exp_year"),
        ("dispute", "submission_count"),
        ("invoice", "attempt_count"),
        ("price", "interval_count"),
    }
    numbers = {
        (row.table, name)
        for row in ROWS
        if row.table in filters.FILTERS
        for name, hint in get_type_hints(row).items()
        if hint in (int, int | None) and name != "created"
    }
    told = {(table, name) for table, names in shapes.MONEY.items() for name in names}
    told |= {(table, name) for table, names in shapes.MOMENTS.items() for name in names}
    assert numbers == told | counts

"""Sheets: every row once, amounts exact, nothing a spreadsheet would run as a formula."""

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest

from tests.api import filling, shop
from tests.api.conftest import NOW
from tillwatch.faces.api.routes.rows import PATHS, export, sheets
from tillwatch.faces.api.shapes import STRUCTS
from tillwatch.intake.house import House
from tillwatch.kernel import times
from tillwatch.ledger.questions import scope
from tillwatch.ledger.questions.finding.question import Question
from tillwatch.rows import Customer, Payment, Payout

pytestmark = pytest.mark.usefixtures("any_store")

V1 = "/api/v1/"


async def sheet(client: httpx.AsyncClient, path: str, **asked: Any) -> list[dict[str, str]]:
    answer = await client.get(f"{V1}{path}.csv", params=asked)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.content.decode(), newline="")))


async def test_a_payment_with_all_that_belongs_to_it(
    house: House, client: httpx.AsyncClient
) -> None:
    await shop.open_shop(house)
    guest, omer, maya = await sheet(client, "payments")
    assert [row["Payment"] for row in (guest, omer, maya)] == ["pi_guest", "pi_omer1", "pi_maya1"]
    assert (guest["Amount"], guest["Currency"], guest["Captured"]) == ("1200", "jpy", "0")
    assert guest["Why it failed"] == "insufficient_funds"
    assert (maya["Amount"], maya["Currency"], maya["Net"]) == ("184.50", "usd", "184.50")
    assert (maya["Fee"], maya["Settlement currency"]) == ("0.00", "usd")
    assert (maya["Payout"], maya["Payout arrival"]) == ("po_1", "2026-11-02T12:00:00Z")
    assert (maya["Customer name"], maya["Customer e-mail"]) == (
        "Maya Patel",
        "Maya.Patel@example.com",
    )
    assert (maya["Disputed"], omer["Disputed"]) == ("yes", "no")
    assert list(maya)[-3:] == ["Account", "Connection", "Mode"]
    assert (maya["Account"], maya["Connection"], maya["Mode"]) == (
        f"Shop {shop.CON}",
        shop.CON,
        "live",
    )
    assert maya["Created"] == "2026-11-01T12:00:00Z"


async def test_the_same_question_as_the_list(house: House, client: httpx.AsyncClient) -> None:
    await shop.open_shop(house)
    assert [row["Payment"] for row in await sheet(client, "payments", q="patel")] == ["pi_maya1"]
    assert [row["Payment"] for row in await sheet(client, "payments", status="failed")] == [
        "pi_guest"
    ]
    assert await sheet(client, "payments", livemode="false") == []
    assert (await client.get(V1 + "payments.csv?limit=5")).status_code == 422


async def test_moments_in_a_zone_and_a_name_for_the_file(
    house: House, client: httpx.AsyncClient
) -> None:
    await shop.open_shop(house)
    (row,) = await sheet(client, "payouts", tz="Asia/Tokyo")
    assert row["Arrival"] == "2026-11-02T21:00:00+09:00"
    answer = await client.get(V1 + "payouts.csv?tz=Pacific/Kiritimati")
    assert times.rfc3339(NOW) == "2026-11-02T12:00:00Z"
    assert answer.headers["content-disposition"] == 'attachment; filename="payouts-2026-11-03.csv"'
    assert (await client.get(V1 + "payouts.csv?tz=Mars")).status_code == 422


@pytest.mark.parametrize("begin", ["=1+1", "+49 30", "-2", "@sum", "\tx", "\rx"])
async def test_no_text_becomes_a_formula(
    house: House, client: httpx.AsyncClient, begin: str
) -> None:
    await filling.account(house, "con_a")
    await filling.rows(
        house,
        "con_a",
        filling.made(Customer, "cus_1", name=begin, phone="049", description=f'a "{begin}"'),
        filling.made(Payout, "po_1", amount=-1250, currency="usd"),
    )
    (customer,) = await sheet(client, "customers")
    assert (customer["Name"], customer["Phone"]) == ("'" + begin, "049")
    assert customer["Description"] == f'a "{begin}"'
    (payout,) = await sheet(client, "payouts")
    assert Decimal(payout["Amount"]) == Decimal("-12.50")


@pytest.mark.parametrize(
    ("minor", "currency", "written"),
    [(1234, "usd", "12.34"), (1234, "jpy", "1234"), (1234, "kwd", "1.234"), (5, "usd", "0.05")],
)
async def test_amounts_are_exact(
    house: House, client: httpx.AsyncClient, minor: int, currency: str, written: str
) -> None:
    await filling.account(house, "con_a")
    await filling.rows(
        house, "con_a", filling.made(Payment, "pi_1", amount=minor, currency=currency)
    )
    (row,) = await sheet(client, "payments")
    assert (row["Amount"], row["Currency"], row["Fee"]) == (written, currency, "")


async def test_every_row_once_however_many_batches(
    house: House, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "BATCH", 3)
    await filling.account(house, "con_a")
    some = [filling.made(Payment, f"pi_{n}", created=n // 2, currency="usd") for n in range(10)]
    await filling.rows(house, "con_a", *some)
    found = [row["Payment"] for row in await sheet(client, "payments")]
    assert found == [f"pi_{n}" for n in (9, 8, 7, 6, 5, 4, 3, 2, 1, 0)]


async def test_rows_are_read_only_as_they_are_taken(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever goes after the first piece has had one batch read and no more."""
    monkeypatch.setattr(export, "BATCH", 3)
    await filling.account(house, "con_a")
    some = [filling.made(Payment, f"pi_{n}", created=n, currency="usd") for n in range(9)]
    await filling.rows(house, "con_a", *some)
    wanted = Question(table="payment", scope=await scope.scope(house.store))
    pieces = export.lines(house.store, wanted, times.zone("UTC"))
    first = (await anext(pieces)).decode()
    assert first.count("\r\n") == 4
    await pieces.aclose()
    assert await anext(pieces, None) is None


@pytest.mark.parametrize("table", sheets.SHEETS)
def test_columns_are_fields(table: str) -> None:
    fields = {*STRUCTS[table].__struct_fields__, "connection_id", "account", "mode"}
    if table == "payment":
        fields |= {"fee", "net", "settlement_currency", "available_on", "payout", "product"}
    assert {column.field for column in sheets.SHEETS[table]} <= fields
    assert len(set(sheets.heads(table))) == len(sheets.heads(table))
    assert table in PATHS.values()


async def test_a_sheet_has_the_days_of_the_zone_and_says_whose_each_row_is(
    house: House, client: httpx.AsyncClient
) -> None:
    """The evening of 30 September in UTC is the morning of 1 October in Tokyo."""
    await filling.account(house, "con_a", "live")
    await filling.account(house, "con_b", mode=None)
    evening = round(datetime(2026, 9, 30, 19, 11, 43, tzinfo=UTC).timestamp())
    for connection in ("con_a", "con_b"):
        row = filling.made(Payment, f"pi_{connection}", created=evening, currency="jpy")
        await filling.rows(house, connection, row)
    asked = {"created_from": "2026-10-01T00:00:00+09:00", "tz": "Asia/Tokyo"}
    rows = await sheet(client, "payments", **asked)
    assert {row["Created"] for row in rows} == {"2026-10-01T04:11:43+09:00"}
    whose = sorted((row["Account"], row["Connection"], row["Mode"]) for row in rows)
    assert whose == [("Shop con_a", "con_a", "live"), ("Shop con_b", "con_b", "")]

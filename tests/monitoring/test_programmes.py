"""Limits of the card networks over a simulated business, and over a few rows whose sums one can do
by hand."""

from typing import Any

import httpx
import pytest

from tests.api import filling
from tests.monitoring import business
from tillwatch.features.monitoring.programmes import months
from tillwatch.intake.house import House
from tillwatch.kernel.clock import SetClock
from tillwatch.kernel.times import parse
from tillwatch.rows import Attempt, BalanceEntry, Dispute, FraudWarning, Row
from tillwatch.store.tables import connection

SHOP = "con_shop"
NOVEMBER = parse("2026-11-02T10:00:00Z")
OCTOBER = parse("2026-10-20T10:00:00Z")


def sold(id_: str, at: int, brand: str = "visa", **told: Any) -> Attempt:
    given = {
        "amount": 5_000,
        "amount_captured": 5_000,
        "currency": "usd",
        "status": "succeeded",
        "captured": True,
        "card_brand": brand,
        "network_status": "approved_by_network",
        "statement_descriptor": "LAMPS* 4711",
        "method": "card",
        "payment": f"pi_{id_}",
    }
    return filling.made(Attempt, id_, created=at, **{**given, **told})


def disputed(id_: str, attempt: str, at: int, status: str = "needs_response") -> Dispute:
    told = {"reason": "fraudulent", "amount": 5_000, "currency": "usd", "attempt": attempt}
    return filling.made(Dispute, id_, created=at, status=status, **told)


def warned(id_: str, attempt: str, at: int) -> FraudWarning:
    return filling.made(FraudWarning, id_, created=at, attempt=attempt, fraud_type="misc")


async def shop(house: House, *rows: Row, country: str | None = "US", id_: str = SHOP) -> None:
    await filling.account(house, id_, "test")
    async with house.store.writing() as tx:
        where = connection.update().where(connection.c.id == id_)
        await tx.execute(where.values(account={"country": country} if country else None))
    await filling.rows(house, id_, *rows)


async def asked(client: httpx.AsyncClient, **query: Any) -> dict[str, Any]:
    found = await client.get("/api/v1/programmes", params=query)
    assert found.status_code == 200, found.text
    answer: dict[str, Any] = found.json()
    return answer


def programme(answer: dict[str, Any], slug: str) -> dict[str, Any]:
    [found] = [one for one in answer["programmes"] if one["slug"] == slug]
    return dict(found)


def ratio(one: dict[str, Any]) -> tuple[int, int]:
    return one["ratio"]["numerator"], one["ratio"]["denominator"]


async def test_what_counts_and_what_does_not(house: House, client: httpx.AsyncClient) -> None:
    """A case that is reported and disputed counts twice; questions, prevented cases and other
    brands do not."""
    await shop(
        house,
        *(sold(f"ch_{n}", NOVEMBER) for n in range(8)),
        sold("ch_mc", NOVEMBER, "mastercard"),
        sold("ch_held", NOVEMBER, amount_captured=0, captured=False),
        sold("ch_old", OCTOBER),
        warned("fw_1", "ch_1", NOVEMBER + 60),
        disputed("dp_1", "ch_1", NOVEMBER + 60),
        disputed("dp_old", "ch_old", NOVEMBER + 60, "lost"),
        disputed("dp_asked", "ch_2", NOVEMBER + 60, "warning_needs_response"),
        disputed("dp_closed", "ch_3", NOVEMBER + 60, "warning_closed"),
        disputed("dp_prevented", "ch_4", NOVEMBER + 60, "prevented"),
        disputed("dp_before", "ch_old", OCTOBER + 60, "won"),
        disputed("dp_mc", "ch_mc", NOVEMBER + 60),
    )
    answer = await asked(client, month="2026-11")
    visa = programme(answer, "visa_vamp")
    assert ratio(visa) == (3, 8)
    counts = {one["slug"]: one["count"] for one in visa["measures"]}
    assert counts == {"visa_warning": 1, "visa_dispute": 2, "visa_sale": 8}
    assert [part["descriptor"] for part in visa["by_descriptor"]] == ["LAMPS"]
    assert visa["region"] == "US"
    assert visa["state"] == "far"
    assert answer["running"]
    [attention, excessive] = visa["levels"]
    assert (attention["more"], excessive["more"]) == (2, 1_497)
    rows = await client.get("/api/v1/programmes/visa_vamp/cases", params={"month": "2026-11"})
    assert {row["id"] for row in rows.json()["data"]} == {"fw_1", "dp_1", "dp_old"}
    before = programme(await asked(client, month="2026-10"), "visa_vamp")
    assert ratio(before) == (1, 1), "the outcome does not matter"


async def test_mastercard_sets_disputes_against_the_payments_of_the_month_before(
    house: House, client: httpx.AsyncClient
) -> None:
    await shop(
        house,
        *(sold(f"ch_{n}", OCTOBER, "mastercard") for n in range(4)),
        sold("ch_now", NOVEMBER, "mastercard"),
        disputed("dp_1", "ch_now", NOVEMBER + 60),
        sold("ch_late", OCTOBER, "mastercard", balance_entry="txn_late"),
        filling.made(BalanceEntry, "txn_late", created=NOVEMBER, currency="usd"),
    )
    found = programme(await asked(client, month="2026-11"), "mastercard_ecm")
    assert ratio(found) == (1, 4), "what was captured in November is November's"
    assert found["sales_month"] == "2026-10"
    assert [past["month"] for past in found["history"]][::12] == ["2025-11", "2026-11"]


async def test_a_past_month_is_drawn_with_the_limit_of_its_day(
    house: House, client: httpx.AsyncClient
) -> None:
    await shop(house, sold("ch_1", NOVEMBER))
    history = programme(await asked(client, month="2026-11"), "visa_vamp")["history"]
    limits = {
        past["month"]: limit["ratio"]
        for past in history
        for limit in past["limits"]
        if limit["level"] == "excessive"
    }
    assert limits["2026-03"] == {
        "currency": None,
        "numerator": 11,
        "denominator": 500,
        "low": None,
        "high": None,
    }
    assert limits["2026-04"] == {
        "currency": None,
        "numerator": 3,
        "denominator": 200,
        "low": None,
        "high": None,
    }


async def test_accounts_of_several_regions_are_judged_apart(
    house: House, client: httpx.AsyncClient
) -> None:
    await shop(house, sold("ch_us", NOVEMBER))
    await shop(house, sold("ch_ae", NOVEMBER), country="AE", id_="con_emirates")
    await shop(house, sold("ch_no", NOVEMBER), country=None, id_="con_nowhere")
    answer = await asked(client, month="2026-11")
    visa = [one for one in answer["programmes"] if one["slug"] == "visa_vamp"]
    found = {tuple(one["connections"]): one["levels"][1]["rule"]["count"] for one in visa}
    assert found[("con_emirates",)] == 150
    [secure] = [one for one in answer["programmes"] if one["slug"] == "visa_secure"]
    assert secure["connections"] == [SHOP], "a rule of the US is not for who may be elsewhere"
    assert {one["slug"] for one in answer["left_out"]} == {"visa_secure"}


async def test_amounts_are_converted_by_the_rate_of_the_months_last_day_or_left_out(
    house: House, client: httpx.AsyncClient
) -> None:
    secure = {"three_d_secure": "authenticated"}
    paid = {"balance_entry": "txn_1", **secure}
    await shop(
        house,
        sold("ch_usd", OCTOBER, **secure),
        sold("ch_eur", OCTOBER, currency="eur", **paid),
        sold("ch_sek", OCTOBER, currency="sek", **secure),
        warned("fw_usd", "ch_usd", OCTOBER),
        warned("fw_eur", "ch_eur", OCTOBER),
        warned("fw_sek", "ch_sek", OCTOBER),
        filling.made(
            BalanceEntry,
            "txn_1",
            created=OCTOBER,
            currency="usd",
            exchange_rate="1.25",
            source="ch_eur",
        ),
    )
    answer = await asked(client, month="2026-10")
    found = programme(answer, "visa_secure")
    assert found["ratio"] == {
        "currency": "usd",
        "numerator": 11_250,
        "denominator": 11_250,
        "low": None,
        "high": None,
    }
    assert found["unconverted"] == ["sek"], "what there is no rate for is named, not taken at 1"
    assert found["levels"][0]["more_value"] == {"amount": 7_488_750, "currency": "usd"}
    assert found["outlook"] is None
    [rate] = answer["rates"]
    assert (rate["currency"], rate["rate"], rate["day"]) == ("eur", "1.25", "2026-10-20")


async def test_a_business_agrees_with_its_rows(
    house: House, client: httpx.AsyncClient, clock: SetClock
) -> None:
    """Every month of it, counted again from the rows themselves; months add up by account."""
    clock.at = business.NOON
    rows = await business.open_business(house, 1, payments=1_500, days=200)
    tries = {row.id: row for row in rows if isinstance(row, Attempt)}
    booked = {row.id: row.created for row in rows if isinstance(row, BalanceEntry)}
    visa = programme(await asked(client, connection_id=business.CON), "visa_vamp")
    for past in visa["history"]:
        month = months.parse(past["month"])
        period = months.period(month)

        def within(moment: int, period: Any = period) -> bool:
            return bool(period.start <= moment < period.end)

        sales = [
            one
            for one in tries.values()
            if (one.card_network or one.card_brand) == "visa"
            and one.amount_captured
            and within(booked.get(one.balance_entry or "", one.created))
        ]
        cases = [
            row
            for row in rows
            if isinstance(row, Dispute | FraudWarning)
            and within(row.created)
            and (tried := tries.get(row.attempt or "")) is not None
            and (tried.card_network or tried.card_brand) == "visa"
            and not getattr(row, "status", "").startswith(("warning_", "prevented"))
        ]
        assert ratio(past) == (len(cases), len(sales)), past["month"]
    assert sum(part["cases"] for part in visa["by_account"]) == visa["cases"]
    assert sum(part["sales"] for part in visa["by_descriptor"]) == visa["sales"]
    outlook = visa["outlook"]
    assert outlook is not None
    assert outlook["days_left"] == 10
    assert visa["cases"] <= outlook["cases"]["low"] <= outlook["cases"]["high"]
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        query: dict[str, str] = {"limit": "2", **({"cursor": cursor} if cursor else {})}
        page = (await client.get("/api/v1/programmes/visa_vamp/cases", params=query)).json()
        seen += [row["id"] for row in page["data"]]
        cursor = page["next_cursor"]
    assert len(seen) == len(set(seen)) == visa["cases"]


@pytest.mark.parametrize("month", ["2026-13", "1900-01", "0000-00"])
async def test_what_is_no_month_is_refused(client: httpx.AsyncClient, month: str) -> None:
    found = await client.get("/api/v1/programmes", params={"month": month})
    assert found.status_code == 422, found.text


@pytest.mark.parametrize("month", ["1971-01", "9998-12"])
async def test_a_month_without_anything_has_no_data(
    house: House, client: httpx.AsyncClient, month: str
) -> None:
    await shop(house, sold("ch_1", NOVEMBER))
    answer = await asked(client, month=month)
    assert not answer["running"]
    assert all(ratio(one)[1] == 0 for one in answer["programmes"])
    if month == "1971-01":
        assert answer["programmes"] == [], "no network had a rule then"


async def test_rules_are_told_with_their_sources(client: httpx.AsyncClient) -> None:
    found = (await client.get("/api/v1/programmes/rules")).json()["programmes"]
    assert {one["slug"] for one in found} >= {"visa_vamp", "mastercard_ecm", "mastercard_efm"}
    assert all(r["source"] for one in found for level in one["levels"] for r in level["rules"])
    missing = await client.get("/api/v1/programmes/nothing/cases")
    assert missing.status_code == 404

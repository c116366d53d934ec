"""Cohorts, against the same counted from the rows by hand."""

from collections import Counter, defaultdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from tests.api import filling
from tests.monitoring import business
from tillwatch.intake.house import House
from tillwatch.kernel.clock import SetClock
from tillwatch.rows import Attempt, Dispute, Payment

Json = dict[str, Any]
ZONE = "America/New_York"
CON = business.CON


def month(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, ZoneInfo(ZONE)).strftime("%Y-%m")


async def ask(client: httpx.AsyncClient, kind: str, **more: Any) -> Json:
    period = {"from": "2026-07-01T04:00:00Z", "until": "2026-11-01T04:00:00Z"}
    asked = {"kind": kind, "period": period, "tz": ZONE, "livemode": False, **more}
    answer = await client.post("/api/v1/metrics/cohorts", json=asked)
    assert answer.status_code == 200, answer.text
    told: Json = answer.json()
    return told


async def test_disputes_are_counted_by_the_month_of_their_sale(
    house: House, client: httpx.AsyncClient, clock: SetClock
) -> None:
    clock.advance(business.NOON - clock.now())
    rows = await business.open_business(house, 4, payments=200, days=140)
    tries = {r.id: r for r in rows if isinstance(r, Attempt)}
    sizes = Counter(month(r.created) for r in tries.values() if r.amount_captured)
    opened: Counter[tuple[str, str]] = Counter()
    for row in rows:
        if isinstance(row, Dispute) and not row.status.startswith("warning_"):
            of = tries[row.attempt or ""]
            opened[month(of.created), month(row.created)] += row.status != "prevented"
    told = await ask(client, "disputes")
    assert [one["start"][:7] for one in told["cohorts"]] == [f"2026-{n:02}" for n in range(7, 11)]
    for cohort in told["cohorts"]:
        first = cohort["start"][:7]
        assert cohort["size"] == sizes[first]
        for point in cohort["points"]:
            until = point["start"][:7]
            so_far = sum(n for (sale, at), n in opened.items() if sale == first and at <= until)
            assert (point["numerator"], point["denominator"]) == (so_far, sizes[first])
        assert cohort["points"][-1]["complete"] is False
        assert cohort["mature"] is False or first == "2026-07"
    assert sum(one["points"][-1]["numerator"] for one in told["cohorts"]) > 0


async def test_customers_come_back_by_the_month_of_their_first_payment(
    house: House, client: httpx.AsyncClient, clock: SetClock
) -> None:
    clock.advance(business.NOON - clock.now())
    await filling.account(house, CON, "test")
    made, bought = [], defaultdict[str, list[str]](list)
    days = ((0, "a"), (1, "b"), (40, "a"), (41, "a"), (80, "b"), (100, "c"), (101, "a"))
    for number, (day, customer) in enumerate(days):
        at = 1_783_000_000 + day * 86_400
        bought[customer].append(month(at))
        told = {"created": at, "customer": customer, "currency": "usd", "amount": 100}
        made.append(filling.made(Payment, f"pi_{number}", status="succeeded", **told))
    made.append(filling.made(Payment, "pi_x", status="failed", created=1_783_000_000, customer="d"))
    await filling.rows(house, CON, *made)
    told = await ask(client, "customers")
    for cohort in told["cohorts"]:
        first = cohort["start"][:7]
        mine = [months for months in bought.values() if min(months) == first]
        assert cohort["size"] == len(mine)
        for point in cohort["points"]:
            again = sum(point["start"][:7] in months for months in mine)
            assert (point["numerator"], point["denominator"]) == (again, len(mine))
    assert told["cohorts"][0]["points"][1]["numerator"] == 1
    first, second = (point["start"] for point in told["cohorts"][0]["points"][:2])
    last = told["cohorts"][0]["points"][2]["start"]
    cell = {
        "metric": "payments_succeeded_count",
        "began": {"from": first, "until": second},
        "period": {"from": second, "until": last},
        "tz": ZONE,
        "livemode": False,
    }
    rows = (await client.post("/api/v1/metrics/rows", json=cell)).json()
    assert [row["id"] for row in rows["data"]] == ["pi_3", "pi_2"]
    assert (rows["count"], rows["customers"]) == (2, 1)
    refused = await client.post("/api/v1/metrics/rows", json={**cell, "metric": "sales_count"})
    assert refused.status_code == 422
    nobody = await ask(client, "customers", filter={"dimension": "currency", "is": ["eur"]})
    assert {one["size"] for one in nobody["cohorts"]} == {0}


async def test_what_cannot_be_followed_is_refused(client: httpx.AsyncClient) -> None:
    for wrong in (
        {"kind": "refunds"},
        {"period": {"from": "2020-01-01", "until": "2026-01-01"}},
        {"filter": {"dimension": "failure_code", "is": ["x"]}},
        {"filter": {"dimension": "outcome", "is": ["x"]}},
        {"tz": "Mars"},
    ):
        period = {"from": "2026-07-01", "until": "2026-11-01"}
        asked = {"kind": "disputes", "period": period, **wrong}
        answer = await client.post("/api/v1/metrics/cohorts", json=asked)
        assert answer.status_code == 422, wrong

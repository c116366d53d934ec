"""The first page's figures, by the definitions in docs/metrics.md."""

from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo

import httpx
import pytest

from tests.api import filling
from tillwatch.intake.house import House
from tillwatch.kernel import times
from tillwatch.kernel.clock import SetClock
from tillwatch.ledger.questions.figures import spans
from tillwatch.rows import Balance, Dispute, Payment, Payout, Refund

pytestmark = pytest.mark.usefixtures("any_store")

OVERVIEW = "/api/v1/overview"
NOON = times.parse("2026-11-02T12:00:00Z")
HOUR = 3600
DAY = 86_400


def payment(id: str, created: int, status: str, captured: int = 0, attempts: int = 1) -> Payment:
    return filling.made(
        Payment,
        id,
        created=created,
        status=status,
        currency="usd",
        amount=1000,
        amount_captured=captured,
        attempts=attempts,
    )


async def test_what_counts_as_tried(house: House, client: httpx.AsyncClient) -> None:
    await filling.account(house, "con_a", "live")
    await filling.rows(
        house,
        "con_a",
        payment("pi_1", NOON - HOUR, "succeeded", 1000),
        payment("pi_2", NOON - HOUR, "failed"),
        payment("pi_3", NOON - HOUR, "canceled", attempts=1),
        payment("pi_4", NOON - HOUR, "canceled", attempts=0),
        payment("pi_5", NOON - HOUR, "incomplete", attempts=0),
        payment("pi_6", NOON - HOUR, "processing"),
        payment("pi_7", NOON - HOUR, "requires_action"),
        payment("pi_8", NOON - HOUR, "requires_capture"),
        payment("pi_9", NOON - 40 * DAY, "succeeded", 700),
    )
    figures = (await client.get(OVERVIEW)).json()
    assert figures["payments"] == {
        "succeeded": 1,
        "tried": 3,
        "failed": 1,
        "previous_succeeded": 0,
        "previous_tried": 0,
        "previous_failed": 0,
    }
    assert figures["volume"] == [{"amount": 1000, "currency": "usd"}]
    assert figures["period"] == {"start": "2026-11-01T00:00:00Z", "end": "2026-11-02T12:00:01Z"}
    assert figures["previous"] == {"start": "2026-10-01T00:00:00Z", "end": "2026-10-02T12:00:01Z"}


async def test_live_and_test_never_mix(house: House, client: httpx.AsyncClient) -> None:
    await filling.account(house, "con_live", "live")
    await filling.account(house, "con_test", "test")
    await filling.rows(house, "con_live", payment("pi_1", NOON, "succeeded", 1))
    await filling.rows(house, "con_test", payment("pi_2", NOON, "succeeded", 20))

    async def volume_of(**asked: str) -> tuple[int, bool]:
        figures = (await client.get(OVERVIEW, params=asked)).json()
        return figures["volume"][0]["amount"], figures["livemode"]

    assert await volume_of() == (1, True)
    assert await volume_of(livemode="false") == (20, False)
    assert await volume_of(connection_id="con_test") == (20, False)


async def test_days_belong_to_a_zone(house: House, client: httpx.AsyncClient) -> None:
    """Berlin's 25 October 2026 has 25 hours: from 22:00 UTC the day before to 23:00 UTC."""
    start = times.parse("2026-10-24T22:00:00Z")
    await filling.account(house, "con_a", "live")
    await filling.rows(
        house,
        "con_a",
        payment("pi_before", start - 1, "succeeded", 1),
        payment("pi_first", start, "succeeded", 10),
        payment("pi_last", start + 25 * HOUR - 1, "succeeded", 100),
        payment("pi_after", start + 25 * HOUR, "succeeded", 1000),
    )
    figures = (await client.get(OVERVIEW, params={"tz": "Europe/Berlin"})).json()
    days = {day["date"]: day["volume"] for day in figures["days"]}
    assert len(figures["days"]) == 90
    assert list(days) == sorted(days)
    assert figures["days"][-1]["date"] == "2026-11-02"
    assert [days[f"2026-10-{n}"][0]["amount"] for n in (24, 25, 26)] == [1, 110, 1000]


async def test_refunds_disputes_balance_and_payouts(
    house: House, client: httpx.AsyncClient
) -> None:
    await filling.account(house, "con_a", "live")
    await filling.object_read_at(house, "con_a", "balance", NOON - 60)
    usd = {"currency": "usd"}
    due = NOON + 3 * DAY
    await filling.rows(
        house,
        "con_a",
        filling.made(Refund, "re_1", created=NOON, amount=300, status="succeeded", **usd),
        filling.made(Refund, "re_2", created=NOON, amount=50, status="pending", **usd),
        filling.made(Refund, "re_3", created=NOON, amount=9000, status="failed", **usd),
        filling.made(Dispute, "du_1", amount=500, status="needs_response", due_by=due, **usd),
        filling.made(Dispute, "du_2", amount=70, status="under_review", **usd),
        filling.made(Dispute, "du_3", amount=9000, status="lost", **usd),
        filling.made(Payout, "po_1", status="in_transit", amount=5, arrival_date=NOON, **usd),
        filling.made(Payout, "po_2", status="paid", amount=6, arrival_date=NOON, **usd),
        filling.made(
            Balance,
            "balance",
            available=[{"amount": 10, "currency": "usd"}],
            pending=[{"amount": -4, "currency": "usd"}],
        ),
    )
    figures = (await client.get(OVERVIEW)).json()
    assert figures["refunds"] == {
        "count": 2,
        "amounts": [{"amount": 350, "currency": "usd"}],
        "previous_count": 0,
        "previous_amounts": [],
    }
    assert figures["disputes"]["open"] == 2
    assert figures["disputes"]["amounts"] == [{"amount": 570, "currency": "usd"}]
    assert figures["disputes"]["next_due"] == "2026-11-05T12:00:00Z"
    assert figures["balance"] == [
        {
            "currency": "usd",
            "available": {"amount": 10, "currency": "usd"},
            "pending": {"amount": -4, "currency": "usd"},
            "as_of": "2026-11-02T11:59:00Z",
        }
    ]
    assert [one["id"] for one in figures["next_payouts"]] == ["po_1"]
    assert figures["next_payouts"][0]["arrival_date"] == "2026-11-02"


@pytest.mark.parametrize(
    ("now", "zone", "start", "end"),
    [
        ("2026-03-31T12:00:00Z", "UTC", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"),
        ("2026-01-15T00:00:00Z", "UTC", "2025-12-01T00:00:00Z", "2025-12-15T00:00:01Z"),
        ("2026-11-02T12:00:00Z", "Europe/Berlin", "2026-09-30T22:00:00Z", "2026-10-02T11:00:01Z"),
    ],
)
def test_the_same_part_of_the_month_before(now: str, zone: str, start: str, end: str) -> None:
    month = times.month_to_date(times.parse(now), ZoneInfo(zone))
    before = spans.month_before(month, ZoneInfo(zone))
    assert (times.rfc3339(before.start), times.rfc3339(before.end)) == (start, end)


async def test_days_of_one_zone_touch(clock: SetClock) -> None:
    """No second is in two days or in none, whatever the zone does with its clocks."""
    for name in ("Europe/Berlin", "America/New_York", "Africa/Cairo", "Asia/Kathmandu"):
        days = [period for _, period in times.days(date(2026, 1, 1), 365, ZoneInfo(name))]
        assert all(a.end == b.start for a, b in pairwise(days))

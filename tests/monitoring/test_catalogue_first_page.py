"""What the first page and the catalogue both tell is the same."""

from typing import Any

import httpx

from tests.monitoring import business
from tillwatch.intake.house import House

SPAN = ("2026-10-05T00:00:00Z", "2026-11-01T00:00:00Z")
METRICS = (
    "payments_tried_count payments_succeeded_count payment_volume refund_count refund_volume "
    "chargeback_events_count chargeback_events_volume inquiry_count"
).split()


async def test_the_first_page_says_the_same(house: House, client: httpx.AsyncClient) -> None:
    await business.open_business(house, 2, payments=200, days=60)
    page = (
        await client.get(
            "/api/v1/overview", params=dict(zip(("period_from", "period_until"), SPAN, strict=True))
        )
    ).json()
    said = await totals(client, METRICS)
    assert said["payment_volume"]["amounts"] == page["volume"]
    assert said["payments_tried_count"]["count"] == page["payments"]["tried"] > 50
    assert said["payments_succeeded_count"]["count"] == page["payments"]["succeeded"]
    assert said["refund_count"]["count"] == page["refunds"]["count"]
    assert said["refund_volume"]["amounts"] == page["refunds"]["amounts"]
    assert said["chargeback_events_count"]["count"] == page["disputes_opened"]["count"]
    assert said["chargeback_events_volume"]["amounts"] == page["disputes_opened"]["amounts"]
    assert said["inquiry_count"]["count"] == page["disputes_opened"]["questions"]
    payments = {"dimension": "category", "is": ["charge"]}
    costs = await totals(client, ["fees_volume", "fees_sales_volume"], filter=payments)
    assert costs["fees_volume"]["amounts"] == [one["fee"] for one in page["costs"]]
    assert costs["fees_sales_volume"]["amounts"] == [one["gross"] for one in page["costs"]]


async def totals(client: httpx.AsyncClient, metrics: list[str], **more: Any) -> Any:
    period = dict(zip(("from", "until"), SPAN, strict=True))
    asked = {"metrics": metrics, "period": period, **more}
    answer = await client.post("/api/v1/metrics/query", json=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()["totals"]

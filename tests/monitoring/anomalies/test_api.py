"""Anomalies over HTTP: what was found with its slices and amounts, and a series beside what is
usual."""

import csv
from itertools import pairwise
from typing import Any

import httpx

from tests.monitoring import business
from tests.monitoring.anomalies.test_look import DAYS, NOON, OUTAGE, PAYMENTS, lookout
from tillwatch.intake.house import House
from tillwatch.kernel import times


async def test_an_anomaly_tells_its_slices_its_price_and_its_series(
    house: House, client: httpx.AsyncClient
) -> None:
    await business.open_business(house, 1, payments=PAYMENTS, days=DAYS)
    await lookout(house, NOON).once()
    found = (await client.get("/api/v1/anomalies", params={"limit": 1})).json()
    [testing] = found["data"]
    assert testing["looks_like"] == "card_testing"
    assert testing["state"] == "resolved"
    more = {"limit": 1, "cursor": found["next_cursor"]}
    [outage] = (await client.get("/api/v1/anomalies", params=more)).json()["data"]
    [level, *_] = outage["levels"]
    assert (level["dimension"], level["value"]) == ("issuer", "Summit National")
    assert outage["reason"] == "issuer_not_available"
    assert outage["failed"] * 1000 > 3 * outage["usual_milli"]
    asked = {
        "connection_id": outage["connection_id"],
        "dimension": "issuer",
        "value": "Summit National",
        "created_from": times.rfc3339(OUTAGE.at),
        "created_until": times.rfc3339(OUTAGE.at + OUTAGE.lasts_s),
    }
    shown = (await client.get("/api/v1/anomalies/series", params=asked)).json()
    assert sum(point["counted"] for point in shown["points"]) >= level["failed"]
    assert all(p["lower"] <= p["upper"] <= p["critical"] for p in shown["points"])
    assert sum(point["usual_milli"] for point in shown["points"]) < 3000
    await listed(client, outage)
    await looked_behind(client, asked, shown["points"])
    await sensed(house, client)


async def listed(client: httpx.AsyncClient, outage: Any) -> None:
    """Narrowed, in order of what it costs, as a sheet."""

    async def ids(**asked: Any) -> list[str]:
        found = (await client.get("/api/v1/anomalies", params=asked)).json()
        return [one["id"] for one in found["data"]]

    newest, oldest = await ids()
    assert oldest == outage["id"]
    assert await ids(sort="impact") == [oldest, newest]
    assert await ids(sort="impact", limit=1) == [oldest]
    assert await ids(q="summit outage") == [oldest]
    assert await ids(q="100%") == []
    assert await ids(kind="silence") == []
    assert await ids(standing="open") == []
    assert await ids(severity="critical", kind=["declines", "drift"]) == [newest, oldest]
    assert await ids(created_until=times.rfc3339(OUTAGE.at)) == []
    assert await ids(created_from=outage["since"], created_until=outage["until"]) == [oldest]
    assert outage["slices"][0] == ["issuer", "Summit National"]
    assert outage["cost"]["amount"] >= max(one["amount"] for one in outage["impacts"][:1])
    sheet = (await client.get("/api/v1/anomalies.csv", params={"q": "summit"})).text
    heads, first, *_ = list(csv.reader(sheet.splitlines()))
    assert dict(zip(heads, first, strict=True))["KPI"] == "Failed payments"
    assert len(sheet.splitlines()) == 1 + len(outage["impacts"])


async def looked_behind(
    client: httpx.AsyncClient, asked: dict[str, Any], points: list[Any]
) -> None:
    """The most unusual slice is the one it was, and each count is as many payments."""
    whole = {name: asked[name] for name in asked if name not in ("dimension", "value")}
    found = (await client.get("/api/v1/anomalies/slices", params=whole)).json()
    assert found["enough"]
    rare = {(one["dimension"], one["value"]) for one in found["data"][:4]}
    assert ("issuer", "Summit National") in rare
    assert all(a["once_in"] >= b["once_in"] for a, b in pairwise(found["data"]))
    point = max(points, key=lambda one: int(one["counted"]))
    start = times.parse(point["at"])
    part = {"created_from": point["at"], "created_until": times.rfc3339(start + 900)}
    shown = (await client.get("/api/v1/anomalies/tries", params=asked | part)).json()
    assert shown["counted"] == point["counted"]
    assert {one["outcome"] for one in shown["data"]} == {"declined"}
    wrong = asked | {"measure": "sales", "dimension": "reason_code", "value": "expired_card"}
    assert (await client.get("/api/v1/anomalies/tries", params=wrong)).status_code == 422


async def sensed(house: House, client: httpx.AsyncClient) -> None:
    """What was chosen is judged again, and what somebody has read stays."""
    path = "/api/v1/anomalies/sensitivity"
    tried = (await client.get(f"{path}/tried", params={"connection_id": business.CON})).json()
    assert tried["found"]["calm"] <= tried["found"]["usual"] == 2 <= tried["found"]["keen"]
    assert (await client.put(path, json={"sensitivity": "much"})).status_code == 422
    assert (await client.put(path, json={"sensitivity": "keen"})).json()["sensitivity"] == "keen"
    added = await lookout(house, NOON + 60).once()
    found = (await client.get("/api/v1/anomalies")).json()["data"]
    assert len(found) == tried["found"]["keen"] == 2 + added
    assert await lookout(house, NOON + 120).once() == 0


async def test_an_account_without_enough_history_says_what_it_takes(
    house: House, client: httpx.AsyncClient
) -> None:
    await business.open_business(house, 1, payments=120, days=40)
    [told] = (await client.get("/api/v1/anomalies/watched")).json()["data"]
    assert (told["enough"], told["until"]) == (False, None)
    assert (told["days_min"], told["payments_min"]) == (30, 400)


async def test_half_a_slice_is_refused(house: House, client: httpx.AsyncClient) -> None:
    await business.open_business(house, 1, payments=120, days=40)
    asked = {
        "connection_id": business.CON,
        "created_from": "2026-11-01",
        "created_until": "2026-11-02",
    }
    for wrong in ({"dimension": "issuer"}, {"dimension": "email", "value": "x"}):
        answer = await client.get("/api/v1/anomalies/series", params=asked | wrong)
        assert answer.status_code == 422

"""Anomalies over HTTP: what was found with its slices and amounts, and a series beside what is
usual."""

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

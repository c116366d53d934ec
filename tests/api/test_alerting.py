"""Rules and alerts over the API: kept, tried, read, put off, dealt with."""

from typing import Any

import httpx

from tests.api import filling
from tests.monitoring import business
from tillwatch.features.monitoring.alerts.ruled.recommended import RECOMMENDED
from tillwatch.intake.house import House
from tillwatch.kernel.clock import SetClock

V1 = "/api/v1"
DECLINES = {"metric": "decline_count", "op": "above", "limit": 5}


async def titles(client: httpx.AsyncClient, **asked: Any) -> list[str]:
    answer = await client.get(f"{V1}/alerts", params=asked)
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["data"]]


async def test_the_recommended_rules_are_there_from_the_start_and_can_be_switched_off(
    client: httpx.AsyncClient,
) -> None:
    rules = (await client.get(f"{V1}/alert-rules")).json()["data"]
    assert [one["recommended"] for one in rules] == list(RECOMMENDED)
    assert all(one["enabled"] for one in rules)
    path = f"{V1}/alert-rules/{rules[0]['id']}"
    off = (await client.patch(path, json={"enabled": False})).json()
    assert off["enabled"] is False
    refused = await client.delete(path)
    assert refused.status_code == 409
    again = (await client.get(f"{V1}/alert-rules")).json()["data"]
    assert [one["enabled"] for one in again[:2]] == [False, True]


async def test_a_rule_is_told_as_it_was_made_and_refused_where_it_says_nothing(
    client: httpx.AsyncClient,
) -> None:
    asked = {"name": "Declines", "definition": {"tests": [DECLINES], "dimensions": ["scheme"]}}
    made = await client.post(f"{V1}/alert-rules", json=asked)
    assert made.status_code == 201, made.text
    shown = made.json()["definition"]
    assert shown["tests"][0]["limit"] == 5
    assert shown["frame"]["unit"] == "hour"
    assert made.json()["noise"]["fired"] == 0
    for wrong in ({"tests": []}, {"tests": [{"metric": "x"}]}, {"other": 1}, {"tests": 3}):
        answer = await client.post(f"{V1}/alert-rules", json={**asked, "definition": wrong})
        assert answer.status_code == 422, answer.text
    people = {"tests": [{**DECLINES, "metric": "paying_customers_count"}]}
    refused = await client.post(f"{V1}/alert-rules", json={**asked, "definition": people})
    assert "counts each payment or customer once" in refused.json()["detail"]
    elsewhere = {"tests": [DECLINES], "connections": ["con_none"]}
    answer = await client.post(f"{V1}/alert-rules", json={**asked, "definition": elsewhere})
    assert answer.status_code == 404


async def test_a_rule_is_tried_on_the_past_with_dates_and_combinations(
    house: House, client: httpx.AsyncClient, clock: SetClock
) -> None:
    clock.at = business.NOON
    await business.open_business(house, 1, payments=1500, days=90)
    definition = {"tests": [{**DECLINES, "limit": 2}], "dimensions": ["issuer"]}
    answer = await client.post(f"{V1}/alert-rules/try", json={"definition": definition, "days": 40})
    told = answer.json()
    assert answer.status_code == 200, told
    assert told["complete"] is True
    assert told["fired"] == len(told["found"]) > 0
    assert any("Summit National" in one["title"] for one in told["found"])
    assert told["judged"] is True
    many = {"tests": [{"metric": "decline_rate", "op": "above", "limit": 1}], "minimum": 9999}
    answer = await client.post(f"{V1}/alert-rules/try", json={"definition": many, "days": 40})
    assert (answer.json()["fired"], answer.json()["judged"]) == (0, False)
    assert (await client.get(f"{V1}/alerts", params={"standing": "all"})).json()["data"] == []
    silent = await client.post(f"{V1}/alert-rules/try", json={"kind": "webhook", "definition": {}})
    assert silent.json()["replayed"] is False


async def test_an_alert_waits_until_it_was_read_put_off_or_dealt_with(
    house: House, client: httpx.AsyncClient, clock: SetClock
) -> None:
    now = int(clock.now())
    await filling.alert(house, "alr_now", severity="critical")
    await filling.alert(house, "alr_over", until=now)
    await filling.alert(house, "alr_quiet", at=now + 3600)
    assert set(await titles(client)) == {"alr_now", "alr_over"}
    counts = (await client.get(f"{V1}/alerts/counts")).json()
    assert counts == {"waiting": 2, "unread": 2, "critical": 1}
    both = {"ids": ["alr_now", "alr_over"]}
    assert (await client.post(f"{V1}/alerts/read", json=both)).status_code == 204
    assert await titles(client) == ["alr_now"]
    await client.post(f"{V1}/alerts/read", json={**both, "read": False})
    assert len(await titles(client)) == 2
    until = {"until": "2026-11-02T13:00:00Z"}
    snoozed = (await client.post(f"{V1}/alerts/alr_now/snooze", json=until)).json()
    assert (snoozed["state"], snoozed["read"]) == ("snoozed", True)
    assert await titles(client, standing="snoozed") == ["alr_now"]
    clock.advance(3601)
    assert set(await titles(client)) == {"alr_now", "alr_over", "alr_quiet"}
    assert (await client.post(f"{V1}/alerts/alr_now/resolve")).json()["state"] == "resolved"
    assert await titles(client, standing="resolved") == ["alr_now"]
    assert (await client.post(f"{V1}/alerts/alr_now/reopen")).json()["state"] == "open"
    past = {"until": "2026-01-01"}
    assert (await client.post(f"{V1}/alerts/alr_now/snooze", json=past)).status_code == 422
    assert (await client.get(f"{V1}/alerts/none")).status_code == 404


async def test_pages_of_alerts_follow_each_other(house: House, client: httpx.AsyncClient) -> None:
    for number in range(5):
        await filling.alert(house, f"alr_{number}", at=1000 + number // 2)
    seen: list[str] = []
    cursor = None
    while True:
        asked = {"limit": 2, **({"cursor": cursor} if cursor else {})}
        page = (await client.get(f"{V1}/alerts", params=asked)).json()
        seen += [one["id"] for one in page["data"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == ["alr_4", "alr_3", "alr_2", "alr_1", "alr_0"]


async def test_test_alerts_are_not_among_the_live_ones(
    house: House, client: httpx.AsyncClient
) -> None:
    await filling.account(house, "con_live", "live")
    await filling.account(house, "con_test", "test")
    await filling.alert(house, "alr_live", "con_live")
    await filling.alert(house, "alr_test", "con_test")
    await filling.alert(house, "alr_all", figures={"livemode": False})
    assert await titles(client, livemode="true") == ["alr_live"]
    assert set(await titles(client, livemode="false")) == {"alr_test", "alr_all"}


async def test_alerts_are_searched_in_what_is_said_and_by_their_rule(
    house: House, client: httpx.AsyncClient
) -> None:
    rules = (await client.get(f"{V1}/alert-rules")).json()["data"]
    by_name = {one["name"]: one["id"] for one in rules}
    await filling.alert(house, "alr_bank", rule_id=by_name["A bank does not answer"])
    await filling.alert(house, "alr_said", sentence="100 % of Summit_National")
    await filling.alert(house, "alr_other", title="Refunds")
    assert await titles(client, q="bank does not") == ["alr_bank"]
    assert await titles(client, q="SUMMIT_") == ["alr_said"]
    assert await titles(client, q="%") == ["alr_said"]
    sheet = await client.get(f"{V1}/alerts.csv", params={"q": "refunds", "tz": "Europe/Berlin"})
    [head, line, end] = sheet.text.split("\r\n")
    assert head.startswith("Alert,Told,Began,Over,How bad,State,Read,Rule,What,Said")
    assert line.startswith("alr_other,2026-")
    assert ",,warning,open,no,,Refunds,Many.,," in line
    assert end == ""


async def test_a_rule_tells_what_it_was_worth_to_whoever_asks(
    house: House, client: httpx.AsyncClient
) -> None:
    rule = (await client.get(f"{V1}/alert-rules")).json()["data"][0]
    now = int(house.clock.now())
    for number, (days, seen) in enumerate([(1, None), (2, 0), (29, 0), (31, None), (100, None)]):
        told = {"at": now - days * 86_400, "seen": seen, "rule_id": rule["id"]}
        await filling.alert(house, f"alr_{number}", **told)
    await client.post(f"{V1}/alerts/read", json={"ids": ["alr_1", "alr_3"]})
    noise = (await client.get(f"{V1}/alert-rules/{rule['id']}")).json()["noise"]
    assert (noise["fired"], noise["read"], noise["ignored"]) == (4, 2, 2)
    assert (noise["lately"], noise["lately_quiet"], noise["lately_mine"]) == (3, 2, 1)

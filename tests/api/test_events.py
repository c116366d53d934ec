"""Events once each, whatever the number of API versions; Activity as sentences."""

import httpx
import pytest

from tests.api import filling
from tillwatch.intake import mentions
from tillwatch.intake.house import House

pytestmark = pytest.mark.usefixtures("any_store")

V1 = "/api/v1"
CHARGE = {
    "id": "ch_1",
    "object": "charge",
    "amount": 2500,
    "currency": "eur",
    "status": "succeeded",
    "paid": True,
    "captured": True,
    "amount_captured": 2500,
    "billing_details": {"email": "ada@example.com", "name": "Ada Lovelace"},
}


async def test_an_event_is_one_whatever_its_versions(
    house: House, client: httpx.AsyncClient
) -> None:
    await filling.account(house, "con_a")
    old = {"api_version": "2020-08-27", "received_ms": 1_790_000_001_000, "source": "poll"}
    new = {"api_version": "2026-01-28", "received_ms": 1_790_000_002_000, "source": "webhook"}
    await filling.event(house, "con_a", "evt_1", "charge.succeeded", {**CHARGE, "v": 1}, **old)
    await filling.event(house, "con_a", "evt_1", "charge.succeeded", {**CHARGE, "v": 2}, **new)
    (event,) = (await client.get(V1 + "/events")).json()["data"]
    assert event == {
        "id": "evt_1",
        "connection_id": "con_a",
        "livemode": False,
        "created": "2026-09-21T14:13:20Z",
        "received_at": "2026-09-21T14:13:21Z",
        "type": "charge.succeeded",
        "source": "poll",
        "account": None,
        "thin": False,
        "object": {"kind": "charge", "id": "ch_1"},
        "says": "Money taken",
        "sentence": {
            "icon": "payment",
            "tone": "plain",
            "who": "Ada Lovelace",
            "text": "paid",
            "amount": {"amount": 2500, "currency": "eur"},
        },
    }
    single = (await client.get(V1 + "/events/con_a/evt_1?raw=true")).json()
    assert single.pop("raw")["data"]["object"]["v"] == 2
    first, second = single.pop("deliveries")
    assert single.pop("body_kept") is True
    assert single.pop("links")["stripe"].endswith("/test/events/evt_1")
    assert first == {
        "api_version": "2020-08-27",
        "source": "poll",
        "received_at": "2026-09-21T14:13:21Z",
        "repeats": 0,
    }
    assert (second["api_version"], second["source"]) == ("2026-01-28", "webhook")
    assert single == event


async def test_unknown_events_are_kept_and_silent(house: House, client: httpx.AsyncClient) -> None:
    await filling.account(house, "con_a")
    await filling.event(house, "con_a", "evt_1", "moon.landed", {"id": "m_1", "object": "moon"})
    await filling.event(house, "con_a", "evt_2", "odd.thing", {"nothing": 1}, created=5)
    events = (await client.get(V1 + "/events")).json()["data"]
    assert [event["object"] for event in events] == [{"kind": "moon", "id": "m_1"}, None]
    assert [event["says"] for event in events] == ["moon landed", "odd thing"]
    assert (await client.get(V1 + "/activity")).json() == {"data": [], "next_cursor": None}


async def test_filters_and_pages(house: House, client: httpx.AsyncClient) -> None:
    await filling.account(house, "con_a")
    await filling.account(house, "con_live", "live")
    for n in range(5):
        about = {**CHARGE, "id": f"ch_{n}"}
        await filling.event(house, "con_a", f"evt_{n}", "charge.succeeded", about, created=100 + n)
    await filling.event(house, "con_live", "evt_x", "payout.paid", {}, created=1, livemode=True)

    async def ids(**asked: str) -> list[str]:
        found: list[str] = []
        cursor: dict[str, str] = {}
        while True:
            params = {"limit": "2", **asked, **cursor}
            answer = (await client.get(V1 + "/events", params=params)).json()
            found += [event["id"] for event in answer["data"]]
            if answer["next_cursor"] is None:
                return found
            cursor = {"cursor": answer["next_cursor"]}

    assert await ids() == ["evt_4", "evt_3", "evt_2", "evt_1", "evt_0", "evt_x"]
    assert await ids(type="payout.paid") == ["evt_x"]
    assert await ids(livemode="true") == ["evt_x"]
    assert await ids(connection_id="con_a", created_from="1970-01-01T00:01:43Z") == [
        "evt_4",
        "evt_3",
    ]


async def test_activity_speaks(house: House, client: httpx.AsyncClient) -> None:
    await filling.account(house, "con_a")
    for n in range(60):
        kind = "charge.succeeded" if n % 20 == 0 else "moon.landed"
        about = {**CHARGE, "id": f"ch_{n}"} if n % 20 == 0 else {"id": f"m_{n}", "object": "moon"}
        await filling.event(house, "con_a", f"evt_{n:02}", kind, about, created=100 + n)
    answer = (await client.get(V1 + "/activity?limit=2")).json()
    assert [deed["event_id"] for deed in answer["data"]] == ["evt_40", "evt_20"]
    rest = (await client.get(f"{V1}/activity?limit=2&cursor={answer['next_cursor']}")).json()
    assert [deed["event_id"] for deed in rest["data"]] == ["evt_00"]
    assert rest["next_cursor"] is None
    deed = rest["data"][0]
    assert deed["amount"] == {"amount": 2500, "currency": "eur"}
    assert (deed["icon"], deed["source"]) == ("payment", "webhook")
    assert deed["text"]


async def test_what_is_not_the_accounts_own_is_kept_and_makes_no_sentence(
    house: House, client: httpx.AsyncClient
) -> None:
    """A test endpoint that posts to the address of a live connection must not alert anybody."""
    await filling.account(house, "con_live", mode="live")
    charge = "charge.succeeded"
    await filling.event(house, "con_live", "evt_own", charge, CHARGE, created=1, livemode=True)
    await filling.event(house, "con_live", "evt_test", charge, CHARGE, created=2, livemode=False)
    others = {"livemode": True, "account": "acct_another"}
    await filling.event(house, "con_live", "evt_other", charge, CHARGE, created=3, **others)
    events = (await client.get(V1 + "/events")).json()["data"]
    assert {row["id"]: row["sentence"] is not None for row in events} == {
        "evt_other": False,
        "evt_test": False,
        "evt_own": True,
    }
    deeds = (await client.get(V1 + "/activity")).json()["data"]
    assert [row["event_id"] for row in deeds] == ["evt_own"]


async def test_activity_names_the_payment(house: House, client: httpx.AsyncClient) -> None:
    """A charge's intent, or the charge itself where there is none; a customer has none."""
    await filling.account(house, "con_a")
    new, old = {**CHARGE, "payment_intent": "pi_1"}, {**CHARGE, "payment_intent": None}
    dispute = {"id": "du_1", "object": "dispute", "charge": "ch_1", "payment_intent": "pi_1"}
    ada = {"id": "cus_1", "object": "customer", "name": "Ada"}
    told = [
        ("charge.succeeded", new),
        ("charge.refunded", old),
        ("charge.dispute.created", dispute),
        ("customer.created", ada),
    ]
    for n, (kind, about) in enumerate(told):
        await filling.event(house, "con_a", f"evt_{n}", kind, about, created=100 - n)
    deeds = (await client.get(V1 + "/activity")).json()["data"]
    assert [deed["payment"] for deed in deeds] == ["pi_1", "ch_1", "pi_1", None]
    assert deeds[2]["object"] == {"kind": "dispute", "id": "du_1"}


async def test_activity_is_asked_for_by_type_and_time(
    house: House, client: httpx.AsyncClient
) -> None:
    await filling.account(house, "con_a")
    payout = {"id": "po_1", "object": "payout", "amount": 900, "currency": "eur"}
    for n in range(4):
        about, kind = (CHARGE, "charge.succeeded") if n % 2 == 0 else (payout, "payout.failed")
        await filling.event(house, "con_a", f"evt_{n}", kind, about, created=100 + n)

    async def ids(query: str) -> list[str]:
        answer = (await client.get(f"{V1}/activity?{query}")).json()
        return [deed["event_id"] for deed in answer["data"]]

    assert await ids("type=payout.failed") == ["evt_3", "evt_1"]
    assert await ids("type=payout.failed&type=charge.succeeded&limit=2") == ["evt_3", "evt_2"]
    after = "created_from=1970-01-01T00:01:42Z"
    assert await ids(after) == ["evt_3", "evt_2"]
    assert await ids(f"type=payout.failed&{after}") == ["evt_3"]
    assert await ids("created_until=1970-01-01T00:01:42Z&type=payout.failed") == ["evt_1"]


async def test_events_are_found_by_their_id_and_by_what_they_are_about(
    house: House, client: httpx.AsyncClient
) -> None:
    """Also those whose object only names it, whether noted already or not."""
    await filling.account(house, "con_a")
    await filling.account(house, "con_b")
    about = {**CHARGE, "payment_intent": "pi_1"}
    await filling.event(house, "con_a", "evt_1", "charge.succeeded", about, created=10)
    await mentions.once(house)
    await filling.event(house, "con_a", "evt_2", "charge.updated", about, created=20)
    await filling.event(house, "con_a", "evt_3", "charge.updated", {**CHARGE, "id": "ch_2"})
    await filling.event(house, "con_b", "evt_4", "charge.updated", about, created=30)

    async def found(query: str) -> list[str]:
        answer = await client.get(V1 + "/events?" + query)
        return [event["id"] for event in answer.json()["data"]]

    assert await found("q=ch_1") == ["evt_4", "evt_2", "evt_1"]
    assert await found("q=pi_1&connection_id=con_a") == ["evt_2", "evt_1"]
    assert await found("q=evt_3") == ["evt_3"]
    assert await found("q=evt_4&connection_id=con_a") == []
    assert await found("q=nothing") == []

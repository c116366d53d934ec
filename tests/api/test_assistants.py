"""An assistant asks by tools alone: what it is told equals the API, and is no more than its token
may see."""

from typing import Any

import httpx
import pytest

from tests.api import filling, shop
from tests.api.assistant import assistant, door, request, told
from tests.api.filling import made
from tillwatch.faces.api.app import operations
from tillwatch.faces.api.guard import Permit
from tillwatch.faces.mcp.tools import TOOLS
from tillwatch.intake.house import House
from tillwatch.people import roles, tokens
from tillwatch.people.tokens import Grant
from tillwatch.rows import Payment

YESTERDAY = {
    "period_from": "2026-11-01T00:00:00Z",
    "period_until": "2026-11-02T00:00:00Z",
    "compare": "previous",
}
OTHER = "con_other"


@pytest.fixture
async def filled(house: House) -> House:
    """The shop, with failures and one that succeeded at the second try; and another account."""
    await shop.open_shop(house)
    failed: dict[str, Any] = {"status": "failed", "currency": "usd", "attempts": 1}
    await filling.rows(
        house,
        shop.CON,
        *(
            made(
                Payment,
                f"pi_poor{n}",
                created=shop.NOON + n,
                amount=1000,
                decline_code="insufficient_funds",
                **failed,
            )
            for n in range(3)
        ),
        made(Payment, "pi_silent", created=shop.NOON, amount=500, **failed),
        made(
            Payment,
            "pi_twice",
            created=shop.NOON,
            amount=700,
            status="succeeded",
            currency="usd",
            attempts=2,
        ),
    )
    await filling.account(house, OTHER, "live")
    await filling.rows(
        house, OTHER, made(Payment, "pi_other", created=shop.NOON, amount=9, **failed)
    )
    return house


async def test_why_did_payments_fail_yesterday(filled: House, client: httpx.AsyncClient) -> None:
    async with assistant(filled) as reader:
        found = await told(reader, "why_payments_failed", period="yesterday")
        figures = (await client.get("/api/v1/overview", params=YESTERDAY)).json()
        paid, why = figures["payments"], figures["failures"]
        assert found["failed"]["numerator"] == paid["failed"] == why["total"] == 6
        assert found["failed"]["denominator"] == paid["tried"]
        assert found["recovered"]["numerator"] == 1
        assert [(one["code"], one["count"]) for one in found["reasons"]] == [
            (one["code"], one["count"]) for one in why["top"]
        ]
        poor = found["reasons"][0]
        assert (poor["code"], poor["count"]) == ("insufficient_funds", 4)
        assert [(one["amount"], one["text"]) for one in poor["amounts"]] == [
            (1200, "1,200 JPY"),
            (3000, "30.00 USD"),
        ]
        assert found["says"].startswith(
            f"6 of {paid['tried']} payments tried on 1 November 2026 (UTC) failed (live): "
            f"{poor['words']} (4)"
        )
        example = poor["examples"][0]
        assert example["page"].endswith(f"/payments/{shop.CON}/{example['id']}")
        for source in found["sources"]:  # each leads to the same again
            assert (await client.get(source.removeprefix("GET "))).status_code == 200


async def test_a_story_a_payout_a_dispute_a_search(filled: House) -> None:
    async with assistant(filled) as reader:
        dispute = await told(reader, "open_disputes")
        assert (dispute["open"], dispute["amounts"][0]["text"]) == (1, "184.50 USD")
        assert dispute["disputes"][0]["due_by"] == "2026-11-02T12:00:00Z"
        assert (dispute["can_be_answered"], dispute["next_due"]) == (0, None)  # it is over just now
        story = await told(
            reader, "payment", connection_id=shop.CON, id=dispute["disputes"][0]["payment"]
        )
        assert story["customer"]["name"] == "Maya Patel"
        assert story["payout"]["id"] == "po_1"
        payouts = await told(reader, "payouts")
        assert payouts["payouts"][0]["holds"]["adds_up"] is True
        held = await told(reader, "payout", connection_id=shop.CON, id="po_1")
        assert held["adds_up"] is True
        assert held["net"]["text"] == held["payout"]["amount"]["text"]
        found = await told(reader, "search", text="maya.patel@example.com")
        assert {row["kind"] for row in found["found"]} >= {"customer", "payment"}
        accounts = await told(reader, "accounts")
        assert [one["id"] for one in accounts["accounts"]] == [shop.CON, OTHER]
        assert "health" in await told(reader, "health")
        assert "events" in await told(reader, "events", period="yesterday")
        figures = await told(reader, "figures", period="yesterday")
        assert figures["volume"][0]["currency"] == "usd"


async def test_lists_are_bounded_and_go_on(filled: House) -> None:
    async with assistant(filled) as reader:
        first = await told(reader, "payments", limit=2, period="yesterday")
        assert (len(first["payments"]), first["count"]) == (2, 9)
        rest = await told(
            reader, "payments", limit=50, period="yesterday", cursor=first["next_cursor"]
        )
        assert (len(rest["payments"]), rest["next_cursor"]) == (7, None)
        refused = await told(reader, "payments", limit=51)
        assert refused["code"] == "bad_input"
        assert "limit" in refused["says"]


@pytest.mark.parametrize(
    "asked", [{"colour": "red"}, {"period": "today", "since": "2026-11-01"}, {"zone": "Mars"}]
)
async def test_what_cannot_be_asked_is_refused_in_a_sentence(filled: House, asked: Any) -> None:
    async with assistant(filled) as reader:
        assert (await told(reader, "payments", **asked))["code"] == "bad_input"


async def test_support_sees_pseudonyms(filled: House) -> None:
    async with assistant(filled, "support") as support:
        story = await told(support, "payment", connection_id=shop.CON, id="pi_maya1")
        listed = await told(support, "payments", customer="cus_maya")
        found = await told(support, "search", text="maya.pa")
    assert story["customer"]["name"].startswith("Person ")
    assert story["customer"]["name"] == listed["payments"][0]["name"]
    assert "Patel" not in str(story) + str(listed)
    assert found["found"] == []
    assert found["says"] != "0 hits."  # but why


async def test_a_token_kept_to_one_account_sees_one(filled: House) -> None:
    async with assistant(filled, Grant(role="reader", connections=[OTHER])) as kept:
        accounts = await told(kept, "accounts")
        found = await told(kept, "why_payments_failed", period="yesterday")
        hidden = await told(kept, "payment", connection_id=shop.CON, id="pi_maya1")
    assert [one["id"] for one in accounts["accounts"]] == [OTHER]
    assert found["failed"]["numerator"] == 1
    assert hidden["code"] == "not_found"


async def test_every_role_has_the_tools_of_its_permissions(filled: House) -> None:
    """And each is refused by name to who may not, as the API itself would."""
    known = {one.permit.permission for one in operations() if isinstance(one.permit, Permit)}
    assert {tool.permission for tool in TOOLS.values()} <= known
    for role in roles.TABLE:
        may = roles.permissions(role)
        async with assistant(filled, role, writes=True) as client:
            offered = {tool.name for tool in (await client.list_tools()).tools}
            assert offered == {tool.name for tool in TOOLS.values() if tool.permission in may}
            for name in TOOLS.keys() - offered:
                refused = await told(client, name)
                assert refused["code"] == "not_allowed"
                assert TOOLS[name].permission in refused["says"]


async def test_a_tool_that_writes_needs_the_permission_and_the_door(filled: House) -> None:
    asked = {"connection_id": shop.CON}
    async with assistant(filled, "owner") as reads:
        names = {tool.name for tool in (await reads.list_tools()).tools}
        assert "check_for_missed_activity" not in names
        refused = await told(reads, "check_for_missed_activity", **asked)
        assert refused["code"] == "only_reads"
    async with assistant(filled, "owner", writes=True) as writes:
        found = await told(writes, "check_for_missed_activity", **asked)
    # it went through the gate to the API, which finds that this account has no key
    assert (found["code"], "has no key" in found["says"]) == ("bad_input", True)


async def test_without_a_token_nothing_is_said(filled: House) -> None:
    async with door(filled) as stranger:
        for shown in ({}, {"authorization": "Bearer tw_wrong"}, {"authorization": "Basic dTpw"}):
            refused = await stranger.post("/mcp", json=request("tools/list"), headers=shown)
            assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
        assert (await stranger.get("/mcp")).status_code == 405


async def test_over_http_it_is_the_same(filled: House) -> None:
    token = await tokens.create(filled.store, filled.clock, "assistant", "reader")
    known = {"authorization": f"Bearer {token}"}
    asked = request("tools/call", name="accounts", arguments={})
    async with door(filled) as client:
        answer = await client.post("/mcp", json=asked, headers=known)
        assert answer.status_code == 200, answer.text
        assert answer.headers["cache-control"] == "no-store"
        assert len(answer.json()["result"]["structuredContent"]["accounts"]) == 2


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"host": "evil.example"}, "unknown_host"),
        ({"host": "evil.example", "origin": "http://evil.example"}, "unknown_host"),
        ({"origin": "http://evil.example"}, "cross_site"),
        ({"origin": "null"}, "cross_site"),
        ({"sec-fetch-site": "cross-site"}, "cross_site"),
    ],
)
async def test_another_sites_page_is_refused(house: House, sent: Any, code: str) -> None:
    token = await tokens.create(house.store, house.clock, "assistant", "reader")
    known = {"authorization": f"Bearer {token}", **sent}
    async with door(house) as client:
        refused = await client.post("/mcp", json=request("tools/list"), headers=known)
    assert (refused.status_code, refused.json()["code"]) == (403, code)


async def test_the_public_address_is_one_of_ours(house: House) -> None:
    token = await tokens.create(house.store, house.clock, "assistant", "reader")
    known = {"authorization": f"Bearer {token}", "host": "desk.example.com"}
    async with door(house, "https://desk.example.com") as client:
        answer = await client.post("/mcp", json=request("tools/list"), headers=known)
    assert answer.status_code == 200


async def test_wrong_tokens_are_counted_where_they_come_from(house: House) -> None:
    """By the address a trusted proxy tells of, as in the API."""
    async with door(house, proxy="127.0.0.1") as client:
        for n in range(31):
            known = {"authorization": f"Bearer tw_{n}", "x-forwarded-for": "203.0.113.7"}
            guessed = await client.post("/mcp", json=request("tools/list"), headers=known)
        known["x-forwarded-for"] = "203.0.113.8"
        other = await client.post("/mcp", json=request("tools/list"), headers=known)
    assert (guessed.status_code, "retry-after" in guessed.headers) == (429, True)
    assert other.status_code == 401

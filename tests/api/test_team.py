"""People over HTTP: inviting and joining, what each may, sessions, and what a guesser learns."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.api.conftest import browser
from tests.api.signing import OURS, PASSWORD, V1, add_owner, sign_in
from tillwatch.faces.api.guard import throttle
from tillwatch.intake.house import House
from tillwatch.kernel import bell
from tillwatch.kernel.clock import SetClock
from tillwatch.people import links, tokens

EVE = {"name": "Eve", "password": "seven red lorries", "zone": "UTC", "currency": "usd"}
BODIES: dict[str, dict[str, str]] = {
    "/invitations": {"email": "x@example.com", "role": "reader"},
    "/me": {"email": "x@example.com"},
    "/users/reset": {},
}
FIREFOX = {"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"}


@pytest.fixture
async def owner(house: House, stranger: httpx.AsyncClient) -> httpx.AsyncClient:
    """Ada in her browser."""
    stranger.headers.update(OURS)
    ada = await add_owner(house)
    await stranger.get(f"/open/{await links.create(house.store, house.clock, person_id=ada)}")
    return stranger


@pytest.fixture
async def other(house: House, owner: httpx.AsyncClient) -> AsyncIterator[httpx.AsyncClient]:
    """Another browser at the same server."""
    at = owner._transport
    async with httpx.AsyncClient(transport=at, base_url=owner.base_url, headers=OURS) as made:
        yield made


async def invite(owner: httpx.AsyncClient, email: str = "eve@example.com", **told: Any) -> str:
    """The code."""
    body = {"email": email, "role": "support", **told}
    made = await owner.post(V1 + "/invitations", json=body)
    assert made.status_code == 201, made.text
    assert made.json()["url"].startswith("http://127.0.0.1:8787/join/tw_")
    return str(made.json()["url"].rsplit("/", 1)[1])


async def accept(client: httpx.AsyncClient, code: str, **changed: str) -> httpx.Response:
    return await client.post(f"{V1}/join/{code}", json={**EVE, **changed})


async def joined(owner: httpx.AsyncClient, other: httpx.AsyncClient, **told: Any) -> str:
    """The id of whoever was invited and came."""
    assert (await accept(other, await invite(owner, **told))).status_code == 204
    return str((await other.get(V1 + "/me")).json()["id"])


async def person(client: httpx.AsyncClient, id_: str) -> dict[str, Any]:
    told: dict[str, Any] = (await client.get(f"{V1}/people/{id_}")).json()
    return told


async def test_from_the_invitation_to_a_session(
    owner: httpx.AsyncClient, other: httpx.AsyncClient
) -> None:
    code = await invite(owner)
    opened = (await other.get(f"{V1}/join/{code}")).json()
    assert (opened["inviter"], opened["role"]) == ("Ada Quist", "Support")
    assert opened["email"] == "eve@example.com"
    short = await accept(other, code, password="short")
    assert (short.status_code, list(short.json()["fields"])) == (422, ["password"])
    answer = await accept(other, code)
    assert answer.status_code == 204
    assert "HttpOnly" in answer.headers["set-cookie"]
    session = (await other.get(V1 + "/session")).json()
    assert (session["name"], session["role"]) == ("Eve", "support")
    assert (await other.get(V1 + "/people")).status_code == 403
    listed = (await owner.get(V1 + "/people")).json()["data"]
    assert [(one["name"], one["sessions"], one["you"]) for one in listed] == [
        ("Ada Quist", 1, True),
        ("Eve", 1, False),
    ]
    assert (await owner.get(V1 + "/invitations")).json()["data"] == []
    again = await sign_in(other, EVE["password"], "EVE@example.com")
    assert again.status_code == 204


async def test_a_guesser_learns_nothing_and_is_not_listened_to(
    owner: httpx.AsyncClient, other: httpx.AsyncClient, clock: SetClock
) -> None:
    used = await invite(owner)
    await accept(other, used)
    late = await invite(owner, "late@example.com")
    clock.advance(8 * 86_400)
    answers = [await other.get(f"{V1}/join/{one}") for one in (used, late, "tw_none", "x")]
    answers += [await accept(other, one) for one in (used, late, "tw_none")]
    assert {(one.status_code, one.text) for one in answers} == {(404, answers[0].text)}
    for number in range(throttle.FAILURES_MAX):
        await other.get(f"{V1}/join/guess{number}")
    slowed = await other.get(f"{V1}/join/{used}")
    assert (slowed.status_code, slowed.headers["retry-after"]) == (429, "60")
    assert (await accept(other, used)).status_code == 429


async def test_another_sites_page_cannot_accept(
    owner: httpx.AsyncClient, other: httpx.AsyncClient
) -> None:
    code = await invite(owner)
    other.headers["sec-fetch-site"] = "cross-site"
    assert (await accept(other, code)).json()["code"] == "cross_site"


async def test_nobody_is_invited_before_there_is_an_owner(client: httpx.AsyncClient) -> None:
    """Who joined would end the first start, without an owner."""
    body = {"email": "eve@example.com", "role": "reader"}
    refused = await client.post(V1 + "/invitations", json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "setup_needed")


async def test_a_change_counts_in_the_other_browser_at_once(
    owner: httpx.AsyncClient, other: httpx.AsyncClient
) -> None:
    eve = await joined(owner, other)
    assert "personal.read" not in (await other.get(V1 + "/session")).json()["permissions"]
    changed = await owner.patch(f"{V1}/people/{eve}", json={"role": "analyst"})
    assert changed.json()["role"] == "analyst"
    assert "personal.read" in (await other.get(V1 + "/session")).json()["permissions"]
    await owner.post(f"{V1}/people/{eve}/deactivate")
    assert (await other.get(V1 + "/session")).status_code == 401
    assert (await sign_in(other, EVE["password"], "eve@example.com")).status_code == 401
    assert (await person(owner, eve))["state"] == "deactivated"
    await owner.post(f"{V1}/people/{eve}/reactivate")
    assert (await other.get(V1 + "/session")).status_code == 401, "sessions stay ended"
    assert (await sign_in(other, EVE["password"], "eve@example.com")).status_code == 204


async def test_accounts_one_may_see(owner: httpx.AsyncClient, other: httpx.AsyncClient) -> None:
    body = {"email": "eve@example.com", "role": "analyst", "connections": ["con_nowhere"]}
    refused = await owner.post(V1 + "/invitations", json=body)
    assert refused.status_code == 422
    assert refused.json()["fields"] == {"connections": "unknown: con_nowhere"}
    shop = await owner.post(
        V1 + "/connections",
        json={"name": "Shop", "processor": "stripe", "secret": "whsec_x1", "mode": "live"},
    )
    id_ = shop.json()["id"]
    eve = await joined(owner, other, role="analyst", connections=[id_])
    assert (await person(owner, eve))["connections"] == [id_]
    same = await owner.patch(f"{V1}/people/{eve}", json={"role": "support"})
    assert same.json()["connections"] == [id_], "what is left out stays"
    every = await owner.patch(f"{V1}/people/{eve}", json={"connections": None})
    assert every.json()["connections"] is None


async def test_an_admin_does_not_reach_an_owner(
    owner: httpx.AsyncClient, other: httpx.AsyncClient
) -> None:
    await joined(owner, other, role="admin")
    ada = (await owner.get(V1 + "/me")).json()["id"]
    for method, path in (
        ("PATCH", ""),
        ("POST", "/deactivate"),
        ("POST", "/reset"),
        ("DELETE", "/sessions"),
    ):
        body = {"role": "reader"} if method == "PATCH" else None
        refused = await other.request(method, f"{V1}/people/{ada}{path}", json=body)
        assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed"), path
    given = {one["name"]: one["yours_to_give"] for one in await roles(other)}
    assert (given["owner"], given["admin"], given["reader"]) == (False, True, True)
    assert (await owner.get(V1 + "/session")).status_code == 200


async def roles(client: httpx.AsyncClient) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = (await client.get(V1 + "/roles")).json()["data"]
    return listed


async def test_a_forgotten_password(owner: httpx.AsyncClient, other: httpx.AsyncClient) -> None:
    eve = await joined(owner, other)
    made = await owner.post(f"{V1}/people/{eve}/reset")
    assert made.status_code == 201
    assert (await sign_in(other, EVE["password"], "eve@example.com")).status_code == 204, (
        "the old one holds until there is a new one"
    )
    code = made.json()["url"].rsplit("/", 1)[1]
    other.cookies.clear()
    await other.get(f"/open/{code}")
    assert (await other.get(V1 + "/me")).json()["password_proven"] is True
    new = await other.post(V1 + "/me/password", json={"new": "eight white swans"})
    assert new.status_code == 204
    assert (await other.get(f"/open/{code}")).status_code == 401, "it opened once"
    assert (await sign_in(other, EVE["password"], "eve@example.com")).status_code == 401


async def test_sensitive_things_ask_who_one_is_after_a_while(
    owner: httpx.AsyncClient, other: httpx.AsyncClient, clock: SetClock
) -> None:
    eve = await joined(owner, other)
    clock.advance(601)
    for method, path in (
        ("PATCH", f"/people/{eve}"),
        ("POST", f"/people/{eve}/reset"),
        ("POST", "/invitations"),
        ("POST", "/users/reset"),
        ("PATCH", "/me"),
    ):
        body = BODIES.get(path, {"role": "reader"})
        refused = await owner.request(method, V1 + path, json=body)
        assert (refused.status_code, refused.json()["code"]) == (403, "confirm_needed"), path
    assert (await owner.post(f"{V1}/people/{eve}/deactivate")).status_code == 200, "in a hurry"


async def test_ones_own_sessions(
    house: House, owner: httpx.AsyncClient, other: httpx.AsyncClient
) -> None:
    other.headers.update(FIREFOX)
    eve = await joined(owner, other)
    async with httpx.AsyncClient(
        transport=owner._transport, base_url=owner.base_url, headers=OURS
    ) as third:
        await sign_in(third, EVE["password"], "eve@example.com")
        listed = (await other.get(V1 + "/me/sessions")).json()["data"]
        assert {(one["browser"], one["current"]) for one in listed} == {
            ("Firefox on Windows", True),
            ("A browser", False),
        }
        assert {one["address"] for one in listed} == {"127.0.0.1"}
        [elsewhere] = [one["id"] for one in listed if not one["current"]]
        assert (await owner.delete(f"{V1}/me/sessions/{elsewhere}")).status_code == 404
        assert (await other.delete(f"{V1}/me/sessions/{elsewhere}")).status_code == 204
        assert (await third.get(V1 + "/me")).status_code == 401
        await sign_in(third, EVE["password"], "eve@example.com")
        await kept_to_one_account(owner, eve)
        stolen = httpx.Cookies(other.cookies)
        assert (await other.delete(V1 + "/me/sessions")).status_code == 204
        other.cookies = stolen
        assert (await other.get(V1 + "/me")).status_code == 401, "a copy of the cookie, too"
        assert (await third.get(V1 + "/me")).status_code == 401
        await sign_in(third, EVE["password"], "eve@example.com")
        assert (await owner.delete(f"{V1}/people/{eve}/sessions")).status_code == 204
        assert (await third.get(V1 + "/me")).status_code == 401


async def kept_to_one_account(owner: httpx.AsyncClient, id_: str) -> None:
    """May less than the role says, and still end what is theirs."""
    told = {"name": "Shop", "processor": "stripe", "secret": "whsec_x1", "mode": "live"}
    shop = (await owner.post(V1 + "/connections", json=told)).json()["id"]
    body = {"role": "reader", "connections": [shop]}
    assert (await owner.patch(f"{V1}/people/{id_}", json=body)).status_code == 200


async def test_a_persons_token_does_not_change_its_person(
    house: House, owner: httpx.AsyncClient
) -> None:
    ada = (await owner.get(V1 + "/me")).json()["id"]
    grant = tokens.Grant(role="owner", person_id=ada)
    plain = await tokens.create(house.store, house.clock, "mine", grant)
    async with browser(house) as program:
        program.headers["Authorization"] = f"Bearer {plain}"
        for method, path in (("PATCH", "/me"), ("POST", "/me/password")):
            body = {"email": "x@example.com"} if method == "PATCH" else {"new": PASSWORD}
            assert (await program.request(method, V1 + path, json=body)).status_code == 403
        assert (await program.get(V1 + "/me/sessions")).status_code == 404


async def test_words_and_language(owner: httpx.AsyncClient) -> None:
    offered = (await owner.get(V1 + "/terms")).json()
    assert [one["code"] for one in offered["languages"]] == ["en"]
    changed = await owner.patch(V1 + "/me", json={"words": {"customers": "guests"}})
    assert changed.json()["words"] == {"customers": "guests"}
    shown = (await owner.get(V1 + "/session")).json()["person"]
    assert shown["words"] == {"customers": {"one": "Guest", "many": "Guests"}}
    plain = await owner.patch(V1 + "/me", json={"words": {"customers": "customers"}})
    assert plain.json()["words"] == {}
    for wrong in ({"words": {"customers": "x"}}, {"words": {"x": "x"}}, {"language": "xx"}):
        refused = await owner.patch(V1 + "/me", json=wrong)
        assert (refused.status_code, list(refused.json()["fields"])) == (422, list(wrong))


async def test_an_open_stream_ends_when_what_its_person_may_changes(
    house: House, owner: httpx.AsyncClient, other: httpx.AsyncClient
) -> None:
    """The browser then asks again, with what it may now."""
    listening = house.bell._waiting[bell.CHANGES]
    eve = await joined(owner, other)
    async with asyncio.timeout(60):
        reading = asyncio.create_task(other.get(V1 + "/stream"))  # answered when it ends
        while not listening:  # noqa: ASYNC110  # nothing tells that it is open
            await asyncio.sleep(0)
        await owner.patch(f"{V1}/people/{eve}", json={"role": "analyst"})
        assert (await reading).status_code == 200

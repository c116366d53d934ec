"""The first start: a link makes the admin, once; before that a session may do nothing else."""

import asyncio

import httpx
import pytest

from tests.api.conftest import browser
from tests.api.signing import ADA, OURS, PASSWORD, V1, add_owner, by_link, sign_in
from tillwatch.intake.house import House
from tillwatch.people import links, profiles, tokens

ASKED = {**ADA, "password": PASSWORD}


async def start(client: httpx.AsyncClient, **changed: object) -> httpx.Response:
    return await client.post(V1 + "/first-start", json={**ASKED, **changed}, headers=OURS)


async def test_from_the_link_to_a_password(house: House, stranger: httpx.AsyncClient) -> None:
    door = (await stranger.get(V1 + "/door")).json()
    assert (door["state"], door["ways"], door["demo"]) == ("first_start", [], False)
    await by_link(house, stranger)
    session = (await stranger.get(V1 + "/session")).json()
    assert (session["setup_needed"], session["person"]) == (True, None)
    made = await start(stranger)
    assert made.status_code == 201
    assert made.json()["id"].startswith("usr_")
    assert (made.json()["email"], made.json()["currency"]) == ("Ada@example.com", "eur")
    session = (await stranger.get(V1 + "/session")).json()
    assert session["setup_needed"] is False
    assert session["name"] == "Ada Quist"
    assert session["person"]["zone"] == "Europe/Berlin"
    assert (await stranger.get(V1 + "/payments")).status_code == 200
    assert (await stranger.get(V1 + "/door")).json()["state"] == "sign_in"
    assert (await stranger.delete(V1 + "/session", headers=OURS)).status_code == 204
    assert (await stranger.get(V1 + "/payments")).status_code == 401
    assert (await sign_in(stranger)).status_code == 204
    assert (await stranger.get(V1 + "/session")).json()["name"] == "Ada Quist"
    deeds = [entry["what"] for entry in (await stranger.get(V1 + "/audit")).json()["data"]]
    assert deeds[:3] == ["session.create", "access.revoke", "person.create"]


async def test_a_link_leads_to_making_the_admin_and_then_home(
    house: House, stranger: httpx.AsyncClient
) -> None:
    async def leads() -> str:
        code = await links.create(house.store, house.clock)
        return str((await stranger.get(f"/open/{code}")).headers["location"])

    assert await leads() == "/first-start"
    await add_owner(house)
    assert await leads() == "/"


async def test_a_session_without_an_admin_may_only_make_one(
    house: House, stranger: httpx.AsyncClient
) -> None:
    await by_link(house, stranger)
    for path in ("/payments", "/connections", "/overview", "/tokens", "/me", "/audit", "/stream"):
        answer = await stranger.get(V1 + path)
        assert (answer.status_code, answer.json()["code"]) == (403, "setup_needed"), path
    made = await stranger.post(V1 + "/tokens", json={"name": "n"}, headers=OURS)
    assert made.json()["code"] == "setup_needed"
    assert (await stranger.delete(V1 + "/session", headers=OURS)).status_code == 204


async def test_tokens_made_on_the_machine_work_before(client: httpx.AsyncClient) -> None:
    assert (await client.get(V1 + "/payments")).status_code == 200
    session = (await client.get(V1 + "/session")).json()
    assert (session["setup_needed"], session["person"]) == (False, None)
    refused = await start(client)
    assert refused.status_code == 403, "a program makes no admin"
    assert (await client.get(V1 + "/me")).json()["code"] == "no_person"


async def test_there_is_one_first_start(house: House, stranger: httpx.AsyncClient) -> None:
    """Of two at once one is told so, and its session ends with the first start of the other."""
    await by_link(house, stranger)
    unused = await links.create(house.store, house.clock)
    async with browser(house) as other:
        await by_link(house, other)
        both = await asyncio.gather(start(stranger), start(other, email="eve@example.com"))
        statuses = [one.status_code for one in both]
        assert sorted(statuses) in ([201, 401], [201, 409])
        late = other if statuses[0] == 201 else stranger
        assert (await start(late)).status_code == 401
        assert (await late.get(V1 + "/payments")).status_code == 401
        assert (await late.get(f"/open/{unused}")).status_code == 401
    async with browser(house) as third:
        await by_link(house, third)
        assert (await start(third)).json()["code"] == "first_start_over"


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("name", "  ", "A name has 1 to 100 characters"),
        ("email", "ada at example", "This is no e-mail address: write it like ada@example.com"),
        ("password", "too short", "Choose a longer password: at least 10 characters"),
        ("zone", "Mars/Base", "“Mars/Base” is not a time zone: write it like Europe/Berlin"),
        ("currency", "euro", "A currency has three letters, like EUR"),
    ],
)
async def test_what_cannot_be_is_said_at_its_field(
    house: House, stranger: httpx.AsyncClient, field: str, value: str, says: str
) -> None:
    await by_link(house, stranger)
    answer = await start(stranger, **{field: value})
    assert answer.status_code == 422
    assert answer.json()["fields"] == {field: says}
    assert not await profiles.anybody(house.store)


async def test_it_comes_from_our_own_page(house: House, stranger: httpx.AsyncClient) -> None:
    await by_link(house, stranger)
    answer = await stranger.post(V1 + "/first-start", json=ASKED)
    assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")


async def test_a_session_of_an_older_version_ends_with_the_first_start(
    house: House, stranger: httpx.AsyncClient
) -> None:
    """Those sessions were nobody's."""
    old = await tokens.create(house.store, house.clock, "admin", "admin", tokens.SESSION)
    stranger.headers["Authorization"] = f"Bearer {old}"
    assert (await stranger.get(V1 + "/payments")).json()["code"] == "setup_needed"
    await add_owner(house)
    assert (await stranger.get(V1 + "/payments")).status_code == 401


async def test_the_demo_needs_no_admin(house: House) -> None:
    async with browser(house, simulator_url="http://127.0.0.1:1") as client:
        door = (await client.get(V1 + "/door")).json()
        assert (door["state"], door["demo"]) == ("sign_in", True)
        await by_link(house, client)
        session = (await client.get(V1 + "/session")).json()
        assert (session["setup_needed"], session["person"]) == (False, None)
        assert (await client.get(V1 + "/payments")).status_code == 200
        assert (await start(client)).json()["code"] == "demo"
        assert (await client.get(V1 + "/me")).status_code == 404

"""Signing in by link, sessions, tokens; requests from other sites; guessing."""

import httpx

from tests.api.conftest import ORIGIN, browser
from tests.api.signing import add_owner
from tillwatch.intake.house import House
from tillwatch.kernel.clock import SetClock
from tillwatch.people import links, profiles, tokens

V1 = "/api/v1"
OURS = {"sec-fetch-site": "same-origin"}


async def signed_in(house: House, client: httpx.AsyncClient) -> httpx.Response:
    """By a link, as the admin that there is."""
    if not await profiles.anybody(house.store):
        await add_owner(house)
    code = await links.create(house.store, house.clock)
    return await client.get(f"/open/{code}")


async def test_a_link_opens_once(house: House, stranger: httpx.AsyncClient) -> None:
    code = await links.create(house.store, house.clock)
    opened = await stranger.get(f"/open/{code}")
    assert (opened.status_code, opened.headers["location"]) == (303, "/first-start")
    cookie = opened.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert (await stranger.get(V1 + "/session")).json()["role"] == "owner"
    async with browser(house) as second:
        assert (await second.get(f"/open/{code}")).status_code == 401


async def test_a_link_is_good_for_ten_minutes(
    house: House, clock: SetClock, stranger: httpx.AsyncClient
) -> None:
    code = await links.create(house.store, house.clock)
    clock.advance(600)
    assert (await stranger.get(f"/open/{code}")).status_code == 401


async def test_looking_at_a_link_does_not_use_it(house: House, stranger: httpx.AsyncClient) -> None:
    code = await links.create(house.store, house.clock)
    assert (await stranger.head(f"/open/{code}")).status_code == 405
    assert (await stranger.get(f"/open/{code}")).status_code == 303


async def test_a_session_ends(house: House, clock: SetClock, stranger: httpx.AsyncClient) -> None:
    await signed_in(house, stranger)
    assert (await stranger.get(V1 + "/session")).status_code == 200
    clock.advance(31 * 86_400)
    assert (await stranger.get(V1 + "/session")).status_code == 401


async def test_signing_out(house: House, stranger: httpx.AsyncClient) -> None:
    await signed_in(house, stranger)
    assert (await stranger.delete(V1 + "/session", headers=OURS)).status_code == 204
    assert (await stranger.get(V1 + "/session")).status_code == 401


async def test_changes_by_cookie_come_from_our_page(
    house: House, stranger: httpx.AsyncClient
) -> None:
    await signed_in(house, stranger)

    async def made(**headers: str) -> int:
        asked = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = await stranger.post(V1 + "/tokens", json={"name": "n"}, headers=asked)
        return answer.status_code

    assert await made() == 403, "no word of where it comes from"
    assert await made(sec_fetch_site="cross-site") == 403
    assert await made(sec_fetch_site="same-site", origin=ORIGIN) == 403
    assert await made(origin="http://127.0.0.1:9999") == 403
    assert await made(origin="null") == 403
    assert await made(origin=ORIGIN) == 201
    assert await made(sec_fetch_site="same-origin") == 201
    assert (await stranger.get(V1 + "/payments")).status_code == 200, "reading needs no proof"


async def test_two_installations_on_one_machine(house: House) -> None:
    """Cookies do not know ports; their names do."""
    async with browser(house) as one:
        name = next(iter((await signed_in(house, one)).cookies))
    assert name == "tillwatch_8787"


async def test_tokens_are_shown_once_and_can_be_revoked(
    house: House, client: httpx.AsyncClient
) -> None:
    made = await client.post(V1 + "/tokens", json={"name": "grafana"})
    assert made.status_code == 201
    plain = made.json()["token"]
    assert plain.startswith("tw_")
    listed = (await client.get(V1 + "/tokens")).json()["data"]
    assert plain not in str(listed)
    theirs = next(one for one in listed if one["name"] == "grafana")
    assert theirs["role"] == "reader"
    async with browser(house) as other:
        other.headers["Authorization"] = f"Bearer {plain}"
        assert (await other.get(V1 + "/payments")).status_code == 200
    gone = await client.delete(f"{V1}/tokens/{theirs['id']}")
    assert gone.status_code == 204
    async with browser(house) as other:
        other.headers["Authorization"] = f"Bearer {plain}"
        assert (await other.get(V1 + "/payments")).status_code == 401
    assert (await client.delete(f"{V1}/tokens/{theirs['id']}")).status_code == 404
    deeds = [entry["what"] for entry in (await client.get(V1 + "/audit")).json()["data"]]
    assert deeds[:2] == ["access.revoke", "token.create"]


async def test_a_new_link_from_the_api(house: House, client: httpx.AsyncClient) -> None:
    url = (await client.post(V1 + "/users/reset")).json()["url"]
    assert url.startswith(ORIGIN + "/open/")
    async with browser(house) as other:
        assert (await other.get(url)).status_code == 303


async def test_links_say_the_public_address(house: House) -> None:
    token = await tokens.create(house.store, house.clock, "tests", "owner")
    async with browser(house, public_url="https://pay.example.com") as client:
        client.headers["Authorization"] = f"Bearer {token}"
        url = (await client.post(V1 + "/users/reset")).json()["url"]
        assert url.startswith("https://pay.example.com/open/")
        opened = await client.get("/open/" + url.rsplit("/", 1)[1])
        assert "Secure" in opened.headers["set-cookie"]


async def test_guessing_is_slowed_down(
    house: House, clock: SetClock, stranger: httpx.AsyncClient
) -> None:
    token = await tokens.create(house.store, house.clock, "known", "reader")

    async def ask(plain: str) -> int:
        headers = {"Authorization": f"Bearer {plain}"}
        return (await stranger.get(V1 + "/session", headers=headers)).status_code

    assert await ask(token) == 200
    assert [await ask(f"tw_guess{n}") for n in range(30)] == [401] * 30
    assert await ask("tw_guess") == 429
    assert (await stranger.get("/open/guess")).status_code == 429
    assert await ask(token) == 200, "who was here before still is"
    clock.advance(61)
    assert await ask("tw_guess") == 401


async def test_a_page_left_behind_locks_nobody_out(
    house: House, stranger: httpx.AsyncClient
) -> None:
    stranger.cookies.set("tillwatch_8787", "tw_of_an_older_installation")
    for _ in range(100):
        assert (await stranger.get(V1 + "/session")).status_code == 401
    stranger.cookies.clear()
    assert (await signed_in(house, stranger)).status_code == 303


async def test_the_demo_says_so(house: House) -> None:
    token = await tokens.create(house.store, house.clock, "tests", "reader")
    async with browser(house, simulator_url="http://127.0.0.1:1") as client:
        client.headers["Authorization"] = f"Bearer {token}"
        told = (await client.get(V1 + "/session")).json()
    assert (told["demo"], told["simulator_url"]) == (True, "http://127.0.0.1:1")

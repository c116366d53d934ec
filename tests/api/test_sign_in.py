"""Signing in with a password, profile and new password; guessing is slow, nobody is locked out."""

import httpx
import pytest

from tests.api.conftest import browser, visiting
from tests.api.signing import OURS, PASSWORD, V1, add_owner, by_link, sign_in
from tillwatch.faces.api import api
from tillwatch.intake.house import House
from tillwatch.kernel.clock import SetClock


async def test_the_session_is_as_a_links(house: House, stranger: httpx.AsyncClient) -> None:
    await add_owner(house, PASSWORD)
    answer = await sign_in(stranger, email=" ADA@example.COM ")
    assert answer.status_code == 204
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    async with browser(house, public_url="https://pay.example.com") as public:
        assert "Secure" in (await sign_in(public)).headers["set-cookie"]


@pytest.mark.parametrize(
    ("email", "password"),
    [("ada@example.com", "wrong horse battery"), ("eve@example.com", PASSWORD), ("", "")],
)
async def test_wrong_is_said_in_the_same_words(
    house: House, stranger: httpx.AsyncClient, email: str, password: str
) -> None:
    await add_owner(house, PASSWORD)
    answer = await sign_in(stranger, password, email)
    assert answer.status_code == 401
    told = answer.json()
    assert (told["code"], told["detail"]) == ("wrong_credentials", "Wrong e-mail or password")
    assert "set-cookie" not in answer.headers


async def test_a_zero_in_an_address_never_reaches_the_store(
    house: House, stranger: httpx.AsyncClient
) -> None:
    """PostgreSQL refuses to compare with it."""
    answer = await sign_in(stranger, email="ada\x00@example.com")
    assert answer.status_code == 422
    assert answer.json()["fields"] == {"email": "holds characters that have no place here"}


async def test_other_sites_cannot_sign_anybody_in(
    house: House, stranger: httpx.AsyncClient
) -> None:
    await add_owner(house, PASSWORD)
    body = {"email": "ada@example.com", "password": PASSWORD}
    for headers in ({}, {"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        answer = await stranger.post(V1 + "/sign-in", json=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")


async def test_signing_in_again_ends_the_session_before(
    house: House, stranger: httpx.AsyncClient
) -> None:
    await add_owner(house, PASSWORD)
    await sign_in(stranger)
    await sign_in(stranger)
    listed = (await stranger.get(V1 + "/tokens")).json()["data"]
    assert [(one["kind"], one["current"]) for one in listed] == [("session", True)]
    assert listed[0]["person_id"].startswith("usr_")


async def test_guessing_is_slowed_and_locks_nobody_out(
    house: House, clock: SetClock, stranger: httpx.AsyncClient
) -> None:
    await add_owner(house, PASSWORD)
    assert [(await sign_in(stranger, "guess")).status_code for _ in range(5)] == [401] * 5
    slowed = await sign_in(stranger)
    assert (slowed.status_code, slowed.json()["code"]) == (429, "throttled")
    assert slowed.headers["retry-after"] == "2"
    assert slowed.json()["detail"] == "Too many wrong passwords: try again in 2 seconds"
    async with visiting(api(house), address="203.0.113.9") as owner:
        assert (await sign_in(owner)).status_code == 204
    clock.advance(2)
    assert (await sign_in(stranger, "guess")).status_code == 401
    clock.advance(3)
    assert (await sign_in(stranger)).headers["retry-after"] == "1"
    clock.advance(1)
    assert (await sign_in(stranger)).status_code == 204


async def test_the_profile(house: House, stranger: httpx.AsyncClient) -> None:
    await add_owner(house, PASSWORD)
    await sign_in(stranger)
    asked = {"name": "Ada Q.", "zone": "America/New_York"}
    changed = await stranger.patch(V1 + "/me", json=asked, headers=OURS)
    assert changed.status_code == 200
    told = (await stranger.get(V1 + "/me")).json()
    assert changed.json() == told
    assert {name: told[name] for name in asked} == asked
    assert (told["currency"], told["password_proven"]) == ("eur", False)
    assert (await stranger.get(V1 + "/session")).json()["name"] == "Ada Q."
    newest = (await stranger.get(V1 + "/audit")).json()["data"][0]
    assert newest["what"] == "person.change"
    assert newest["about"].endswith("(name, zone)")


async def test_a_new_password_ends_the_other_sessions(
    house: House, stranger: httpx.AsyncClient
) -> None:
    await add_owner(house, PASSWORD)
    await sign_in(stranger)
    async with browser(house) as other:
        await sign_in(other)
        body = {"old": "not this one", "new": "a different horse"}
        refused = await stranger.post(V1 + "/me/password", json=body, headers=OURS)
        assert refused.json()["fields"] == {"old": "This is not your present password"}
        assert refused.status_code == 422
        body["old"] = PASSWORD
        short = {**body, "new": "short"}
        refused = await stranger.post(V1 + "/me/password", json=short, headers=OURS)
        assert list(refused.json()["fields"]) == ["new"]
        changed = await stranger.post(V1 + "/me/password", json=body, headers=OURS)
        assert changed.status_code == 204
        assert (await stranger.get(V1 + "/me")).status_code == 200
        assert (await sign_in(other)).status_code == 401
        assert (await sign_in(other, "a different horse")).status_code == 204


async def test_a_link_replaces_a_lost_password(
    house: House, clock: SetClock, stranger: httpx.AsyncClient
) -> None:
    await add_owner(house, PASSWORD)
    await by_link(house, stranger)
    told = (await stranger.get(V1 + "/me")).json()
    assert (told["name"], told["password_proven"]) == ("Ada Quist", True)
    clock.advance(599)
    body = {"new": "a different horse"}
    changed = await stranger.post(V1 + "/me/password", json=body, headers=OURS)
    assert changed.status_code == 204
    again = await stranger.post(V1 + "/me/password", json=body, headers=OURS)
    assert again.json()["code"] == "wrong_credentials", "once"


async def test_ten_minutes_after_the_link_the_old_password_is_asked(
    house: House, clock: SetClock, stranger: httpx.AsyncClient
) -> None:
    await add_owner(house, PASSWORD)
    await by_link(house, stranger)
    clock.advance(600)
    body = {"new": "a different horse"}
    refused = await stranger.post(V1 + "/me/password", json=body, headers=OURS)
    assert refused.json()["code"] == "wrong_credentials"
    assert (await stranger.get(V1 + "/me")).json()["password_proven"] is False

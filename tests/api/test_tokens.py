"""Access tokens over HTTP: programs' and one's own."""

from typing import Any

import httpx
import pytest

from tests.api.conftest import browser
from tests.api.signing import OURS, V1, add_owner, by_link
from tillwatch.intake.house import House
from tillwatch.kernel.clock import SetClock
from tillwatch.people import tokens
from tillwatch.people.tokens import Grant


@pytest.fixture
async def ada(house: House, stranger: httpx.AsyncClient) -> httpx.AsyncClient:
    """The owner's browser."""
    stranger.headers.update(OURS)
    await add_owner(house)
    await by_link(house, stranger)
    return stranger


async def made(client: httpx.AsyncClient, path: str, **asked: Any) -> str:
    answer = await client.post(V1 + path, json={"name": "n", **asked})
    assert answer.status_code == 201, answer.text
    plain: str = answer.json()["token"]
    return plain


async def asked(house: House, plain: str, path: str, method: str = "GET", **more: Any) -> int:
    async with browser(house) as client:
        client.headers["Authorization"] = f"Bearer {plain}"
        return (await client.request(method, V1 + path, **more)).status_code


async def test_one_of_ones_own_does_what_was_chosen_and_no_more(
    house: House, ada: httpx.AsyncClient
) -> None:
    plain = await made(ada, "/me/tokens", permissions=["ledger.read"], lives_days=7)
    assert await asked(house, plain, "/payments") == 200
    assert await asked(house, plain, "/connections") == 403
    assert await asked(house, plain, "/me/tokens", "POST", json={"name": "more"}) == 403
    [mine] = (await ada.get(V1 + "/me/tokens")).json()["data"]
    assert mine["permissions"] == ["ledger.read"]
    assert (mine["person"], mine["made_by"]) == ("Ada Quist", "Ada Quist")
    assert mine["expires"] == "2026-11-09T12:00:00Z"
    assert plain not in str(mine)
    assert (await ada.delete(f"{V1}/me/tokens/{mine['id']}")).status_code == 204
    assert await asked(house, plain, "/payments") == 401


async def test_a_programs_token_is_no_persons_and_all_are_listed(
    house: House, ada: httpx.AsyncClient
) -> None:
    plain = await made(ada, "/tokens", role="support")
    assert await asked(house, plain, "/payments") == 200
    assert await asked(house, plain, "/me/tokens") == 403
    await made(ada, "/me/tokens")
    listed = (await ada.get(V1 + "/tokens")).json()["data"]
    found = {(one["kind"], one["role"], one["person"]) for one in listed}
    assert {("token", "support", None), ("token", "owner", "Ada Quist")} < found
    theirs = next(one for one in listed if one["role"] == "support")
    assert theirs["made_by"] == "Ada Quist"
    assert (await ada.delete(f"{V1}/me/tokens/{theirs['id']}")).status_code == 404
    assert (await ada.delete(f"{V1}/tokens/{theirs['id']}")).status_code == 204
    assert await asked(house, plain, "/payments") == 401


async def test_a_browser_shows_who_it_is_before_a_token_is_made(
    ada: httpx.AsyncClient, clock: SetClock
) -> None:
    clock.advance(601)
    for path in ("/tokens", "/me/tokens"):
        refused = await ada.post(V1 + path, json={"name": "n"})
        assert (refused.status_code, refused.json()["code"]) == (403, "confirm_needed")


async def test_an_admin_makes_no_owners_token(house: House, ada: httpx.AsyncClient) -> None:
    admin = await tokens.create(house.store, house.clock, "admin", "admin")
    async with browser(house) as client:
        client.headers["Authorization"] = f"Bearer {admin}"
        refused = await client.post(V1 + "/tokens", json={"name": "n", "role": "owner"})
    assert (refused.status_code, refused.json()["code"]) == (403, "more_than_own")
    assert ada


async def test_what_cannot_be_is_said_of_the_field(ada: httpx.AsyncClient) -> None:
    wrong = {
        "permissions": ["everything"],
        "connections": ["con_nowhere"],
        "role": "king",
        "lives_days": 0,
        "name": "",
    }
    for field, value in wrong.items():
        refused = await ada.post(V1 + "/tokens", json={"name": "n", field: value})
        assert refused.status_code == 422, field
        assert field in refused.json()["fields"], field


async def test_a_program_has_no_tokens_of_its_own(house: House) -> None:
    grant = Grant(role="analyst")
    plain = await tokens.create(house.store, house.clock, "program", grant)
    assert await asked(house, plain, "/me/tokens") == 404
    assert await asked(house, plain, "/me/tokens", "POST", json={"name": "n"}) == 404

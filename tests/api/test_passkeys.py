"""Passkeys over HTTP, with one in software: alone, as a second step, and what is refused."""

import httpx

from tests.api.authenticator import Authenticator
from tests.api.conftest import LOCALHOST, browser
from tests.api.factors import add_ben, deeds, post, with_passkey
from tests.api.signing import OURS, PASSWORD, V1, add_owner, sign_in
from tillwatch.intake.house import House


async def test_a_passkey_alone_is_both_factors(house: House, ada: httpx.AsyncClient) -> None:
    await add_owner(house, PASSWORD)
    await sign_in(ada)
    device = await with_passkey(ada)
    await ada.delete(V1 + "/session", headers=OURS)
    asked = (await post(ada, "/sign-in/passkey/options")).json()["public_key"]
    assert (asked["rpId"], asked["userVerification"]) == ("localhost", "required")
    shown = device.show(asked)
    assert (await post(ada, "/sign-in/passkey", **shown)).status_code == 204
    assert (await ada.get(V1 + "/session")).json()["name"] == "Ada Quist"
    async with browser(house) as other:
        other.base_url = httpx.URL(LOCALHOST)
        replayed = await post(other, "/sign-in/passkey", **shown)
        assert replayed.status_code in (401, 409), "what was signed is used up"


async def test_a_passkey_that_does_not_look_at_its_owner_is_a_second_step_only(
    house: House, ada: httpx.AsyncClient
) -> None:
    await add_owner(house, PASSWORD)
    await sign_in(ada)
    device = await with_passkey(ada, verifies=False)
    asked = (await post(ada, "/sign-in/passkey/options")).json()["public_key"]
    refused = await post(ada, "/sign-in/passkey", **device.show(asked))
    assert (refused.status_code, refused.json()["code"]) == (401, "wrong_passkey")
    assert (await sign_in(ada)).json()["ways"] == ["passkey", "recovery"]
    asked = (await post(ada, "/sign-in/second/passkey")).json()["public_key"]
    body = {"way": "passkey", "passkey": device.show(asked)}
    assert (await post(ada, "/sign-in/second", **body)).status_code == 204


async def test_what_is_signed_for_one_thing_opens_no_other(
    house: House, ada: httpx.AsyncClient
) -> None:
    """A challenge for the door, for another half, for another site, or one of nobody's."""
    await add_owner(house, PASSWORD)
    await sign_in(ada)
    device = await with_passkey(ada)
    at_the_door = (await post(ada, "/sign-in/passkey/options")).json()["public_key"]
    await sign_in(ada)
    before = (await post(ada, "/sign-in/second/passkey")).json()["public_key"]
    await sign_in(ada)
    elsewhere = (await post(ada, "/sign-in/second/passkey")).json()["public_key"]
    made_up = {**elsewhere, "challenge": "A" * 75}
    stranger = Authenticator(LOCALHOST)
    tries = [device.show(at_the_door), device.show(before), device.show(made_up)]
    tries += [device.show({**elsewhere, "rpId": "evil.example"}), stranger.show(elsewhere)]
    device.origin = "http://evil.example"
    tries.append(device.show(elsewhere))
    tries.append({**tries[0], "client_data": "AAAA"})
    for shown in tries:
        answer = await post(ada, "/sign-in/second", way="passkey", passkey=shown)
        assert (answer.status_code, answer.json()["code"]) == (401, "wrong_passkey")


async def test_a_passkey_that_counts_backwards_is_refused_and_written_down(
    house: House, ada: httpx.AsyncClient
) -> None:
    await add_owner(house, PASSWORD)
    await sign_in(ada)
    device = await with_passkey(ada)
    for count, status in ((7, 204), (3, 401), (8, 204)):
        device.count = count
        asked = (await post(ada, "/sign-in/passkey/options")).json()["public_key"]
        assert (await post(ada, "/sign-in/passkey", **device.show(asked))).status_code == status
    assert (await deeds(house, ada))[:2] == ["session.create", "passkey.refused"]


async def test_passkeys_have_names_and_can_be_taken_away(
    house: House, ada: httpx.AsyncClient
) -> None:
    await add_owner(house, PASSWORD)
    await sign_in(ada)
    device = await with_passkey(ada, counts=False)
    (one,) = (await ada.get(V1 + "/me/second-factor")).json()["passkeys"]
    assert (one["name"], one["last_used"]) == ("Laptop", None)
    path = f"{V1}/me/passkeys/{one['id']}"
    assert (await ada.patch(path, json={"name": " Old  key "}, headers=OURS)).status_code == 204
    (one,) = (await ada.get(V1 + "/me/second-factor")).json()["passkeys"]
    assert one["name"] == "Old key"
    asked = (await post(ada, "/me/passkeys/options")).json()["public_key"]
    assert asked["excludeCredentials"][0]["id"] == device.make(asked)["id"]
    twice = await post(ada, "/me/passkeys", **device.make(asked))
    assert (twice.status_code, twice.json()["code"]) == (409, "known")
    assert (await ada.delete(path, headers=OURS)).status_code == 204
    told = (await ada.get(V1 + "/me/second-factor")).json()
    assert (told["passkeys"], told["recovery_left"]) == ([], 0), "nothing is left to recover"
    assert (await ada.delete(path, headers=OURS)).status_code == 404
    assert (await sign_in(ada)).status_code == 204


async def test_passkeys_of_another_do_not_exist(house: House, ada: httpx.AsyncClient) -> None:
    await add_owner(house, PASSWORD)
    await sign_in(ada)
    await with_passkey(ada)
    (one,) = (await ada.get(V1 + "/me/second-factor")).json()["passkeys"]
    await add_ben(house, "owner")
    async with browser(house) as ben:
        await sign_in(ben, email="ben@example.com")
        answers = [
            await ben.delete(f"{V1}/me/passkeys/{id_}", headers=OURS) for id_ in (one["id"], "pk_1")
        ]
        assert answers[0].status_code == 404
        assert answers[0].content == answers[1].content


async def test_at_an_address_without_a_name_there_are_no_passkeys(
    house: House, stranger: httpx.AsyncClient
) -> None:
    await add_owner(house, PASSWORD)
    await sign_in(stranger)
    assert (await stranger.get(V1 + "/me/second-factor")).json()["passkeys_possible"] is False
    assert (await stranger.get(V1 + "/door")).json()["passkeys"] is False
    refused = await post(stranger, "/me/passkeys/options")
    assert (refused.status_code, refused.json()["code"]) == (409, "no_passkeys")
    async with browser(house, public_url="https://pay.example.com") as public:
        asked = (await post(public, "/sign-in/passkey/options")).json()["public_key"]
        assert asked["rpId"] == "pay.example.com", "the public address counts, not the request's"

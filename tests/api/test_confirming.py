"""Confirming that it is oneself, and what the owners require of all."""

import json

import httpx
import pyotp

from tests.api.conftest import browser
from tests.api.factors import add_ben, code, post, with_app, with_passkey
from tests.api.signing import OURS, PASSWORD, V1, add_owner, sign_in
from tests.tidy import tree
from tillwatch.faces.api.routes.rows import sheets
from tillwatch.faces.api.routes.rows.shown import PATHS
from tillwatch.intake.house import House
from tillwatch.kernel.clock import SetClock


async def test_confirming_opens_what_needs_it_for_ten_minutes(
    house: House, clock: SetClock, ada: httpx.AsyncClient
) -> None:
    await add_owner(house, PASSWORD)
    await sign_in(ada)
    device = await with_passkey(ada)
    clock.advance(600)
    asked = {"name": "reports", "role": "reader"}
    refused = await post(ada, "/tokens", **asked)
    assert (refused.status_code, refused.json()["code"]) == (403, "confirm_needed")
    ways = (await ada.get(V1 + "/confirm")).json()["ways"]
    assert ways == ["password", "passkey"], "a recovery code is for coming in"
    wrong = await post(ada, "/confirm", way="password", password="not this one")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "wrong_credentials")
    wrongs: list[dict[str, str]] = [{"way": "totp", "code": "123456"}, {"way": "passkey"}]
    for body in wrongs:
        assert (await post(ada, "/confirm", **body)).status_code == 422
    assert (await post(ada, "/tokens", **asked)).status_code == 403
    assert (await post(ada, "/confirm", way="password", password=PASSWORD)).status_code == 204
    assert (await post(ada, "/tokens", **asked)).status_code == 201
    clock.advance(600)
    assert (await post(ada, "/tokens", **asked)).status_code == 403
    to_sign = (await post(ada, "/confirm/passkey")).json()["public_key"]
    body = {"way": "passkey", "passkey": device.show(to_sign)}
    assert (await post(ada, "/confirm", **body)).status_code == 204
    assert (await post(ada, "/tokens", **asked)).status_code == 201


async def test_wrong_tries_to_confirm_are_slowed(house: House, ada: httpx.AsyncClient) -> None:
    await add_owner(house, PASSWORD)
    await sign_in(ada)
    tries = [await post(ada, "/confirm", way="password", password="guess") for _ in range(6)]
    assert [one.status_code for one in tries] == [422] * 5 + [429]


async def test_owners_may_require_a_second_factor(
    house: House, clock: SetClock, ada: httpx.AsyncClient
) -> None:
    ada_id = await add_owner(house, PASSWORD)
    await with_app(house, clock, ada_id)
    await sign_in(ada)
    await post(ada, "/sign-in/second", way="totp", code=code(clock))
    await add_ben(house)
    assert (await ada.get(V1 + "/sign-in-rules")).json()["without"] == 1
    wanted = {"second_factor_required": True, "grace_days": 7}
    rules = await ada.put(V1 + "/sign-in-rules", json=wanted, headers=OURS)
    assert rules.json()["second_factor_from"] == "2026-11-09T12:00:30Z"
    async with browser(house) as ben:
        assert (await sign_in(ben, email="ben@example.com")).status_code == 204
        session = (await ben.get(V1 + "/session")).json()
        assert session["second_factor_by"] == "2026-11-09T12:00:30Z"
        assert session["second_factor_needed"] is False
        assert (await ben.get(V1 + "/payments")).status_code == 200
        refused = await ben.put(V1 + "/sign-in-rules", json=wanted, headers=OURS)
        assert refused.status_code == 403, "an admin is no owner"
        clock.advance(7 * 86_400)
        shut = await ben.get(V1 + "/payments")
        assert (shut.status_code, shut.json()["code"]) == (403, "second_factor_needed")
        assert (await ben.get(V1 + "/session")).json()["second_factor_needed"] is True
        assert (await post(ben, "/confirm", way="password", password=PASSWORD)).status_code == 204
        begun = (await post(ben, "/me/totp/begin")).json()
        now = pyotp.TOTP(begun["secret"]).at(int(clock.now()))
        assert (await post(ben, "/me/totp", pending=begun["pending"], code=now)).status_code == 201
        assert (await ben.get(V1 + "/payments")).status_code == 200
        last = await ben.delete(V1 + "/me/totp", headers=OURS)
        assert (last.status_code, last.json()["code"]) == (409, "second_factor_stays")


async def test_an_owner_without_one_cannot_require_it(house: House, ada: httpx.AsyncClient) -> None:
    await add_owner(house, PASSWORD)
    await sign_in(ada)
    wanted = {"second_factor_required": True, "grace_days": 0}
    refused = await ada.put(V1 + "/sign-in-rules", json=wanted, headers=OURS)
    assert (refused.status_code, refused.json()["code"]) == (409, "second_factor_first")


async def test_programs_have_no_second_factor(client: httpx.AsyncClient) -> None:
    for path in ("/me/second-factor", "/confirm"):
        answer = await client.get(V1 + path)
        assert (answer.status_code, answer.json()["code"]) == (404, "no_person")


def test_the_page_asks_before_sheets_with_people_in_them() -> None:
    """A link that the browser follows by itself would end at a refusal."""
    listed = tree.ROOT / "frontend" / "src" / "words" / "personal.json"
    asked = {f"/{path}" for path, table in PATHS.items() if table in sheets.PERSONAL}
    assert set(json.loads(listed.read_text())) == asked


async def test_who_opens_a_sheet_in_a_tab_is_asked_there(
    house: House, clock: SetClock, ada: httpx.AsyncClient
) -> None:
    await add_owner(house, PASSWORD)
    await sign_in(ada)
    clock.advance(600)
    path = V1 + "/customers.csv?tz=UTC"
    opened = await ada.get(path, headers={"Sec-Fetch-Dest": "document"})
    assert opened.status_code == 303
    assert opened.headers["location"] == "/confirm?then=%2Fapi%2Fv1%2Fcustomers.csv%3Ftz%3DUTC"
    asked = await ada.get(path)
    assert (asked.status_code, asked.json()["code"]) == (403, "confirm_needed")

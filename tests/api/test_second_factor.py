"""Signing in by two steps: code apps, recovery codes, links, and what half a sign-in is worth."""

from typing import Any

import httpx
import pyotp
import pytest
from sqlalchemy import update

from tests.api.conftest import browser
from tests.api.factors import code, deeds, door, post, with_app
from tests.api.signing import OURS, PASSWORD, V1, add_owner, sign_in
from tillwatch.intake.house import House
from tillwatch.kernel.clock import SetClock
from tillwatch.people import links
from tillwatch.people.passwords import Passwords
from tillwatch.store.tables import person


async def test_a_code_app_from_the_picture_to_the_second_step(
    house: House, clock: SetClock, ada: httpx.AsyncClient
) -> None:
    await add_owner(house, PASSWORD)
    assert (await sign_in(ada)).status_code == 204
    begun = (await post(ada, "/me/totp/begin")).json()
    app = pyotp.parse_uri(begun["address"])
    assert isinstance(app, pyotp.TOTP)
    wrong = await post(ada, "/me/totp", pending=begun["pending"], code="000000")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "wrong_code")
    made = await post(ada, "/me/totp", pending=begun["pending"], code=app.at(int(clock.now())))
    assert made.status_code == 201
    assert len(made.json()["codes"]) == 10
    told = (await ada.get(V1 + "/me/second-factor")).json()
    assert (told["totp"], told["recovery_left"], told["required_from"]) == (True, 10, None)
    await ada.delete(V1 + "/session", headers=OURS)

    first = await sign_in(ada)
    assert first.status_code == 200
    assert first.json() == {"state": "second_factor", "ways": ["totp", "recovery"]}
    assert "HttpOnly" in first.headers["set-cookie"]
    assert await door(ada) == ("second_factor", ["totp", "recovery"])
    assert (await ada.get(V1 + "/payments")).status_code == 401, "half way in is not in"
    again = await post(ada, "/sign-in/second", way="totp", code=app.at(int(clock.now())))
    assert again.json()["code"] == "wrong_code", "it was shown when the app was set up"
    clock.advance(30)
    done = await post(ada, "/sign-in/second", way="totp", code=app.at(int(clock.now())))
    assert done.status_code == 204
    assert (await ada.get(V1 + "/payments")).status_code == 200
    assert await door(ada) == ("sign_in", [])
    assert (await deeds(house, ada))[:2] == ["session.create", "second_factor.wrong"]


async def test_half_a_sign_in_as_a_token_or_a_session_opens_nothing(
    house: House, clock: SetClock, ada: httpx.AsyncClient
) -> None:
    await with_app(house, clock, await add_owner(house, PASSWORD))
    half = (await sign_in(ada)).cookies["tillwatch_8787_half"]
    for headers in ({"Authorization": f"Bearer {half}"}, {"Cookie": f"tillwatch_8787={half}"}):
        assert (await ada.get(V1 + "/session", headers=headers)).status_code == 401
    left = await ada.delete(V1 + "/sign-in/second", headers=OURS)
    assert left.status_code == 204
    stolen = {**OURS, "Cookie": f"tillwatch_8787_half={half}"}
    body = {"way": "totp", "code": code(clock)}
    answer = await ada.post(V1 + "/sign-in/second", json=body, headers=stolen)
    assert (answer.status_code, answer.json()["code"]) == (401, "half_over")


async def test_a_recovery_code_opens_once(
    house: House, clock: SetClock, ada: httpx.AsyncClient
) -> None:
    await with_app(house, clock, await add_owner(house, PASSWORD))
    await sign_in(ada)
    await post(ada, "/sign-in/second", way="totp", code=code(clock))
    old = (await post(ada, "/me/recovery-codes")).json()["codes"]
    paper = (await post(ada, "/me/recovery-codes")).json()["codes"]
    await sign_in(ada)
    for wrong in (old[0], "nothing", ""):
        answer = await post(ada, "/sign-in/second", way="recovery", code=wrong)
        assert (answer.status_code, answer.json()["code"]) == (401, "wrong_code")
    assert (await post(ada, "/sign-in/second", way="recovery", code=paper[3])).status_code == 204
    assert (await ada.get(V1 + "/me/second-factor")).json()["recovery_left"] == 9
    await sign_in(ada)
    again = await post(ada, "/sign-in/second", way="recovery", code=paper[3])
    assert again.status_code == 401
    assert "recovery_code.use" in await deeds(house, ada)


async def test_a_link_asks_for_the_second_factor_unless_the_machine_says_no(
    house: House, clock: SetClock, ada: httpx.AsyncClient
) -> None:
    ada_id = await add_owner(house, PASSWORD)
    await with_app(house, clock, ada_id)
    opened = await ada.get(f"/open/{await links.create(house.store, clock)}")
    assert opened.headers["location"] == "/"
    assert await door(ada) == ("second_factor", ["totp"])
    assert (await post(ada, "/sign-in/second", way="totp", code=code(clock))).status_code == 204
    assert (await ada.get(V1 + "/me")).json()["password_proven"] is True
    async with browser(house) as lost:
        link = await links.create(house.store, clock, second_factor=False)
        assert (await lost.get(f"/open/{link}")).status_code == 303
        assert (await lost.get(V1 + "/session")).json()["name"] == "Ada Quist"
        for path in ("/users/reset", f"/people/{ada_id}/reset"):
            refused = await post(lost, path, second_factor=False)
            assert refused.status_code == 403, "not from a browser"


async def test_a_stolen_cookie_is_worth_nothing_after_signing_out_everywhere(
    house: House, clock: SetClock, ada: httpx.AsyncClient
) -> None:
    await with_app(house, clock, await add_owner(house, PASSWORD))
    half = (await sign_in(ada)).cookies["tillwatch_8787_half"]
    await post(ada, "/sign-in/second", way="totp", code=code(clock))
    whole = ada.cookies["tillwatch_8787"]
    other = (await sign_in(ada)).cookies["tillwatch_8787_half"]
    assert (await ada.delete(V1 + "/me/sessions", headers=OURS)).status_code == 204
    clock.advance(30)
    async with browser(house) as thief:
        cookie = {"Cookie": f"tillwatch_8787={whole}"}
        assert (await thief.get(V1 + "/session", headers=cookie)).status_code == 401
        for stolen in (half, other):
            cookie = {**OURS, "Cookie": f"tillwatch_8787_half={stolen}"}
            body = {"way": "totp", "code": code(clock)}
            answer = await thief.post(V1 + "/sign-in/second", json=body, headers=cookie)
            assert (answer.status_code, answer.json()["code"]) == (401, "half_over")


async def test_deactivated_between_the_steps_they_stay_out(
    house: House, clock: SetClock, ada: httpx.AsyncClient
) -> None:
    ada_id = await add_owner(house, PASSWORD)
    await with_app(house, clock, ada_id)
    await sign_in(ada)
    async with house.store.writing() as tx:
        gone = update(person).where(person.c.id == ada_id).values(deactivated_at=1)
        await tx.execute(gone)
    answer = await post(ada, "/sign-in/second", way="totp", code=code(clock))
    assert answer.status_code == 401
    assert (await ada.get(V1 + "/session")).status_code == 401


async def test_an_unknown_e_mail_costs_the_same_work_as_a_wrong_password(
    house: House, clock: SetClock, ada: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Digests compared and questions to the store, not seconds; with a second factor or without."""
    ada_id = await add_owner(house, PASSWORD)
    done: list[str] = []
    fits, reading = Passwords.fits, type(house.store).reading

    async def counted(self: Passwords, plain: str, kept: str | None) -> bool:
        done.append("digest")
        return await fits(self, plain, kept)

    def read(self: Any) -> Any:
        done.append("question")
        return reading(self)

    monkeypatch.setattr(Passwords, "fits", counted)
    monkeypatch.setattr(type(house.store), "reading", read)
    work = []
    for email in ("ada@example.com", "nobody@example.com"):
        done.clear()
        assert (await sign_in(ada, "a wrong guess", email)).status_code == 401
        work.append(list(done))
    await with_app(house, clock, ada_id)
    done.clear()
    assert (await sign_in(ada, "a wrong guess")).status_code == 401
    assert work == [list(done)] * 2

"""People with a second factor, for the tests of signing in by two steps."""

from typing import Any

import httpx
import pyotp

from tests.api.authenticator import Authenticator
from tests.api.conftest import LOCALHOST
from tests.api.signing import OURS, PASSWORD, V1
from tillwatch.intake.house import House
from tillwatch.kernel.clock import SetClock
from tillwatch.people import profiles, tokens
from tillwatch.people.factors import codes
from tillwatch.people.passwords import Passwords
from tillwatch.people.profiles import Wishes

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(clock: SetClock) -> str:
    return pyotp.HOTP(SECRET).at(int(clock.now()) // 30)


async def post(client: httpx.AsyncClient, path: str, **body: Any) -> httpx.Response:
    return await client.post(V1 + path, json=body or None, headers=OURS)


async def with_app(house: House, clock: SetClock, person_id: str) -> None:
    """A code app, as if set up half a minute ago."""
    async with house.store.writing() as tx:
        assert await codes.keep(tx, house.vault, clock, person_id, SECRET, code(clock))
    clock.advance(30)


async def with_passkey(client: httpx.AsyncClient, **told: bool) -> Authenticator:
    """One that who is signed in has added; the recovery codes they got are thrown away."""
    device = Authenticator(LOCALHOST, **told)
    asked = (await post(client, "/me/passkeys/options")).json()["public_key"]
    added = await post(client, "/me/passkeys", **device.make(asked))
    assert added.status_code == 201, added.text
    return device


async def door(client: httpx.AsyncClient) -> tuple[str, list[str]]:
    told = (await client.get(V1 + "/door")).json()
    return told["state"], told["ways"]


async def deeds(house: House, client: httpx.AsyncClient) -> list[str]:
    token = await tokens.create(house.store, house.clock, "reads the log", "owner")
    listed = await client.get(V1 + "/audit", headers={"Authorization": f"Bearer {token}"})
    return [one["what"] for one in listed.json()["data"]][1:]


async def add_ben(house: House, role: str = "admin") -> str:
    told = {"name": "Ben", "email": "ben@example.com", "zone": "UTC", "currency": "EUR"}
    kept = await Passwords().digest(PASSWORD)
    async with house.store.writing() as tx:
        columns = Wishes(**told).checked()
        return await profiles.add(tx, house.clock, columns, role=role, password=kept)

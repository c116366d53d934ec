"""People for the tests of signing in."""

from typing import Any

import httpx

from tillwatch.intake.house import House
from tillwatch.people import links, profiles
from tillwatch.people.passwords import Passwords
from tillwatch.people.profiles import Wishes

V1 = "/api/v1"
OURS = {"sec-fetch-site": "same-origin"}
PASSWORD = "correct horse battery"
ADA: dict[str, Any] = {
    "name": "Ada Quist",
    "email": "Ada@example.com",
    "zone": "Europe/Berlin",
    "currency": "EUR",
}


async def add_owner(house: House, password: str | None = None) -> str:
    """Ada. Without a password none opens, and no time is spent on one."""
    kept = "none" if password is None else await Passwords().digest(password)
    columns = Wishes(**ADA).checked()
    async with house.store.writing() as tx:
        return await profiles.add(tx, house.clock, columns, role="owner", password=kept)


async def by_link(house: House, client: httpx.AsyncClient) -> None:
    """The client has the session of a fresh link."""
    opened = await client.get(f"/open/{await links.create(house.store, house.clock)}")
    assert opened.status_code == 303


async def sign_in(
    client: httpx.AsyncClient, password: str = PASSWORD, email: str = "ada@example.com"
) -> httpx.Response:
    """From our own page."""
    body = {"email": email, "password": password}
    return await client.post(V1 + "/sign-in", json=body, headers=OURS)

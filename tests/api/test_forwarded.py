"""Whose word about a request counts: a proxy's that the operator named, and nobody else's."""

from ipaddress import ip_network
from typing import Any

import httpx
import pytest

from tests.api.conftest import ORIGIN, alive, visiting
from tests.api.signing import PASSWORD, V1, add_owner, sign_in
from tillwatch.faces import proxied
from tillwatch.faces.api import api
from tillwatch.faces.front import Scope, front
from tillwatch.faces.web import web_app
from tillwatch.intake.house import House
from tillwatch.kernel.clock import SetClock
from tillwatch.people import links

TRUSTED = (ip_network("10.0.0.0/8"), ip_network("2001:db8::/64"))
PROXY = "10.0.0.2"


def seen(client: str = PROXY, **headers: str | list[str]) -> Scope:
    lines = [
        (name.replace("_", "-").encode(), one.encode())
        for name, given in headers.items()
        for one in ([given] if isinstance(given, str) else given)
    ]
    scope = {"type": "http", "scheme": "http", "client": (client, 1), "headers": lines}
    return proxied.unwrapped(scope, TRUSTED)


@pytest.mark.parametrize(
    ("told", "caller"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("6.6.6.6, 203.0.113.7", "203.0.113.7"),
        ("6.6.6.6, 203.0.113.7, 10.9.9.9", "203.0.113.7"),
        (["6.6.6.6", "203.0.113.7, 10.1.1.1"], "203.0.113.7"),
        ("203.0.113.7:4711", "203.0.113.7"),
        ("[2001:db9::7]:4711", "2001:db9::7"),
        ("2001:db9::7", "2001:db9::7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("10.1.1.1, 10.1.1.2", "10.1.1.1"),
        ("203.0.113.7, unknown", PROXY),
        ("203.0.113.7, unknown, 10.1.1.1", "10.1.1.1"),
        ("", PROXY),
        ("<script>", PROXY),
    ],
)
def test_the_last_address_that_is_no_proxy_of_ours_is_who_asks(
    told: str | list[str], caller: str
) -> None:
    assert proxied.address(seen(x_forwarded_for=told)) == caller


@pytest.mark.parametrize("client", ["203.0.113.9", "11.0.0.2", "2001:db8:0:1::1", "::1", "socket"])
def test_nobody_else_is_believed(client: str) -> None:
    scope = seen(
        client,
        x_forwarded_for="1.2.3.4",
        x_forwarded_proto="https",
        x_forwarded_host="evil.example",
        host="till.example",
    )
    assert (proxied.address(scope), scope["scheme"]) == (client, "http")
    assert (b"host", b"till.example") in scope["headers"]


@pytest.mark.parametrize("client", [PROXY, "::ffff:10.0.0.2", "2001:db8::5", "2001:db8::5%eth0"])
def test_a_proxy_is_known_however_its_address_is_written(client: str) -> None:
    assert proxied.address(seen(client, x_forwarded_for="203.0.113.7")) == "203.0.113.7"


def test_scheme_and_host_are_the_nearest_proxys_and_no_nonsense() -> None:
    scope = seen(x_forwarded_proto="http, https", x_forwarded_host="a.example, till.example:8443")
    assert scope["scheme"] == "https"
    assert (b"host", b"till.example:8443") in scope["headers"]
    odd = seen(x_forwarded_proto="javascript", x_forwarded_host="a b/c", host="till.example")
    assert (odd["scheme"], odd["headers"][-1]) == ("http", (b"host", b"till.example"))


async def opened(house: House, base: str = "", **told: str) -> httpx.Response:
    """What a browser that opens a sign-in link at 127.0.0.1 is answered."""
    app = api(house, public_url=ORIGIN + base if base else None)
    async with alive(app):
        outer = front(app, app, web_app(house.settings.data_dir, base), base)
        async with visiting(outer) as client:
            code = await links.create(house.store, house.clock)
            return await client.get(f"{base}/open/{code}", headers=told)


@pytest.mark.parametrize("trusted", ["", "127.0.0.1"])
async def test_https_at_the_proxy_makes_the_cookie_one_for_https(
    house: House, trusted: str
) -> None:
    object.__setattr__(house.settings, "trusted_proxies", trusted)
    cookie = (await opened(house, **{"X-Forwarded-Proto": "https"})).headers["set-cookie"]
    assert ("Secure" in cookie) == (trusted != "")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/;" in cookie + ";"


async def test_below_a_base_answers_lead_below_it(house: House) -> None:
    answer = await opened(house, "/shops/desk")
    assert answer.headers["location"] == "/shops/desk/first-start"
    assert "tillwatch_8787_shops_desk=" in answer.headers["set-cookie"]
    assert "; Path=/shops/desk;" in answer.headers["set-cookie"]


async def test_below_a_base_a_sheet_to_confirm_for_is_asked_for_below_it(
    house: House, clock: SetClock
) -> None:
    await add_owner(house, PASSWORD)
    app = api(house, public_url=f"{ORIGIN}/desk")
    async with alive(app):
        outer = front(app, app, web_app(house.settings.data_dir, "/desk"), "/desk")
        async with visiting(outer, f"{ORIGIN}/desk") as client:
            assert (await sign_in(client)).status_code == 204
            clock.advance(600)
            opened = await client.get(f"{V1}/customers.csv", headers={"Sec-Fetch-Dest": "document"})
    assert opened.headers["location"] == "/desk/confirm?then=%2Fdesk%2Fapi%2Fv1%2Fcustomers.csv"


@pytest.mark.parametrize(
    ("asked", "inside"),
    [
        ("/desk/api/v1/session", "/api/v1/session"),
        ("/api/v1/session", "/api/v1/session"),
        ("/desk", "/"),
        ("/desk/", "/"),
        ("/desk/healthz", "/healthz"),
        ("/desktop/api/v1", "/desktop/api/v1"),
        ("/desk/desk/healthz", "/desk/healthz"),
        ("/desk//evil.example", "//evil.example"),
    ],
)
async def test_the_base_is_taken_off_once(asked: str, inside: str) -> None:
    paths: list[str] = []

    async def application(scope: Scope, receive: Any, send: Any) -> None:
        paths.append(scope["path"])

    outer = front(application, application, application, "/desk")
    nobody: Any = None
    await outer({"type": "http", "path": asked}, nobody, nobody)
    assert paths == [inside]


async def test_a_throttle_counts_by_who_asks_not_by_the_proxy(house: House) -> None:
    object.__setattr__(house.settings, "trusted_proxies", "127.0.0.1")
    app = api(house)
    async with alive(app), visiting(app) as client:

        async def guess(number: int, caller: str) -> int:
            shown = {"Authorization": f"Bearer tw_{number}", "X-Forwarded-For": caller}
            return (await client.get(f"{V1}/session", headers=shown)).status_code

        guessed = [await guess(number, "6.6.6.6") for number in range(31)]
        assert (guessed[-1], set(guessed[:-1])) == (429, {401})
        assert await guess(99, "203.0.113.7") == 401

"""What each answer tells the browser: of every operation, every page and file, and the webhook."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.api.conftest import alive, visiting
from tests.api.signing import add_owner, by_link
from tests.api.test_connections import CONNECTIONS, joined
from tests.api.test_logos import gif, ico, jpeg, png
from tillwatch.faces.api import api
from tillwatch.faces.api.app import operations
from tillwatch.faces.front import front
from tillwatch.faces.hook import Hook
from tillwatch.faces.mcp.web import with_assistants
from tillwatch.faces.web import web_app
from tillwatch.intake.house import House
from tillwatch.intake.receive import Receiver
from tillwatch.people import tokens
from tillwatch.store.inbox import Inbox

PAGE = b"<!doctype html><title>The app</title>"
STREAM = "/api/v1/stream"
SCRIPT = b"<script>alert(document.domain)</script>"
ONCE = "x" * 22


@pytest.fixture
async def outside(house: House, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A browser before all of an installation's faces."""
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "index.html").write_bytes(PAGE)
    inbox = Inbox(house.store, house.counters, house.clock)
    inner = api(house)
    async with alive(inner):
        hook = Hook(Receiver(house, inbox), house.counters)
        answers = with_assistants(inner, house.clock)
        faces = front(hook, answers, web_app(tmp_path / "app"))
        async with visiting(faces) as client:
            yield client


def filled(path: str) -> str:
    return path.replace("{", ONCE).replace("}", "")


def assert_safe(answer: httpx.Response) -> None:
    """Neither sniffed nor framed, nothing run from elsewhere, nothing told to other sites."""
    told, where = answer.headers, f"{answer.request.method} {answer.url}"
    assert told["x-content-type-options"] == "nosniff", where
    policy = told["content-security-policy"]
    assert "default-src 'none'" in policy, where
    assert "frame-ancestors 'none'" in policy, where
    assert "unsafe" not in policy, where
    assert told["referrer-policy"] in ("no-referrer", "same-origin"), where
    assert "cross-origin-resource-policy" in told or "cross-origin-opener-policy" in told, where
    assert "server" not in told, where
    assert "access-control-allow-origin" not in told, where


async def test_every_operation_answers_safely(outside: httpx.AsyncClient, house: House) -> None:
    """Questions as the owner, deeds as nobody."""
    shown = {
        "Authorization": f"Bearer {await tokens.create(house.store, house.clock, 't', 'owner')}"
    }
    asked = 0
    for one in operations():
        if one.path == STREAM:
            continue  # it does not end; its headers are those of the shell, as for all
        headers = shown if one.method == "GET" else {}
        answer = await outside.request(one.method, filled(one.path), headers=headers)
        assert_safe(answer)
        assert answer.status_code < 500 or one.path == "/readyz", answer.text
        kept = answer.headers["cache-control"]
        assert "no-store" in kept or "private" in kept, one.path
        assert not answer.headers.get("content-type", "").startswith("text/html"), one.path
        asked += 1
    assert asked > 70


async def test_the_door_for_assistants_answers_safely(outside: httpx.AsyncClient) -> None:
    for method in ("GET", "POST"):
        answer = await outside.request(method, "/mcp")
        assert answer.status_code in (401, 405)
        assert_safe(answer)


@pytest.mark.parametrize("path", ["/", "/payments", "/sign-in", "/assets/gone.js", "/a.php"])
async def test_every_page_answers_safely(outside: httpx.AsyncClient, path: str) -> None:
    answer = await outside.get(path)
    assert_safe(answer)
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "base-uri 'none'" in policy


@pytest.mark.parametrize("method", ["GET", "POST", "TRACE", "CONNECT"])
async def test_the_webhook_says_nothing_a_browser_runs(
    outside: httpx.AsyncClient, method: str
) -> None:
    answer = await outside.request(
        method, f"/api/webhooks/stripe/{SCRIPT.decode()}", content=SCRIPT
    )
    assert answer.status_code in (404, 405)
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert b"<" not in answer.content


async def test_no_method_beside_the_known_ones_is_answered(outside: httpx.AsyncClient) -> None:
    for method in ("TRACE", "TRACK", "CONNECT", "OPTIONS", "PROPFIND"):
        assert (await outside.request(method, "/api/v1/session")).status_code == 405
        assert (await outside.request(method, "/")).status_code == 405


async def test_the_session_s_cookie_is_out_of_reach_for_scripts_and_other_sites(
    outside: httpx.AsyncClient, house: House
) -> None:
    await add_owner(house)
    await by_link(house, outside)
    (cookie,) = [c for c in outside.cookies.jar if c.name == "tillwatch_8787"]
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.get_nonstandard_attr("SameSite") == "lax"
    assert (cookie.domain_specified, cookie.path) == (False, "/")


POLYGLOTS = {
    "a script behind a picture": png() + SCRIPT,
    "a picture whose comment is a script": gif()[:-1] + b"\x21\xfe\x1f" + SCRIPT[:31] + b"\0\x3b",
    "a script that begins like a GIF": b"GIF89a/*\0\x05\0" + b"*/=1;alert(1)//",
    "a page behind a JPEG": jpeg() + b"<html>" + SCRIPT,
    "a zip behind an icon": ico() + b"PK\x03\x04" + b"\0" * 26,
}
REFUSED = {
    "a page": b"<html>" + SCRIPT,
    "a drawing with a script": b"<svg xmlns='http://www.w3.org/2000/svg'>" + SCRIPT + b"</svg>",
    "a page before a picture": SCRIPT + png(),
    "a PDF": b"%PDF-1.7\n" + png(),
    "a picture of 100,000 pixels a side": png(1, 1).replace(
        b"\0\0\0\x01\0\0\0\x01", b"\0\x01\x86\xa0\0\x01\x86\xa0"
    ),
    "nothing": b"",
    "half a head": png()[:20],
}


@pytest.mark.parametrize("name", POLYGLOTS)
async def test_a_picture_that_is_something_else_too_is_shown_as_a_picture_only(
    client: httpx.AsyncClient, name: str
) -> None:
    at = f"{CONNECTIONS}/{(await joined(client))['id']}/logo"
    if (await client.put(at, content=POLYGLOTS[name])).status_code == 422:
        return
    shown = await client.get(at)
    assert shown.headers["content-type"] in ("image/png", "image/gif", "image/jpeg", "image/x-icon")
    assert_safe(shown)  # nosniff: no browser runs it as a script or a page
    assert shown.headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize("name", REFUSED)
async def test_what_is_no_picture_is_refused(client: httpx.AsyncClient, name: str) -> None:
    at = f"{CONNECTIONS}/{(await joined(client))['id']}/logo"
    refused = await client.put(at, content=REFUSED[name], headers={"content-type": "image/png"})
    assert refused.status_code == 422

"""The door for assistants over HTTP: `POST /mcp` with an access token, one question a request.

Streamable HTTP without sessions: each request stands for itself, so nothing is kept between them
and any process can answer. The token goes to the API, which counts wrong ones and knows who may
what; a cookie opens nothing here. A page of another site must not reach a server on this machine,
neither by a name of its own that leads here (DNS rebinding: the host has to be one of ours) nor as
itself (`Origin` has to be that host).
"""

import asyncio
import importlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from ipaddress import ip_address
from types import ModuleType
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from starlette.requests import Request

from tillwatch.faces.api import problems
from tillwatch.faces.api.shell import shell
from tillwatch.faces.front import Application, Receive, Scope, Send
from tillwatch.faces.mcp.ask import Ask, Inside
from tillwatch.kernel import errors
from tillwatch.kernel.addresses import Network
from tillwatch.kernel.clock import Clock

PATH: Final = "/mcp"
SCHEME: Final = "bearer "
CARRIER: Final = "mcp.server.streamable_http_manager"
SERVER: Final = "tillwatch.faces.mcp.server"
NOT_THERE: Final = (
    "Assistants are not installed here: pip install 'tillwatch[mcp]', and start again"
)


def with_assistants(
    api: Application,
    clock: Clock,
    public_url: str | None = None,
    trusted: Sequence[Network] = (),
) -> Application:
    """`api`, and its door for assistants. `public_url`: where others reach this installation.
    `trusted`: the proxies whose word counts."""

    async def door(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            await _answer(request, api, clock, public_url)(scope, receive, send)
        except errors.TillwatchError as error:
            await problems.of_error(error)(scope, receive, send)

    guarded = shell(door, trusted)

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        at_door = scope["type"] == "http" and scope["path"] == PATH
        await (guarded if at_door else api)(scope, receive, send)

    return application


def _answer(
    request: Request, api: Application, clock: Clock, public_url: str | None
) -> Application:
    """What answers it: a refusal, or the protocol. Errors are raised when it is called."""

    async def asked(scope: Scope, receive: Receive, send: Send) -> None:
        if request.method != "POST":
            said = f"{request.method} is not possible at {PATH}: send POST"
            await problems.problem(405, said, headers={"allow": "POST"})(scope, receive, send)
            return
        only_ours(request, public_url)
        origin = f"{request.url.scheme}://{request.url.netloc}"
        address = request.client.host if request.client else "unknown"
        ask = Inside(api, _token(request), address, origin=origin, url=public_url or origin)
        await ask.get("/session")  # who it is, before anything is loaded or read for them
        parts = await _loaded()
        if parts is None:
            await problems.problem(501, NOT_THERE, code="not_installed")(scope, receive, send)
            return
        await _spoken(parts, ask, clock, _writes(scope), (scope, receive, send))

    return asked


async def _loaded() -> tuple[ModuleType, ModuleType] | None:
    """The SDK's carrier and our server, loaded beside the loop: it takes a second, once."""
    try:
        carrier = await asyncio.to_thread(importlib.import_module, CARRIER)
        return carrier, await asyncio.to_thread(importlib.import_module, SERVER)
    except ModuleNotFoundError:
        return None


async def _spoken(
    parts: tuple[ModuleType, ModuleType], ask: Ask, clock: Clock, writes: bool, http: Any
) -> None:
    carrier, server = parts

    @asynccontextmanager
    async def opening() -> AsyncIterator[Ask]:
        yield ask

    carried = carrier.StreamableHTTPSessionManager(
        server.server(opening, clock, writes=writes), stateless=True, json_response=True
    )
    async with carried.run():
        await carried.handle_request(*http)


def only_ours(request: Request, public_url: str | None) -> None:
    """`NotAllowed` for a request that another site's page may have made."""
    host = request.headers.get("host", "")
    if not _is_ours(host, public_url):
        raise errors.NotAllowed(
            f"Tillwatch is not known as “{host[:100]}”: "
            "set TILLWATCH_BASE_URL to the address it is reached at",
            code="unknown_host",
        )
    origin = request.headers.get("origin")
    site = request.headers.get("sec-fetch-site", "none")
    if (origin is not None and urlsplit(origin).netloc != host) or site not in (
        "none",
        "same-origin",
    ):
        raise errors.NotAllowed("This request came from another site's page", code="cross_site")


def _is_ours(host: str, public_url: str | None) -> bool:
    """An address in numbers cannot be another's name; a name is ours if it is this machine's, or
    the one in the settings."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    if name == "localhost" or (public_url and name == urlsplit(public_url).hostname):
        return True
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _token(request: Request) -> str:
    given = request.headers.get("authorization", "")
    if not given.lower().startswith(SCHEME):
        raise errors.NotSignedIn("Send an access token: Authorization: Bearer tw_…")
    return given[len(SCHEME) :].strip()


def _writes(scope: Scope) -> bool:
    return parse_qs(scope["query_string"].decode("latin-1")).get("writes") == ["yes"]

"""The outermost callable: which of the three applications a request is for.

Webhooks come first and pass nothing else on their way. The API answers its own paths; everything
else is the web app's. The server's start and stop belong to the API.

An installation whose public address has a path (`https://example.com/desk`) is below that path,
its base, and inside it does not know: the base is taken off here when a request comes in, and put
on when an answer leads somewhere (`Location`) or sets a cookie. A proxy may have taken it off
before; then there is nothing to take. The page and its links know their base by themselves
(`faces.web`).
"""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final
from urllib.parse import urlsplit

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

WEBHOOKS: Final = "/api/webhooks/"
API_FOLDERS: Final = ("/api/", "/open/", "/sign-in/provider")
API_PATHS: Final = frozenset(("/api", "/mcp", "/healthz", "/readyz", "/metrics"))
OF_PATH: Final = re.compile(rb"(; ?path=)(/[^;]*)", re.IGNORECASE)
BASE: Final = "tillwatch.base"
"""In a request's scope: the path that was, or could have been, taken off; "" for none."""


def front(hook: Application, api: Application, web: Application, base: str = "") -> Application:
    """`hook` for webhooks, `api` for `faces.api.api(…)`, `web` for `faces.web.web_app(…)`. `base`:
    the path of the public address, "" or like `/desk`."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await api(scope, receive, send)
            return
        if base:
            scope = {**scope, "path": _inside(scope["path"], base), BASE: base}
        path: str = scope["path"]
        if path.startswith(WEBHOOKS):
            await hook(scope, receive, send)
        elif path.startswith(API_FOLDERS) or path in API_PATHS:
            await api(scope, receive, _outward(send, base) if base else send)
        else:
            await web(scope, receive, send)

    return application


def base_of(public_url: str | None) -> str:
    """The path of a public address, without a slash at its end: "" for most."""
    return urlsplit(public_url or "").path.rstrip("/")


def _inside(path: str, base: str) -> str:
    if path == base:
        return "/"
    return path[len(base) :] if path.startswith(f"{base}/") else path


def _outward(send: Send, base: str) -> Send:
    """`send`, whose answers lead below `base`."""

    async def sending(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            given, root = message["headers"], base.encode()
            message = {**message, "headers": [(n, _below(n, v, root)) for n, v in given]}
        await send(message)

    return sending


def _below(name: bytes, value: bytes, base: bytes) -> bytes:
    match name:
        case b"location" if value.startswith(b"/") and not value.startswith(b"//"):
            return base + value
        case b"set-cookie":
            return OF_PATH.sub(lambda found: found[1] + base + found[2].rstrip(b"/"), value)
        case _:
            return value

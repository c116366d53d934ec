"""The ASGI side: reading a request's head and body, sending bytes back."""

import base64
import binascii
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any

import msgspec

from tillwatch.simulator.http import failures

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

BODY_MAX = 8 * 1024 * 1024
JSON = b"application/json"

encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: bytes
    headers: Headers
    content_type: bytes = JSON


def head(scope: Scope) -> dict[str, str]:
    """The request's headers by lower-case name; of repeated ones the last."""
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


async def body(receive: Receive) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        part = message.get("body", b"")
        size += len(part)
        if size > BODY_MAX:
            raise failures.Failure(413, "The request is too large.")
        parts.append(part)
        if not message.get("more_body", False):
            break
    return b"".join(parts)


def secret(headers: dict[str, str]) -> str:
    """The key of `Authorization: Bearer …` or, as user name, of `Basic …`."""
    scheme, _, rest = headers.get("authorization", "").partition(" ")
    given = rest.strip()
    if scheme.lower() == "basic":
        try:
            given = base64.b64decode(given, validate=True).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            given = ""
    elif scheme.lower() != "bearer":
        given = ""
    if not given:
        raise failures.no_key()
    return given


async def send(send_: Send, reply: Reply, now: float, *, broken: bool = False) -> None:
    """Send it all; when `broken`, half of it, after which the server closes the connection."""
    headers = [
        (b"content-type", reply.content_type),
        (b"content-length", str(len(reply.body)).encode()),
        (b"date", formatdate(now, usegmt=True).encode()),
        *reply.headers,
    ]
    await send_({"type": "http.response.start", "status": reply.status, "headers": headers})
    if broken:
        half = reply.body[: len(reply.body) // 2]
        await send_({"type": "http.response.body", "body": half, "more_body": True})
        return
    await send_({"type": "http.response.body", "body": reply.body})

"""What surrounds every answer of the API: a limit on the body, headers, and the last catch.

Each request has an id, the one it came with (`X-Request-Id`) or a new one: it is answered, and the
log has it beside all that the request led to. Pure ASGI, so that the event stream passes through
unbuffered. What a proxy of ours says of who asks is taken over before all else (`proxied`).
"""

import re
import secrets
from collections.abc import Sequence
from typing import Any, Final

from starlette.exceptions import HTTPException

from tillwatch.faces import proxied
from tillwatch.faces.api import problems
from tillwatch.faces.api.describing import going
from tillwatch.faces.front import Application, Receive, Scope, Send
from tillwatch.kernel import eyes, trace
from tillwatch.kernel.addresses import Network
from tillwatch.people import actors
from tillwatch.people.actors import Actor

BODY_MAX: Final = 1024 * 1024
TOO_LARGE: Final = "The body is larger than 1 MiB: send less at once"
FILE_MAX: Final = 25_000_000
FILE_TOO_LARGE: Final = "The file is larger than 25 MB: bring a smaller copy of it"
FILES: Final = re.compile(
    r".*/api/v1/(disputes/[^/]+/[^/]+/files|dispute-policies/[^/]+|dispute-facts\.csv)"
)
"""Where files are brought."""
REQUEST_ID: Final = b"x-request-id"
AN_ID: Final = re.compile(rb"[A-Za-z0-9._:-]{1,64}")
HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cache-control", b"no-store"),
)


def shell(inner: Application, trusted: Sequence[Network] = ()) -> Application:
    """`inner`, whose every failure is answered by `problems`, within limits and with headers.
    `trusted`: the proxies whose word counts."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await inner(scope, receive, send)
            return
        scope = proxied.unwrapped(scope, trusted)
        started = False
        id_ = _id_of(scope)

        async def answering(message: Any) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                told = [*message["headers"], *going.headers(scope)]
                message = {**message, "headers": _with_own(told, id_)}
            await send(message)

        most, too_large = _most(scope)
        if _announced(scope) > most:
            await problems.problem(413, too_large)(scope, receive, answering)
            return
        nobody = Actor(address=proxied.address(scope))
        about = trace.about(trace.REQUEST, id_.decode())
        with about, eyes.looking(eyes.SHUT), actors.acting(nobody):
            try:
                await inner(scope, _counted(receive, most, too_large), answering)
            except Exception as error:  # noqa: BLE001  # the framework raises what it answered, too
                if not started:
                    await problems.broken(scope, error)(scope, receive, answering)

    return application


def _id_of(scope: Scope) -> bytes:
    for name, value in scope["headers"]:
        if name == REQUEST_ID and AN_ID.fullmatch(value):
            given: bytes = value
            return given
    return secrets.token_hex(8).encode()


def _with_own(given: Any, id_: bytes) -> list[tuple[bytes, bytes]]:
    """The answer's headers and ours, of which the answer may replace any."""
    names = {name.lower() for name, _ in given}
    own = (*HEADERS, (REQUEST_ID, id_))
    return [*given, *(header for header in own if header[0] not in names)]


def _announced(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


def _most(scope: Scope) -> tuple[int, str]:
    """How large a body may be, and what is said of a larger one."""
    if FILES.fullmatch(scope["path"]):
        return FILE_MAX, FILE_TOO_LARGE
    return BODY_MAX, TOO_LARGE


def _counted(receive: Receive, most: int, too_large: str) -> Receive:
    seen = 0

    async def counting() -> Any:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise HTTPException(413, too_large)
        return message

    return counting

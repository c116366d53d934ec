"""What surrounds every answer of the API: a limit on the body, headers, and the last catch.

Pure ASGI, so that the event stream passes through unbuffered.
"""

import logging
import secrets
from typing import Any, Final

from sqlalchemy.exc import DBAPIError
from starlette.responses import Response

from tillwatch.faces.api import problems
from tillwatch.faces.front import Application, Receive, Scope, Send
from tillwatch.kernel import errors

BODY_MAX: Final = 1024 * 1024
HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cache-control", b"no-store"),
)

log = logging.getLogger(__name__)


def shell(inner: Application) -> Application:
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await inner(scope, receive, send)
            return
        started = False

        async def answering(message: Any) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message = {**message, "headers": _with_own(message["headers"])}
            await send(message)

        try:
            _refuse_announced(scope)
            await inner(scope, _counted(receive), answering)
        except problems.TooLarge as large:
            failure: Response = problems.of_error(large)
        except DBAPIError as failed:
            log.error("The store does not answer: %s", failed)
            failure = problems.of_error(errors.Unavailable("The store does not answer: try again"))
        except Exception:  # whatever it is, the caller gets an answer
            number = secrets.token_hex(4)
            log.exception("Answering %s %s failed (%s)", scope["method"], scope["path"], number)
            failure = problems.problem(
                500, f"Something went wrong here; the log has it under {number}", code="internal"
            )
        else:
            return
        if not started:
            await failure(scope, receive, answering)

    return application


def _with_own(given: Any) -> list[tuple[bytes, bytes]]:
    """The answer's headers and ours, of which the answer may replace any."""
    names = {name.lower() for name, _ in given}
    return [*given, *(header for header in HEADERS if header[0] not in names)]


def _refuse_announced(scope: Scope) -> None:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit() and int(value) > BODY_MAX:
            raise _too_large()


def _counted(receive: Receive) -> Receive:
    seen = 0

    async def counting() -> Any:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > BODY_MAX:
            raise _too_large()
        return message

    return counting


def _too_large() -> problems.TooLarge:
    return problems.TooLarge(f"The body is larger than {BODY_MAX // 1024} KiB")

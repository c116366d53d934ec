"""The webhook application: pure ASGI, dispatched before anything else, no middleware.

    POST /api/webhooks/stripe/{connection_id}
    POST /api/webhooks/stripe            the connection whose secret verifies

A body over 1 MiB is refused before it is judged. `intake.receive` says the rest.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import msgspec

from tillwatch.intake.receive import OK, Answer, Receiver
from tillwatch.kernel.counters import Counters

PREFIX = "/api/webhooks/"
BODY_MAX = 1024 * 1024
TOO_LARGE = Answer(413, "The body is larger than 1 MiB")
WRONG_METHOD = Answer(405, "Only POST is answered here")
NO_ADDRESS = Answer(404, "There is no such address")
RETRY_AFTER_S = b"5"

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Hook:
    def __init__(self, receiver: Receiver, counters: Counters) -> None:
        self._receiver = receiver
        self._counters = counters
        self._ok = _messages(OK)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = await self._answer(scope, receive)
        if answer is OK:
            self._counters.accepted += 1
            start, body = self._ok
        else:
            self._counters.refuse(answer.status)
            start, body = _messages(answer)
        await send(start)
        await send(body)

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        if scope["method"] != "POST":
            return WRONG_METHOD
        body, signature = await _body(scope, receive)
        if body is None:
            return TOO_LARGE
        parts = scope["path"][len(PREFIX) :].rstrip("/").split("/")
        if parts[0] != "stripe" or len(parts) > 2:
            return NO_ADDRESS
        connection_id = parts[1] if len(parts) == 2 else None
        return await self._receiver.deliver(connection_id, signature, body)


async def _body(scope: Scope, receive: Receive) -> tuple[bytes | None, str]:
    """The body (None: too large) and the signature header."""
    signature, length = "", 0
    for name, value in scope["headers"]:
        if name == b"stripe-signature":
            signature = value.decode("latin-1")
        elif name == b"content-length":
            length = int(value) if value.isdigit() else 0
    if length > BODY_MAX:
        return None, signature
    message = await receive()
    body: bytes = message.get("body", b"")
    if not message.get("more_body"):
        return (body if len(body) <= BODY_MAX else None), signature
    parts, size = [body], len(body)
    while message.get("more_body"):
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > BODY_MAX:
            return None, signature
    return b"".join(parts), signature


def _messages(answer: Answer) -> tuple[Message, Message]:
    """The two messages that send an answer."""
    text = msgspec.json.encode({"detail": answer.text})
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(text)).encode()),
    ]
    if answer.status == 503:
        headers.append((b"retry-after", RETRY_AFTER_S))
    start = {"type": "http.response.start", "status": answer.status, "headers": headers}
    return start, {"type": "http.response.body", "body": text}

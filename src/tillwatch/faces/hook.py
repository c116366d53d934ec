"""The webhook application: pure ASGI, dispatched before anything else, no middleware.

    POST /api/webhooks/stripe/{connection_id}
    POST /api/webhooks/stripe            the connection whose secret verifies

A body over 1 MiB is refused before it is judged. `intake.receive` says the rest. What is accepted
is answered without a body: nobody reads it, and it would be a second write to the socket each.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import msgspec

from tillwatch.intake.receive import OK, Answer, Receiver
from tillwatch.kernel.counters import Counters

PREFIX = "/api/webhooks/"
BODY_MAX = 1024 * 1024
HELD_MAX = 64 * BODY_MAX
"""Of bodies that are still coming, all together; beyond it no body gets larger than `USUAL`."""
USUAL = 64 * 1024
TOO_LARGE = Answer(413, "The body is larger than 1 MiB")
WRONG_METHOD = Answer(405, "Only POST is answered here")
NO_ADDRESS = Answer(404, "There is no such address")
TOO_MANY = Answer(503, "Too many large bodies at once: send again")
RETRY_AFTER_S = b"5"

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ACCEPTED: Message = {
    "type": "http.response.start",
    "status": OK.status,
    "headers": [(b"content-length", b"0")],
}
NO_BODY: Message = {"type": "http.response.body", "body": b""}


class Hook:
    def __init__(self, receiver: Receiver, counters: Counters) -> None:
        self._receiver = receiver
        self._counters = counters
        self._held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = await self._answer(scope, receive)
        if answer is OK:
            self._counters.accepted += 1
            await send(ACCEPTED)
            await send(NO_BODY)
            return
        self._counters.refuse(answer.status)
        for message in _messages(answer):
            await send(message)

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        if scope["method"] != "POST":
            return WRONG_METHOD
        signature, length = _told(scope)
        body = TOO_LARGE if length > BODY_MAX else await self._body(receive)
        if isinstance(body, Answer):
            return body
        parts = scope["path"][len(PREFIX) :].rstrip("/").split("/")
        if parts[0] != "stripe" or len(parts) > 2:
            return NO_ADDRESS
        connection_id = parts[1] if len(parts) == 2 else None
        return await self._receiver.deliver(connection_id, signature, body)

    async def _body(self, receive: Receive) -> bytes | Answer:
        """The body, or why it is not taken."""
        message = await receive()
        body: bytes = message.get("body", b"")
        if not message.get("more_body"):
            return body if len(body) <= BODY_MAX else TOO_LARGE
        parts, size = [body], len(body)
        self._held += size
        try:
            while message.get("more_body"):
                if size > BODY_MAX:
                    return TOO_LARGE
                if size > USUAL and self._held > HELD_MAX:
                    return TOO_MANY
                message = await receive()
                if message["type"] == "http.disconnect":
                    break
                part: bytes = message.get("body", b"")
                parts.append(part)
                size += len(part)
                self._held += len(part)
        finally:
            self._held -= size
        if size > BODY_MAX:
            return TOO_LARGE
        return b"".join(parts)


def _told(scope: Scope) -> tuple[str, int]:
    """The signature, and how long the body is said to be: 0 where that is not said."""
    signature, length = "", 0
    for name, value in scope["headers"]:
        if name == b"stripe-signature":
            signature = value.decode("latin-1")
        elif name == b"content-length":
            length = int(value) if value.isdigit() else 0
    return signature, length


def _messages(answer: Answer) -> tuple[Message, Message]:
    """The two messages that send an answer."""
    text = msgspec.json.encode({"detail": answer.text})
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(text)).encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"cache-control", b"no-store"),
    ]
    if answer.status == 503:
        headers.append((b"retry-after", RETRY_AFTER_S))
    start = {"type": "http.response.start", "status": answer.status, "headers": headers}
    return start, {"type": "http.response.body", "body": text}

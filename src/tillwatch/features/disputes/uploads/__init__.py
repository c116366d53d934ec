"""Tames the files that people bring. A file is hostile until then: what it is called and what it
says it is count for nothing.

`judged` looks at the first bytes and knows six kinds of picture and one of document; everything
else is refused with what to do instead. `pictures` decodes a picture and writes it anew, without
what a camera put in (place, owner, thumbnail). `documents` parses a PDF, takes over what a page
shows and nothing that acts, and has `pages` draw each page once, so that what is kept can be shown.
All of that runs in a process of its own (`confined`) with little memory and little time, which ends
with the file: what kills it killed nothing else, and a person reads a sentence.

What comes out is what is stored, shown and sent; the bytes that came in are forgotten.
"""

import hashlib
from typing import Final

import msgspec

from tillwatch.features.disputes.uploads import confined, judged
from tillwatch.kernel import errors

PDF: Final = "pdf"
PNG: Final = "png"
JPG: Final = "jpg"

ROOM: Final = confined.Room(memory_mb=1024, cpu_s=20, wait_s=40)
TOO_HEAVY: Final = (
    "This file takes too much time or memory to read: save a smaller copy of it, or a picture of "
    "what matters, and bring that"
)


class Brought(msgspec.Struct, frozen=True):
    body: bytes
    kind: str


class Tamed(msgspec.Struct, frozen=True, kw_only=True):
    """A file that may be stored, shown and sent. `width` and `height`: pixels of a picture, points
    of a document's first page. `digest`: SHA-256 of `body`, hex. `notes`: what was changed, a
    sentence each."""

    kind: str
    pages: int
    width: int
    height: int
    body: bytes
    digest: str
    notes: list[str] = []

    @property
    def size(self) -> int:
        return len(self.body)


async def tame(body: bytes, name: str) -> Tamed:
    """`BadInput` with what to do when it cannot be taken. `name` is said back, and no more."""
    kind = judged.kind(body, name)
    asked = msgspec.msgpack.encode(Brought(body, kind))
    try:
        answer = await confined.told(f"{__name__}.__main__", asked, ROOM)
    except confined.Ended:
        raise errors.BadInput(TOO_HEAVY) from None
    return msgspec.msgpack.decode(answer, type=Tamed)


def digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()

"""Decoding JSON that others wrote: the ways in which it fails, and the one character that no
store of ours holds in text, in one place."""

import re
from typing import Any, Final

import msgspec

UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""No JSON, JSON of another shape, not UTF-8, nested without end."""

NUL: Final = rb"\u0000"
_NUL: Final = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")
"""Where the backslash is not itself written as one."""


def without_nul(body: bytes) -> bytes:
    """JSON in which every NUL in text is U+FFFD, the replacement character.

    PostgreSQL holds no NUL in text. It is nothing that a person wrote, and both stores must say the
    same, so it is read like this everywhere; the body in the inbox stays as it came.
    """
    if b"\\" not in body or NUL not in body:  # one byte is found six times as fast as six
        return body
    return _NUL.sub(rb"\1\\ufffd", body)


def an_object(body: bytes) -> dict[str, Any] | None:
    """The JSON object in `body`; None when there is none."""
    try:
        decoded = msgspec.json.decode(without_nul(body))
    except UNREADABLE:
        return None
    return decoded if isinstance(decoded, dict) else None

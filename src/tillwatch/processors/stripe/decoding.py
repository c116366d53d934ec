"""Decoding JSON that others wrote: the ways in which it fails, in one place."""

from typing import Any, Final

import msgspec

UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""No JSON, JSON of another shape, not UTF-8, nested without end."""


def an_object(body: bytes) -> dict[str, Any] | None:
    """The JSON object in `body`; None when there is none."""
    try:
        decoded = msgspec.json.decode(body)
    except UNREADABLE:
        return None
    return decoded if isinstance(decoded, dict) else None

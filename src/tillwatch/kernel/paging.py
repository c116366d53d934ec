"""Cursors of our lists: where the last page ended, newest first by (created, id)."""

import base64
import json
from dataclasses import dataclass
from typing import Generic, TypeVar

from tillwatch.kernel import errors

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    rows: list[T]
    next_cursor: str | None


def encode(*position: int | str) -> str:
    """An opaque cursor in `[A-Za-z0-9_-]`."""
    text = json.dumps(position, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(cursor: str, shape: tuple[type, ...]) -> tuple[int | str, ...]:
    """The position in a cursor; `BadInput` for one that we never gave."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        position = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, UnicodeDecodeError):
        position = None
    if (
        not isinstance(position, list)
        or len(position) != len(shape)
        or not all(type(part) is kind for part, kind in zip(position, shape, strict=True))
    ):
        raise errors.BadInput("This cursor is not one of ours: use next_cursor of the last answer")
    return tuple(position)

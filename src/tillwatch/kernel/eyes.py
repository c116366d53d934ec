"""What whoever asks may see: whose personal data, of which accounts.

A context variable, copied into every task that is made, as the ids of the log are (`kernel.trace`).
By itself Tillwatch sees everything: the worker, a command, a writer. A request begins with shut
eyes, and the guard opens them as far as its person may see. So what nobody thought of is hidden,
not shown. Whoever starts work of the installation's own inside a request, work that writes what it
reads, opens them for it (`looking(OPEN)`).

What is hidden keeps its *pseudonym*: the same text has the same one in every answer of this
installation, so that rows of one person can still be counted and compared.
"""

import hashlib
import hmac
from base64 import b32encode
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

import msgspec

from tillwatch.kernel.scrub import unsaid

HIDDEN: Final = "(hidden)"
"""In place of text that says too much to have a pseudonym."""
LENGTH: Final = 8


class Eyes(msgspec.Struct, frozen=True, kw_only=True):
    """`personal`: personal data as it is, else pseudonyms. `connections`: the accounts that exist
    for them, None for all. `key`: pseudonyms are made with it; without one they are all alike."""

    personal: bool = True
    connections: frozenset[str] | None = None
    key: bytes = b""

    __repr__ = unsaid

    def sees(self, connection_id: str) -> bool:
        return self.connections is None or connection_id in self.connections


OPEN: Final = Eyes()
SHUT: Final = Eyes(personal=False, connections=frozenset())
_EYES: Final[ContextVar[Eyes]] = ContextVar("eyes", default=OPEN)


def now() -> Eyes:
    """Those of whoever asks here."""
    return _EYES.get()


def open_to(eyes: Eyes) -> None:
    """From here on, to the end of the request."""
    _EYES.set(eyes)


@contextmanager
def looking(eyes: Eyes) -> Iterator[None]:
    before = _EYES.set(eyes)
    try:
        yield
    finally:
        _EYES.reset(before)


def shown(value: Any, kind: str) -> Any:
    """`value` as whoever asks may see it. `kind`: name, email, phone, text; `values`, a JSON
    object whose keys are no secret; `lines`, a JSON list of objects with a `description`."""
    eyes = _EYES.get()
    if eyes.personal or value is None or value == "":
        return value
    match kind:
        case "name":
            return f"Person {pseudonym(value, eyes.key)}"
        case "email":
            return f"{pseudonym(value, eyes.key)}@hidden"
        case "values":
            return dict.fromkeys(value, HIDDEN) if isinstance(value, dict) else HIDDEN
        case "lines":
            return [_without_description(line) for line in value]
        case _:
            return HIDDEN


def pseudonym(text: Any, key: bytes) -> str:
    """Eight letters and digits for a text, however it is written in capitals and spaces."""
    if not key:
        return HIDDEN
    same = " ".join(str(text).split()).casefold().encode("utf-8", "surrogatepass")
    digest = hmac.new(key, same, hashlib.sha256).digest()
    return b32encode(digest)[:LENGTH].decode().lower()


def _without_description(line: Any) -> Any:
    if isinstance(line, dict) and line.get("description"):
        return {**line, "description": HIDDEN}
    return line

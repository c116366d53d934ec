"""Who is at work here: said once by whoever takes up a request, known to all that it leads to.

A context variable, as the ids of the log are (`kernel.trace`). The log of deeds reads it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

import msgspec


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """`person_id`: None for a program, and for nobody yet. `access_id`: of the session or token.
    `address`: where the request came from; None for work of the installation's own."""

    person_id: str | None = None
    access_id: str | None = None
    address: str | None = None


NOBODY: Final = Actor()
_ACTOR: Final[ContextVar[Actor]] = ContextVar("actor", default=NOBODY)


def now() -> Actor:
    return _ACTOR.get()


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    before = _ACTOR.set(actor)
    try:
        yield
    finally:
        _ACTOR.reset(before)


def enter(actor: Actor) -> None:
    """From here on, to the end of the request."""
    _ACTOR.set(actor)

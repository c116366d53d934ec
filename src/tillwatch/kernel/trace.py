"""What a line of the log is about: ids that follow the work through the tasks it starts.

A context variable is copied into every task that is made, so whoever takes up a request or a
connection says it once, and all that is logged further down carries it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

REQUEST: Final[ContextVar[str | None]] = ContextVar("request", default=None)
CONNECTION: Final[ContextVar[str | None]] = ContextVar("connection", default=None)
EVENT: Final[ContextVar[str | None]] = ContextVar("event", default=None)
NODE: Final[ContextVar[str | None]] = ContextVar("node", default=None)
ALL: Final = (REQUEST, CONNECTION, EVENT, NODE)


@contextmanager
def about(variable: ContextVar[str | None], id_: str) -> Iterator[None]:
    """What is logged inside is about `id_`."""
    before = variable.set(id_)
    try:
        yield
    finally:
        variable.reset(before)


def told() -> dict[str, str]:
    """The ids that apply here, by name."""
    return {one.name: id_ for one in ALL if (id_ := one.get()) is not None}

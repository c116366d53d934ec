"""What acting needs of the rest of the house, given by wiring."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

import msgspec

from tillwatch.features.disputes.prevent.acting.kept import Action
from tillwatch.processors.defending import Deed, Writer
from tillwatch.processors.reading import Reading
from tillwatch.rows import Attempt, Dispute

WHO = "Tillwatch"
TAG = "tillwatch_action"
"""Of a refund's metadata: the action it was made by."""


class Refused(Exception):
    """This action comes to nothing; the message is the reason."""


class TakenOver(Exception):
    """Somebody else works on it: nothing is to be done here."""


@dataclass(slots=True)
class Hand:
    """An action in the hand of one worker, as that worker last wrote it. What another wrote
    meanwhile is the other's to end."""

    action: Action


class Way(msgspec.Struct, frozen=True):
    """How an account is written to: `attempt` and `dispute` are the rows that a payload of its
    processor makes, `merge` takes what answers tell into our copy."""

    writer: Writer
    attempt: Callable[[Deed], Attempt]
    dispute: Callable[[Deed], Dispute]
    merge: Callable[[Sequence[Reading]], Awaitable[None]]


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """For people, once: `cause` is its key."""

    cause: str
    connection_id: str
    at: int
    severity: str
    title: str
    sentence: str
    link: str


class Ports(msgspec.Struct, frozen=True):
    """`way` of an account: None without a key. `tell`: a notice for the inbox. `post`: call an
    address that a person gave, with a body and headers; the answer's status."""

    way: Callable[[str], AbstractAsyncContextManager[Way | None]]
    tell: Callable[[Notice], Awaitable[None]]
    post: Callable[[str, bytes, dict[str, str]], Awaitable[int]]

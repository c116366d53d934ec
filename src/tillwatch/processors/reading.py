"""A reading: what a processor said about one object at one moment. The input of the merge."""

from collections.abc import Mapping
from typing import Any

import msgspec

Payload = dict[str, Any]
"""A decoded JSON object."""


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """`payload` is canonical JSON (sorted keys, UTF-8) of the normalised object: expanded objects
    replaced by their ids, embedded resources taken out. Empty for a tombstone without a body.

    `as_of`: seconds of the processor's clock; an event's creation, or for a fetched reading a
    lower bound of the moment it was read. `created`: the payload's own `created`, 0 if it has none.
    `shape`: the API version that gives the payload its fields. `event`: the event's id, "" if
    fetched. `first`: told by the event of the object's creation. `previous`: canonical JSON of the
    old values of what the event changed, empty if it names none. `tree`: `payload` decoded, where
    whoever made the reading had it at hand; nobody changes it.
    """

    kind: str
    id: str
    as_of: int
    payload: bytes
    shape: str = ""
    created: int = 0
    event: str = ""
    first: bool = False
    previous: bytes = b""
    tombstone: bool = False
    tree: Payload | None = None


class Rank(msgspec.Struct, frozen=True):
    """A fact that only ever moves one way: among readings of one second, more of it is later.

    `order` gives the value's place; without it the value itself (number or bool) is compared.
    A value that `order` does not name cannot be compared.
    """

    field: str
    order: Mapping[str, int] | None = None


class EventHead(msgspec.Struct, frozen=True, kw_only=True):
    """The outside of an event, read without its object.

    `thin`: the kind of event that carries no object (stored, not merged).
    """

    id: str
    type: str
    created: int
    api_version: str
    livemode: bool | None
    account: str | None
    thin: bool

"""Events: the outside without the inside, and what the inside tells.

A snapshot event carries its object as it was; `data.previous_attributes` (on `*.updated` only) the
old values of what changed. The thin kind (`object: v2.core.event`) carries no object.
Source: docs.stripe.com/api/events, docs.stripe.com/event-destinations.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec

from tillwatch.kernel import errors, times
from tillwatch.processors.reading import EventHead, Payload, Reading
from tillwatch.processors.stripe import catalogue, shapes
from tillwatch.processors.stripe.decoding import UNREADABLE, without_nul

THIN: Final = "v2.core.event"
STUB_FIELDS: Final = 4
"""`{"id", "object", "deleted", "livemode"}` at most: what is left of a deleted object."""


class _Outside(msgspec.Struct):
    """What `head` decodes; all else is skipped, the object unread."""

    id: str
    type: Any = None
    created: Any = None
    api_version: Any = None
    livemode: Any = None
    account: Any = None
    object: Any = None


_OUTSIDE = msgspec.json.Decoder(_Outside)


def head(body: bytes) -> EventHead:
    """`BadInput` when `body` is no JSON object with a string `id`."""
    body = without_nul(body)
    try:
        outside = _OUTSIDE.decode(body)
    except UNREADABLE:
        outside = _loosely(body)
    if not outside.id:
        raise errors.BadInput("not an event: its “id” is empty")
    return EventHead(
        id=outside.id,
        type=outside.type if isinstance(outside.type, str) else "",
        created=_moment(outside.created),
        api_version=outside.api_version if isinstance(outside.api_version, str) else "",
        livemode=outside.livemode if isinstance(outside.livemode, bool) else None,
        account=outside.account if isinstance(outside.account, str) else None,
        thin=outside.object == THIN,
    )


def _loosely(body: bytes) -> _Outside:
    """JSON that is right but for its values: half of a character, a number without end. Such an
    event is kept; its object cannot be read."""
    try:
        event = json.loads(body)
        fields = {name: _mended(event.get(name)) for name in _Outside.__struct_fields__}
        return msgspec.convert(fields, _Outside)
    except (ValueError, AttributeError, RecursionError, msgspec.ValidationError):
        raise errors.BadInput("not an event: a JSON object with a string “id”") from None


def _mended(value: Any) -> Any:
    """Text without halves of characters."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _moment(value: Any) -> int:
    """Seconds; the thin kind writes RFC 3339 text. 0 where unknown, or no moment at all."""
    if type(value) is int:
        return value if 0 <= value <= times.LATEST else 0
    if isinstance(value, str):
        try:
            return times.parse(value)
        except errors.BadInput:
            return 0
    return 0


def event_readings(body: bytes) -> list[Reading]:
    """What an event tells of its object and of the objects inside it; nothing for the thin kind.

    `BadInput`, saying what is wrong, for a body that cannot be understood.
    """
    try:
        event = msgspec.json.decode(without_nul(body))
        return _readings(event)
    except UNREADABLE:
        raise errors.BadInput("the event is not readable JSON") from None


def _readings(event: Any) -> list[Reading]:
    if type(event) is not dict or type(event.get("id")) is not str:
        raise errors.BadInput("the event is no object with a string “id”")
    if event.get("object") == THIN:
        return []
    data = event.get("data")
    payload = data.get("object") if type(data) is dict else None
    if type(data) is not dict or type(payload) is not dict:
        raise errors.BadInput("the event carries no object")
    type_ = event.get("type")
    if type(type_) is not str:
        type_ = ""
    kind = payload.get("object") or catalogue.EVENTS.get(type_)
    if type(kind) is not str:
        raise errors.BadInput("the event's object does not say what it is")
    previous = data.get("previous_attributes")
    version = event.get("api_version")
    return readings(
        shapes.take_apart(payload, kind),
        as_of=_moment(event.get("created")),
        shape=version if type(version) is str else "",
        event=event["id"],
        first=catalogue.is_first(type_),
        previous=shapes.old_values(previous, kind) if type(previous) is dict else b"",
        tombstone=type_ in catalogue.TOMBSTONES,
    )


class _Object(msgspec.Struct):
    id: Any = None
    payment_intent: Any = None
    charge: Any = None


class _Data(msgspec.Struct):
    object: _Object


class _Inside(msgspec.Struct):
    data: _Data


_INSIDE = msgspec.json.Decoder(_Inside)


def mentions(body: bytes) -> Sequence[str]:
    """The ids of the event's object and of the payment or charge it names; none if unreadable."""
    try:
        about = _INSIDE.decode(without_nul(body)).data.object
    except UNREADABLE:
        return ()
    named = (about.id, about.payment_intent, about.charge)
    ids = (one.get("id") if isinstance(one, dict) else one for one in named)
    return tuple(dict.fromkeys(id_ for id_ in ids if isinstance(id_, str) and id_))


def entry_readings(kind: str, body: bytes) -> list[Reading]:
    """What one entry of a list tells, at second 0. `BadInput` for one that cannot be understood."""
    try:
        payload = msgspec.json.decode(without_nul(body))
    except UNREADABLE:
        raise errors.BadInput("the entry is not readable JSON") from None
    resources = shapes.take_apart(payload, kind) if type(payload) is dict else []
    if not resources:
        raise errors.BadInput("an entry without an id")
    return readings(resources, as_of=0, shape="")


def readings(
    resources: Iterable[shapes.Resource],
    *,
    as_of: int,
    shape: str,
    event: str = "",
    first: bool = False,
    previous: bytes = b"",
    tombstone: bool = False,
) -> list[Reading]:
    """One reading a resource. `first`, `previous` and `tombstone` are of the first of them."""
    made = []
    for kind, id_, payload in resources:
        gone = payload.get("deleted") is True
        made.append(
            Reading(
                kind=kind,
                id=id_,
                as_of=as_of,
                payload=b"" if gone and len(payload) <= STUB_FIELDS else shapes.canonical(payload),
                tree=payload,
                shape=shape,
                created=_created(payload),
                event=event,
                first=first,
                previous=previous,
                tombstone=tombstone or gone,
            )
        )
        first, previous, tombstone = False, b"", False
    return made


def _created(payload: Payload) -> int:
    created = payload.get("created")
    return _moment(created) if type(created) is int else 0

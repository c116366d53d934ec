"""Pages of lists: decoding them, and knowing where they end.

Servers that speak Stripe's API do not all know all of it: one that ignores `created` sends what was
not asked for, one that ignores the cursor sends the same page for ever, one may leave out
`has_more`. A page says on what to go on from, or nothing when going on would not lead further.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec

from tillwatch.kernel import errors
from tillwatch.processors import port
from tillwatch.processors.port import ListPage
from tillwatch.processors.reading import EventHead, Reading
from tillwatch.processors.stripe import events, shapes
from tillwatch.processors.stripe.client import Answer


class Range(msgspec.Struct, frozen=True):
    """What was asked for: created in [since, until), after the object `after`."""

    after: str | None = None
    since: int | None = None
    until: int | None = None

    def params(self) -> dict[str, Any]:
        created = {"gte": self.since, "lt": self.until}
        asked = {name: value for name, value in created.items() if value is not None}
        return {
            **({"starting_after": self.after} if self.after else {}),
            **({"created": asked} if asked else {}),
        }

    def is_before(self, created: int | None) -> bool:
        """Older than asked for: newest first, so nothing after it is wanted."""
        return self.since is not None and created is not None and created < self.since

    def is_after(self, created: int | None) -> bool:
        return self.until is not None and created is not None and created >= self.until


class _Objects(msgspec.Struct):
    data: list[Any]
    has_more: Any = False


class _Raws(msgspec.Struct):
    data: list[msgspec.Raw]
    has_more: Any = False


Page = TypeVar("Page", _Objects, _Raws)

_OBJECTS = msgspec.json.Decoder(_Objects)
_RAWS = msgspec.json.Decoder(_Raws)


def list_page(answer: Answer, kind: str, asked: Range) -> ListPage:
    """`NotOffered` when the answer is no list."""
    page = _decode(_OBJECTS, answer)
    readings: list[Reading] = []
    problems: list[tuple[str, str, bytes]] = []
    count, last, oldest, ended = 0, None, None, False
    for entry in page.data:
        id_ = entry.get("id") if type(entry) is dict else None
        if type(id_) is not str or not id_:
            problems.append(("", "an entry without an id", msgspec.json.encode(entry)))
            continue
        last = id_
        created = entry.get("created")
        created = created if type(created) is int else None
        if asked.is_before(created):
            ended = True
            break
        if asked.is_after(created):
            continue
        count += 1
        if created is not None and (oldest is None or created < oldest):
            oldest = created
        readings += events.readings(
            shapes.take_apart(entry, kind), as_of=answer.as_of, shape=answer.version
        )
    return ListPage(
        readings=readings,
        count=count,
        last=None if ended else _onward(page.has_more, last, asked.after),
        oldest=oldest,
        problems=problems,
    )


def event_page(
    answer: Answer, asked: Range, types: Sequence[str]
) -> tuple[list[tuple[EventHead, bytes]], str | None]:
    """The events asked for, byte for byte, and what to go on from."""
    page = _decode(_RAWS, answer)
    found: list[tuple[EventHead, bytes]] = []
    last = None
    for raw in page.data:
        body = bytes(raw)
        try:
            head = events.head(body)
        except errors.BadInput:
            continue
        last = head.id
        if asked.is_before(head.created or None):
            return found, None
        if not types or _matches(head.type, types):
            found.append((head, body))
    return found, _onward(page.has_more, last, asked.after)


def _matches(type_: str, types: Sequence[str]) -> bool:
    """`charge.*` is every type that begins with `charge.`."""
    return any(
        type_ == wanted or (wanted.endswith("*") and type_.startswith(wanted[:-1]))
        for wanted in types
    )


def _onward(has_more: Any, last: str | None, after: str | None) -> str | None:
    return last if has_more is True and last != after else None


def _decode(decoder: "msgspec.json.Decoder[Page]", answer: Answer) -> Page:
    try:
        return decoder.decode(answer.body)
    except (msgspec.DecodeError, RecursionError):
        raise port.NotOffered(
            "The server does not offer this: its answer is no list.", answer=answer.status
        ) from None

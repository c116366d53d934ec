"""Pages of lists: decoding them, and knowing where they end.

Servers that speak Stripe's API do not all know all of it: one that ignores `created` sends what was
not asked for, one that ignores the cursor sends the same page for ever, one may leave out
`has_more`. A page says on what to go on from, or nothing when going on would not lead further.
"""

import json
from collections.abc import Sequence
from typing import Any

import msgspec

from tillwatch.kernel import errors
from tillwatch.processors import port
from tillwatch.processors.port import EventPage, ListPage
from tillwatch.processors.reading import EventHead, Reading
from tillwatch.processors.stripe import events, shapes
from tillwatch.processors.stripe.client import Answer
from tillwatch.processors.stripe.decoding import UNREADABLE, without_nul


class Range(msgspec.Struct, frozen=True):
    """What was asked for: created in [since, until), after the object `after`."""

    after: str | None = None
    since: int | None = None
    until: int | None = None
    limit: int = 100

    def params(self) -> dict[str, Any]:
        created = {"gte": self.since, "lt": self.until}
        asked = {name: value for name, value in created.items() if value is not None}
        return {
            **({"starting_after": self.after} if self.after else {}),
            **({"created": asked} if asked else {}),
            "limit": self.limit,
        }

    def is_before(self, created: int | None) -> bool:
        """Older than asked for: newest first, so nothing after it is wanted."""
        return self.since is not None and created is not None and created < self.since

    def is_after(self, created: int | None) -> bool:
        return self.until is not None and created is not None and created >= self.until


Problem = tuple[str, str, bytes]
"""Id or "", reason, body."""


class _Page(msgspec.Struct):
    data: list[Any]
    has_more: Any = None


class _Raws(msgspec.Struct):
    data: list[msgspec.Raw]
    has_more: Any = None


_PAGE = msgspec.json.Decoder(_Page)
_RAWS = msgspec.json.Decoder(_Raws)


def list_page(answer: Answer, kind: str, asked: Range) -> ListPage:
    """`NotOffered` when the answer is no list."""
    page, problems, tail = _objects(answer)
    more = _more(page.has_more, len(page.data) + len(problems), asked)
    readings: list[Reading] = []
    count, last, oldest, newest = 0, None, None, None
    ended = outside = False
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
            outside = True
            continue
        count += 1
        if created is not None:
            oldest = created if oldest is None or created < oldest else oldest
            newest = created if newest is None or created > newest else newest
        readings += events.readings(
            shapes.take_apart(entry, kind), as_of=answer.as_of, shape=answer.version
        )
    return ListPage(
        readings=readings,
        count=count,
        last=None if ended else _onward(more, tail or last, asked.after),
        oldest=oldest,
        newest=newest,
        outside=outside,
        problems=problems,
    )


def event_page(answer: Answer, asked: Range, types: Sequence[str]) -> EventPage:
    """The events asked for, byte for byte, and what to go on from."""
    bodies, has_more = _bodies(answer)
    found: list[tuple[EventHead, bytes]] = []
    moments: list[int] = []
    last, count, ended, outside = None, 0, False, False
    for body in bodies:
        try:
            head = events.head(body)
        except errors.BadInput:
            continue
        last = head.id
        if asked.is_before(head.created or None):
            ended = True
            break
        if asked.is_after(head.created or None):
            outside = True
            continue
        count += 1
        moments += [head.created] if head.created else []
        if not types or _matches(head.type, types):
            found.append((head, body))
    return EventPage(
        events=found,
        last=None if ended else _onward(_more(has_more, len(bodies), asked), last, asked.after),
        count=count,
        oldest=min(moments, default=None),
        newest=max(moments, default=None),
        outside=outside,
        as_of=answer.as_of,
    )


def _matches(type_: str, types: Sequence[str]) -> bool:
    """`charge.*` is every type that begins with `charge.`."""
    return any(
        type_ == wanted or (wanted.endswith("*") and type_.startswith(wanted[:-1]))
        for wanted in types
    )


def _more(has_more: Any, entries: int, asked: Range) -> bool:
    """Whether the list goes on. A server that does not say is asked on after a full page."""
    return entries >= asked.limit if has_more is None else has_more is True


def _onward(more: bool, last: str | None, after: str | None) -> str | None:
    """What to go on from. `NotOffered` when the server does not go on from where it was asked to:
    what it gives is not the whole list."""
    if more and last is not None and last == after:
        raise port.NotOffered(
            "The list comes in pages, but the server repeats the same page: only its newest "
            "part could be read.",
            answer=200,
        )
    return last if more else None


def _objects(answer: Answer) -> tuple[_Page, list[Problem], str | None]:
    """The page's objects, those in it that cannot be read, and then the last id of all."""
    try:
        return _PAGE.decode(without_nul(answer.body)), [], None
    except UNREADABLE:
        entries, has_more = _loosely(answer)
    page, problems, tail = _Page([], has_more), [], None
    for entry in entries:
        body = json.dumps(entry).encode()
        id_ = entry.get("id") if isinstance(entry, dict) else None
        id_ = id_.encode("utf-8", "replace").decode() if isinstance(id_, str) else ""
        tail = id_ or tail
        try:
            page.data.append(msgspec.json.decode(without_nul(body)))
        except UNREADABLE:
            problems.append((id_, "not readable JSON", body))
    return page, problems, tail


def _bodies(answer: Answer) -> tuple[list[bytes], Any]:
    """The page's entries byte for byte; in other words where one of them cannot be read."""
    try:
        page = _RAWS.decode(answer.body)
    except UNREADABLE:
        entries, has_more = _loosely(answer)
        return [json.dumps(entry).encode() for entry in entries], has_more
    return [bytes(raw) for raw in page.data], page.has_more


def _loosely(answer: Answer) -> tuple[list[Any], Any]:
    """A page whose JSON is right but for some value in it (see `events`)."""
    try:
        page = json.loads(answer.body)
        entries, has_more = page["data"], page.get("has_more")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        entries = has_more = None
    if not isinstance(entries, list):
        raise port.NotOffered(
            "The server does not offer this: its answer is no list.", answer=answer.status
        )
    return entries, has_more

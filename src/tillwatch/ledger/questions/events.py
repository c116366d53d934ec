"""Events as they came in, and as sentences for a person.

An event may have been told in several API versions; it is one event. It counts as received when
the first of them came, and shows the body of the newest version.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, FromClause, and_, exists, or_, select

from tillwatch.kernel import errors, paging
from tillwatch.kernel.paging import Page
from tillwatch.ledger.questions import lists
from tillwatch.ledger.questions.scope import Record, Scope
from tillwatch.processors.port import Processor
from tillwatch.processors.reading import Reading
from tillwatch.store.engine import Store
from tillwatch.store.tables import connection, inbox

Processors = Callable[[str], Processor]
"""The processor of that name; `NotFound` for one this installation does not offer."""
UNREADABLE: Final = (ValueError, TypeError, LookupError, AttributeError)
"""What a body nobody expected may raise: Health shows it, Activity passes it over."""
SILENT_PAGES: Final = 20
"""How many pages without one sentence are read at most before an answer is given."""


def _first_bodies(*more: ColumnElement[Any]) -> FromClause:
    """One row an event: the delivery that came first, under the names lists use."""
    other = inbox.alias()
    earlier = exists().where(
        other.c.connection_id == inbox.c.connection_id,
        other.c.event_id == inbox.c.event_id,
        other.c.seq < inbox.c.seq,
    )
    names = ("connection_id", "type", "created", "livemode", "source", "received_ms", "account")
    columns = [inbox.c[name] for name in names]
    identity = inbox.c.event_id.label("id")
    return select(identity, *columns, inbox.c.thin, *more).where(~earlier).subquery()


async def page(
    store: Store,
    processors: Processors,
    scope: Scope,
    *,
    types: Sequence[str] = (),
    livemode: bool | None = None,
    since: int | None = None,
    until: int | None = None,
    cursor: str | None = None,
    limit: int = 25,
) -> Page[Record]:
    """Events newest first, each with `kind` and `object_id` of its object (None: unreadable)."""
    rows = _first_bodies(inbox.c.body)
    where = _asked(rows, types, livemode, since, until)
    async with store.inbox.connect() as tx:
        found = await lists.read(tx, rows, scope, where, cursor=cursor, limit=limit)
    offered = await _offered(store, processors)
    return Page([_told(row, offered) for row in found.rows], found.next_cursor)


async def one(store: Store, processors: Processors, connection_id: str, id_: str) -> Record:
    """The event, with `body` of its newest API version. `NotFound` when it never came."""
    mine = and_(inbox.c.connection_id == connection_id, inbox.c.event_id == id_)
    rows = _first_bodies()
    newest = select(inbox.c.body).where(mine).order_by(inbox.c.api_version.desc()).limit(1)
    query = select(rows).where(rows.c.connection_id == connection_id, rows.c.id == id_)
    async with store.inbox.connect() as tx:
        found = (await tx.execute(query)).mappings().first()
        body = await tx.scalar(newest)
    if found is None or body is None:
        raise errors.NotFound(f"There is no event {id_} in {connection_id}")
    told = _told({**found, "body": body}, await _offered(store, processors))
    return {**told, "body": body}


async def sentences(
    store: Store,
    processors: Processors,
    scope: Scope,
    *,
    types: Sequence[str] = (),
    livemode: bool | None = None,
    since: int | None = None,
    until: int | None = None,
    cursor: str | None = None,
    limit: int = 30,
) -> Page[Record]:
    """Events a person reads, newest first, each with its `sentence`; silent ones are passed over.

    A page may be short, even empty, before the end: then `next_cursor` says where to go on.
    """
    rows = _first_bodies(inbox.c.body)
    where = _asked(rows, types, livemode, since, until)
    offered = await _offered(store, processors)
    spoken: list[Record] = []
    for _ in range(SILENT_PAGES):
        async with store.inbox.connect() as tx:
            found = await lists.read(tx, rows, scope, where, cursor=cursor, limit=max(limit, 50))
        for row in found.rows:
            if (told := _spoken(row, offered)) is None:
                continue
            spoken.append(told)
            if len(spoken) == limit:
                more = found.next_cursor is not None or row is not found.rows[-1]
                position = paging.encode(row["created"], row["id"], row["connection_id"])
                return Page(spoken, position if more else None)
        cursor = found.next_cursor
        if cursor is None:
            break
    return Page(spoken, cursor)


def _asked(
    rows: FromClause,
    types: Sequence[str],
    livemode: bool | None,
    since: int | None,
    until: int | None,
) -> list[ColumnElement[bool]]:
    of_types = [rows.c.type.in_(types)] if types else []
    return [*lists.between(rows, since, until), *_of_mode(rows, livemode), *of_types]


def _of_mode(rows: FromClause, livemode: bool | None) -> list[ColumnElement[bool]]:
    """An event of the other mode is no part of its connection's figures."""
    if livemode is None:
        return []
    return [or_(rows.c.livemode.is_(None), rows.c.livemode == livemode)]


async def _offered(store: Store, processors: Processors) -> Mapping[str, Processor]:
    """The processor of each connection; none for one that is no longer offered here."""
    async with store.reading() as tx:
        rows = (await tx.execute(select(connection.c.id, connection.c.processor))).all()
    offered = {}
    for row in rows:
        try:
            offered[row.id] = processors(row.processor)
        except errors.NotFound:
            continue
    return offered


def _told(row: Mapping[str, Any], offered: Mapping[str, Processor]) -> Record:
    reading = _object(row, offered)
    kind, object_id = (reading.kind, reading.id) if reading else (None, None)
    rest = {name: value for name, value in row.items() if name != "body"}
    return {**rest, "kind": kind, "object_id": object_id}


def _spoken(row: Mapping[str, Any], offered: Mapping[str, Processor]) -> Record | None:
    reading = _object(row, offered)
    if reading is None or not reading.payload:
        return None
    try:
        payload = msgspec.json.decode(reading.payload)
        sentence = offered[row["connection_id"]].sentence(row["type"], payload)
    except UNREADABLE:
        return None
    if sentence is None:
        return None
    rest = {name: value for name, value in row.items() if name != "body"}
    return {**rest, "sentence": sentence}


def _object(row: Mapping[str, Any], offered: Mapping[str, Processor]) -> Reading | None:
    """The object an event is about; None when it carries none, or none that can be read."""
    processor = offered.get(row["connection_id"])
    try:
        return processor.event_readings(row["body"])[0] if processor else None
    except (errors.BadInput, IndexError):
        return None

"""Events as they came in, and as sentences for a person.

An event may have been told in several API versions; it is one event. It counts as received when
the first of them came, and shows the body of the newest version. Words are made of the event's
object as whoever asks may see it (`kernel.eyes`).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, FromClause, and_, exists, or_, select

from tillwatch.kernel import errors, eyes, paging
from tillwatch.kernel.paging import Page
from tillwatch.ledger.questions import lists
from tillwatch.ledger.questions.scope import Record, Scope
from tillwatch.ledger.questions.stories.ask import Ask
from tillwatch.ledger.questions.stories.parts import timeline
from tillwatch.processors.port import Processor, Sentence
from tillwatch.processors.reading import Payload, Reading
from tillwatch.store.engine import Store
from tillwatch.store.tables import connection, inbox

Processors = Callable[[str], Processor]
"""The processor of that name; `NotFound` for one this installation does not offer."""
UNREADABLE: Final = (ValueError, TypeError, LookupError, AttributeError)
"""What a body nobody expected may raise: Health shows it, Activity passes it over."""
SILENT_PAGES: Final = 20
"""How many pages without one sentence are read at most before an answer is given."""


class Teller(NamedTuple):
    """Who tells the events of one connection, and which of them are its own."""

    processor: Processor
    livemode: bool | None
    account: str | None

    def owns(self, row: Mapping[str, Any]) -> bool:
        """Not so what is kept but never merged: of the other mode, of another account, or thin."""
        if row["thin"] or row["account"] not in (None, self.account):
            return False
        return None in (self.livemode, row["livemode"]) or self.livemode == row["livemode"]


Tellers = Mapping[str, Teller]


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
    about: str | None = None,
    livemode: bool | None = None,
    since: int | None = None,
    until: int | None = None,
    cursor: str | None = None,
    limit: int = 25,
) -> Page[Record]:
    """Events newest first, each with `kind` and `object_id` of its object (None: unreadable), with
    what it `says` of that and its `sentence` (None: it has none). `about`: the event of this id,
    or those that mention the object of this id, the newest `timeline.TOLD`."""
    rows = _first_bodies(inbox.c.seq, inbox.c.body, inbox.c.told)
    where = _asked(rows, types, livemode, since, until)
    offered = await _offered(store, processors)
    if about is not None:
        where.append(rows.c.seq.in_(await _about(store, offered, scope, about)))
    async with store.inbox.connect() as tx:
        found = await lists.read(tx, rows, scope, where, cursor=cursor, limit=limit)
    return Page([_told(row, offered) for row in found.rows], found.next_cursor)


async def _about(store: Store, offered: Tellers, scope: Scope, id_: str) -> Sequence[int]:
    """The deliveries of the event of this id; else those that mention the object of this id."""
    mine = select(inbox.c.seq).where(
        inbox.c.connection_id.in_(scope.each()), inbox.c.event_id == id_
    )
    async with store.inbox.connect() as tx:
        found = list((await tx.execute(mine)).scalars())
    for connection_id in () if found else scope.each():
        if (teller := offered.get(connection_id)) is not None:
            ask = Ask(store, teller.processor, connection_id, mode=None, account_id=None, now=0)
            found += await timeline.mentioning(ask, {id_})
    return found


async def one(store: Store, processors: Processors, connection_id: str, id_: str) -> Record:
    """The event, with `body` of its newest API version (empty: no longer kept) and its
    `deliveries`, the first one first: `api_version`, `source`, `received_ms`, `repeats`.
    `NotFound` when it never came."""
    mine = and_(inbox.c.connection_id == connection_id, inbox.c.event_id == id_)
    rows = _first_bodies()
    names = ("api_version", "source", "received_ms", "repeats", "body", "told")
    every = select(*[inbox.c[name] for name in names]).where(mine).order_by(inbox.c.seq)
    query = select(rows).where(rows.c.connection_id == connection_id, rows.c.id == id_)
    async with store.inbox.connect() as tx:
        found = (await tx.execute(query)).mappings().first()
        deliveries = [dict(row) for row in (await tx.execute(every)).mappings()]
    if found is None or not deliveries:
        raise errors.NotFound(f"There is no event {id_} in {connection_id}")
    newest = max(deliveries, key=lambda one: str(one["api_version"]))
    kept = {"body": newest["body"], "told": newest["told"]}
    told = _told({**found, **kept}, await _offered(store, processors))
    return {**told, "body": newest["body"], "deliveries": deliveries}


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
    """Events a person reads, newest first, each with its `sentence`; silent ones are passed over,
    and those that are not the connection's own.

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


async def _offered(store: Store, processors: Processors) -> Tellers:
    """The teller of each connection; none for one whose processor is no longer offered here."""
    c = connection.c
    async with store.reading() as tx:
        rows = (await tx.execute(select(c.id, c.processor, c.mode, c.account_id))).all()
    offered = {}
    for row in rows:
        livemode = row.mode == "live" if row.mode is not None else None
        try:
            offered[row.id] = Teller(processors(row.processor), livemode, row.account_id)
        except errors.NotFound:
            continue
    return offered


def _told(row: Mapping[str, Any], offered: Tellers) -> Record:
    reading = _object(row, offered)
    kind, object_id = (reading.kind, reading.id) if reading else _left(row)
    told = {"kind": kind, "object_id": object_id, "says": _says(row, reading, offered)}
    return {**_without_body(row), **told, "sentence": _sentence(row, reading, offered)}


def _left(row: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Kind and id of the object of an event whose body is no longer kept."""
    told = row["told"] or {}
    return told.get("kind"), told.get("id")


def _says(row: Mapping[str, Any], reading: Reading | None, offered: Tellers) -> str | None:
    """As the timeline of its object's page says it; None without a processor."""
    teller = offered.get(row["connection_id"])
    if teller is None:
        return None
    try:
        payload = _seen(teller.processor, reading) if reading and reading.payload else {}
        return teller.processor.words.happened(row["type"], payload).says
    except UNREADABLE:
        return teller.processor.words.happened(row["type"], {}).says


def _spoken(row: Mapping[str, Any], offered: Tellers) -> Record | None:
    sentence = _sentence(row, _object(row, offered), offered)
    return None if sentence is None else {**_without_body(row), "sentence": sentence}


def _without_body(row: Mapping[str, Any]) -> Record:
    return {name: value for name, value in row.items() if name not in ("body", "told")}


def _sentence(row: Mapping[str, Any], reading: Reading | None, offered: Tellers) -> Sentence | None:
    if reading is None or not reading.payload:
        return None
    teller = offered[row["connection_id"]]
    if not teller.owns(row):
        return None
    try:
        return teller.processor.sentence(row["type"], _seen(teller.processor, reading))
    except UNREADABLE:
        return None


def _seen(processor: Processor, reading: Reading) -> Payload:
    """The object as whoever asks may see it."""
    payload: Payload = msgspec.json.decode(reading.payload)
    if eyes.now().personal:
        return payload
    return processor.personal.masked(payload, eyes.shown, kind=reading.kind)


def _object(row: Mapping[str, Any], offered: Tellers) -> Reading | None:
    """The object an event is about; None when it carries none, or none that can be read."""
    teller = offered.get(row["connection_id"])
    try:
        return teller.processor.event_readings(row["body"])[0] if teller else None
    except (errors.BadInput, IndexError):
        return None

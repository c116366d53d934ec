"""Marks on the time axis: what happened then, so that a chart explains itself later.

A moment or a span, of one account or of all. Whoever is kept to some accounts sees those of theirs,
and those of all.
"""

from collections.abc import Collection
from typing import Any, Final

import msgspec
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.features.monitoring.kept import shelf, whose
from tillwatch.kernel import errors, eyes, ids
from tillwatch.kernel.clock import Clock
from tillwatch.kernel.times import Period
from tillwatch.people import audit
from tillwatch.people.tokens import Person
from tillwatch.store.engine import Store
from tillwatch.store.tables import annotation

KINDS: Final = ("campaign", "outage", "change", "note")
MOST: Final = 5000
TEXT_MAX: Final = 300
ASKED_MAX: Final = 500


class Annotation(msgspec.Struct, frozen=True, kw_only=True):
    """`since` and `until` in seconds UTC, half-open; `until` None: a moment. `connection_id` None:
    of all accounts."""

    id: str
    connection_id: str | None
    since: int
    until: int | None
    kind: str
    text: str
    person_id: str | None
    created: int


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """What one is to be, whole."""

    kind: str
    text: str
    since: int
    until: int | None = None
    connection_id: str | None = None

    def checked(self) -> dict[str, Any]:
        if self.kind not in KINDS:
            raise _cannot("kind", f"It is one of {', '.join(KINDS)}")
        if self.until is not None and self.until <= self.since:
            raise _cannot("until", "It ends before it begins")
        words = shelf.text(self.text, "text", TEXT_MAX)
        if not words:
            raise _cannot("text", "Say in some words what happened")
        return {**msgspec.to_builtins(self), "text": words}


async def within(
    store: Store, period: Period | None, connection_ids: Collection[str] = ()
) -> list[Annotation]:
    """Those that touch the period, the newest first, at most 500: of these accounts and of all;
    without any named, of each account that whoever asks may see."""
    query = select(annotation).where(annotation.c.deleted.is_(None))
    if period is not None:
        ends = or_(annotation.c.until > period.start, annotation.c.since >= period.start)
        query = query.where(annotation.c.since < period.end, ends)
    if connection_ids:
        named = annotation.c.connection_id.in_(list(connection_ids))
        query = query.where(or_(named, annotation.c.connection_id.is_(None)))
    query = query.order_by(annotation.c.since.desc(), annotation.c.id).limit(MOST)
    async with store.reading() as tx:
        found = [_read(row) for row in (await tx.execute(query)).mappings()]
    return [one for one in found if _sees(one.connection_id)][:ASKED_MAX]


async def one(store: Store, id_: str) -> Annotation:
    async with store.reading() as tx:
        return _read(await _seen(tx, id_))


async def make(store: Store, clock: Clock, mark: Mark, *, by: Person) -> str:
    """Its id."""
    id_, values = ids.new("mark"), mark.checked()
    async with store.writing() as tx:
        await shelf.room(tx, annotation, annotation.c.id != "", MOST, "annotations")
        whole = {"id": id_, "person_id": whose.owner(by), "created": int(clock.now()), **values}
        await tx.execute(annotation.insert().values(**whole))
        await audit.write(tx, clock, by.name, "annotation.create", values["text"])
    return id_


async def change(store: Store, clock: Clock, id_: str, mark: Mark, *, by: Person) -> None:
    values = mark.checked()
    async with store.writing() as tx:
        row = await _seen(tx, id_)
        before, after = shelf.told(row, values)
        await shelf.change(tx, annotation, id_, values)
        told = {"before": before, "after": after}
        await audit.write(tx, clock, by.name, "annotation.change", row["text"], **told)


async def take_away(store: Store, clock: Clock, id_: str, *, by: Person) -> None:
    async with store.writing() as tx:
        row = await _seen(tx, id_)
        await shelf.take_away(tx, annotation, id_, clock)
        await audit.write(tx, clock, by.name, "annotation.delete", row["text"])


async def put_back(store: Store, clock: Clock, id_: str, *, by: Person) -> None:
    async with store.writing() as tx:
        row = await _seen(tx, id_, gone=True)
        await shelf.put_back(tx, annotation, id_)
        await audit.write(tx, clock, by.name, "annotation.restore", row["text"])


async def _seen(tx: AsyncConnection, id_: str, *, gone: bool = False) -> shelf.Row:
    row = await shelf.one(tx, annotation, id_, gone=gone)
    if not _sees(row["connection_id"]):
        raise shelf.nothing(id_)
    return row


def _sees(connection_id: str | None) -> bool:
    return connection_id is None or eyes.now().sees(connection_id)


def _read(row: Any) -> Annotation:
    return Annotation(**{name: row[name] for name in Annotation.__struct_fields__})


def _cannot(field: str, sentence: str) -> errors.BadInput:
    return errors.BadInput(sentence, **{field: sentence})

"""Lists of the log of deeds, newest first."""

from collections.abc import AsyncIterator
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Select, select

from tillwatch.kernel import paging
from tillwatch.kernel.paging import Page
from tillwatch.people import audit as log
from tillwatch.people.audit import Entry
from tillwatch.store.engine import Store
from tillwatch.store.tables import access, audit, person

PART: Final = 500


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What narrows a list; None: nothing. `who`: a name as it stands there; `person_id`: whose
    deeds they are, or about whom; `what`: how the deed begins, like `connection.`; `about`: an id,
    or the beginning of it; `address`: where from. Half-open in seconds UTC."""

    who: str | None = None
    person_id: str | None = None
    what: str | None = None
    about: str | None = None
    address: str | None = None
    since: int | None = None
    until: int | None = None


async def page(store: Store, asked: Asked, cursor: str | None, limit: int) -> Page[Entry]:
    before = None if cursor is None else int(paging.decode(cursor, (int,))[0])
    async with store.reading() as tx:
        rows = (await tx.execute(_query(asked, before).limit(limit + 1))).mappings().all()
    found = [log.read(row) for row in rows[:limit]]
    return Page(found, paging.encode(found[-1].seq) if len(rows) > limit else None)


async def each(store: Store, asked: Asked) -> AsyncIterator[Entry]:
    """All of them, read in parts."""
    before: int | None = None
    while True:
        async with store.reading() as tx:
            rows = (await tx.execute(_query(asked, before).limit(PART))).mappings().all()
        for row in rows:
            yield log.read(row)
        if len(rows) < PART:
            return
        before = rows[-1]["seq"]


async def names(store: Store, entries: list[Entry]) -> dict[str, str]:
    """What people, tokens and sessions that those tell of are called now, by id."""
    ids = {one for entry in entries for one in (entry.about, entry.person_id) if one is not None}
    found: dict[str, str] = {}
    async with store.reading() as tx:
        for table in (access, person):
            named = select(table.c.id, table.c.name).where(table.c.id.in_(sorted(ids)))
            found |= {row.id: row.name for row in await tx.execute(named)}
    return found


def _query(asked: Asked, before: int | None) -> Select[Any]:
    where: list[ColumnElement[bool]] = []
    if asked.who is not None:
        where.append(audit.c.who == asked.who)
    if asked.person_id is not None:
        named = audit.c.about.contains(f"({asked.person_id})", autoescape=True)
        of_me = (audit.c.about == asked.person_id) | named
        where.append((audit.c.person_id == asked.person_id) | of_me)
    for column, begins in ((audit.c.what, asked.what), (audit.c.about, asked.about)):
        if begins is not None:
            where.append(column.startswith(begins, autoescape=True))
    if asked.address is not None:
        where.append(audit.c.address == asked.address)
    if asked.since is not None:
        where.append(audit.c.at >= asked.since)
    if asked.until is not None:
        where.append(audit.c.at < asked.until)
    if before is not None:
        where.append(audit.c.seq < before)
    return select(*log.COLUMNS).where(*where).order_by(audit.c.seq.desc())

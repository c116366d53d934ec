"""Addresses of calendars: each is its person's, opened by the secret in it, which is known
afterwards only by its digest.

What it shows is what its person may see when it is asked, and ends with them. In the demo its
visitor, who is nobody, has one too.
"""

import hashlib
from typing import Final

import msgspec
from sqlalchemy import ColumnElement, RowMapping, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.kernel import errors, ids
from tillwatch.kernel.eyes import Eyes
from tillwatch.people import roles
from tillwatch.store.engine import Store
from tillwatch.store.tables import dispute_feed, person

PREFIX: Final = "cal"
ID: Final = "feed"
MOST: Final = 20
USED_GRAIN_S: Final = 3_600
PATIENCE_S: Final = 1.0
READS: Final = "ledger.read"
PERSONAL: Final = "personal.read"


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    """`livemode` None: of both modes. `used`: when a calendar asked last, within an hour."""

    id: str
    person_id: str | None
    livemode: bool | None
    created: int
    used: int | None


COLUMNS: Final = [dispute_feed.c[name] for name in Feed.__struct_fields__]


def digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


async def make(
    tx: AsyncConnection, person_id: str | None, livemode: bool | None, now: int
) -> tuple[Feed, str]:
    """And its secret, which cannot be shown again. `Conflict` where there are too many."""
    if len(await _mine(tx, person_id)) >= MOST:
        raise errors.Conflict(f"There are {MOST} calendars: end one that nobody follows")
    secret = ids.new(PREFIX)
    feed = Feed(id=ids.new(ID), person_id=person_id, livemode=livemode, created=now, used=None)
    mode = None if livemode is None else int(livemode)
    row = {**msgspec.structs.asdict(feed), "livemode": mode, "digest": digest(secret)}
    await tx.execute(dispute_feed.insert().values(**row))
    return feed, secret


async def of_person(store: Store, person_id: str | None) -> list[Feed]:
    """Those that still open, the newest first."""
    async with store.reading() as tx:
        return await _mine(tx, person_id)


async def end(tx: AsyncConnection, person_id: str | None, id_: str, now: int) -> None:
    c = dispute_feed.c
    ended = update(dispute_feed).where(c.id == id_, _of(person_id), c.deleted.is_(None))
    if not (await tx.execute(ended.values(deleted=now))).rowcount:
        raise errors.NotFound(f"There is no calendar {id_} of yours")


async def opened(
    store: Store, secret: str, key: bytes, *, demo: bool = False
) -> tuple[Feed, Eyes] | None:
    """Whose calendar that is and what they may see now; None for a secret that opens nothing, or
    whose person may no longer come in. `key`: for pseudonyms."""
    c = dispute_feed.c
    query = (
        select(*COLUMNS, person.c.role, person.c.connections, person.c.deactivated_at)
        .outerjoin(person, person.c.id == c.person_id)
        .where(c.digest == digest(secret), c.deleted.is_(None))
    )
    async with store.reading() as tx:
        row = (await tx.execute(query)).mappings().first()
    if row is None:
        return None
    feed = _feed(row)
    if feed.person_id is None:
        return (feed, Eyes(key=key)) if demo else None
    if row["role"] is None or row["deactivated_at"] is not None:
        return None
    may = roles.permissions(row["role"])
    if READS not in may:
        return None
    accounts = None if row["connections"] is None else frozenset(row["connections"])
    return feed, Eyes(personal=PERSONAL in may, connections=accounts, key=key)


async def touch(store: Store, feed: Feed, now: int) -> None:
    """Note that it was used, at most once an hour; that is not worth failing for."""
    if feed.used is not None and now - feed.used < USED_GRAIN_S:
        return
    noted = update(dispute_feed).where(dispute_feed.c.id == feed.id).values(used=now)
    try:
        async with store.writing(patience_s=PATIENCE_S) as tx:
            await tx.execute(noted)
    except SQLAlchemyError:
        return


async def _mine(tx: AsyncConnection, person_id: str | None) -> list[Feed]:
    c = dispute_feed.c
    query = select(*COLUMNS).where(_of(person_id), c.deleted.is_(None))
    rows = (await tx.execute(query.order_by(c.created.desc(), c.id))).mappings()
    return [_feed(row) for row in rows]


def _of(person_id: str | None) -> ColumnElement[bool]:
    c = dispute_feed.c
    return c.person_id.is_(None) if person_id is None else c.person_id == person_id


def _feed(row: RowMapping) -> Feed:
    told = {name: row[name] for name in Feed.__struct_fields__}
    livemode = told["livemode"]
    return Feed(**{**told, "livemode": None if livemode is None else bool(livemode)})

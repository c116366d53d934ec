"""The log of what people and programs did here: who, what, about what, when, from where.

Only ever added to, and each entry's digest is made of the entry and of the digest before it, so
that nobody can change, drop or insert one without all that follow telling (`people.logbook`).
Entries from before the chain have no number.
"""

import hashlib
from typing import Any, Final

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.kernel import scrub
from tillwatch.kernel.clock import Clock
from tillwatch.people import actors
from tillwatch.store import schema
from tillwatch.store.engine import Store
from tillwatch.store.tables import audit

BEFORE_ALL: Final = bytes(32)
"""What the first entry follows."""
_encode = msgspec.json.Encoder(order="sorted").encode


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """`at` in seconds UTC; `what` like `connection.pause`; `about` an id or a name; `before` and
    `after`: what it changed, by name, secrets never. `address`: where it came from."""

    seq: int
    at: int
    who: str
    what: str
    about: str | None
    person_id: str | None
    access_id: str | None
    address: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    number: int | None
    digest: bytes | None


COLUMNS: Final = [audit.c[name] for name in Entry.__struct_fields__]
SAID: Final = (
    "number",
    "at",
    "who",
    "what",
    "about",
    "person_id",
    "access_id",
    "address",
    "before",
    "after",
)
"""What a digest is made of, in this order."""


async def write(
    tx: AsyncConnection,
    clock: Clock,
    who: str,
    what: str,
    about: str | None,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """One entry, in the transaction of the deed itself, as its last statement: whoever writes
    another waits for its end. `who`: a person's or a program's name, "this machine" for a command,
    "rule: its name" for what nobody did by hand. `what`: one of `logbook.deeds`. `before`, `after`:
    what it changed, as JSON, without anything of a customer's."""
    await tx.run_sync(schema.in_turn, schema.AUDIT_LOCK)
    newest = select(audit.c.number, audit.c.digest).where(audit.c.number.is_not(None))
    last = (await tx.execute(newest.order_by(audit.c.number.desc()).limit(1))).first()
    actor = actors.now()
    entry: dict[str, Any] = {
        "number": 1 if last is None else last.number + 1,
        "at": int(clock.now()),
        "who": scrub.certain(who),
        "what": what,
        "about": scrub.of_all(about),
        "person_id": actor.person_id,
        "access_id": actor.access_id,
        "address": actor.address,
        "before": scrub.of_all(before),
        "after": scrub.of_all(after),
    }
    entry["digest"] = digest(BEFORE_ALL if last is None else last.digest, entry)
    await tx.execute(audit.insert().values(**entry))


def digest(previous: bytes, entry: dict[str, Any]) -> bytes:
    """SHA-256 of the digest before and of what the entry says."""
    return hashlib.sha256(previous + _encode([entry[name] for name in SAID])).digest()


def differing(
    before: dict[str, Any], after: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Of both only what is not the same."""
    names = [name for name in after if after[name] != before.get(name)]
    return {name: before.get(name) for name in names}, {name: after[name] for name in names}


async def newest(store: Store, limit: int = 100) -> list[Entry]:
    query = select(*COLUMNS).order_by(audit.c.seq.desc()).limit(limit)
    async with store.reading() as tx:
        return [read(row) for row in (await tx.execute(query)).mappings()]


def read(row: Any) -> Entry:
    return Entry(**{str(name): value for name, value in row.items()})

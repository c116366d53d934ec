"""Connections as the house sees them: without key and secret, which stay sealed in their row.

One that whoever asks may not see (`kernel.eyes`) does not exist for them.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import RowMapping, Select, select

from tillwatch.kernel import errors, eyes
from tillwatch.processors.port import AccountFacts, Grant
from tillwatch.store.engine import Store
from tillwatch.store.tables import connection, logo

SHOWN = select(connection, logo.c.digest.label("logo")).outerjoin(
    logo, logo.c.connection_id == connection.c.id
)


class Connection(msgspec.Struct, frozen=True, kw_only=True):
    """One account in one mode.

    `mode` live or test, None until it is known; `account_id` likewise. `state`: checking,
    connected, needs_attention (with `reason`) or paused. `grants`: what the key was found to
    allow, empty without a key. `wants`: what it is for, by name. `import_later`: its history
    waits to be asked for; `import_since`: how far back it is read, None for all. Moments in
    seconds UTC; `unverified_at`: the last delivery that came while no signing secret was known;
    `first_event_at`: the first that was verified. `logo`: the digest of its picture.
    """

    id: str
    name: str
    processor: str
    mode: str | None
    account_id: str | None
    state: str
    reason: str | None
    key_hint: str | None
    key_warning: str | None
    has_key: bool
    has_secret: bool
    grants: list[Grant]
    account: AccountFacts | None
    unverified_at: int | None
    created: int
    checked_at: int | None
    paused: bool
    disconnected: bool
    wants: list[str]
    import_later: bool
    import_since: int | None
    first_event_at: int | None
    logo: str | None


async def everything(store: Store, *, disconnected: bool = False) -> list[Connection]:
    """All connections, oldest first; on request those that left their data behind too."""
    query = SHOWN.order_by(connection.c.created, connection.c.id)
    return await _read(store, query if disconnected else query.where(~connection.c.disconnected))


async def one(store: Store, id_: str, *, disconnected: bool = False) -> Connection:
    """The connection; `NotFound` when there is none, or it was disconnected."""
    for found in await _read(store, SHOWN.where(connection.c.id == id_)):
        if disconnected or not found.disconnected:
            return found
    raise errors.NotFound(f"There is no connection “{id_}”: `tillwatch connections` lists them")


async def named(store: Store, id_or_name: str) -> Connection:
    """The connection of that id or, if only one has it, that name."""
    fitting = [c for c in await everything(store) if id_or_name in (c.id, c.name)]
    if len(fitting) > 1:
        ids = ", ".join(c.id for c in fitting)
        raise errors.Conflict(f"Several connections are called “{id_or_name}”: give one of {ids}")
    return fitting[0] if fitting else await one(store, id_or_name)


async def settled_in(store: Store, ids: Sequence[str]) -> str | None:
    """The currency that these accounts are settled in, where it is one and known."""
    known = [c for c in await everything(store, disconnected=True) if c.id in ids]
    found = {c.account.currency if c.account else None for c in known}
    return next(iter(found)) if len(found) == 1 else None


async def row(store: Store, id_: str) -> RowMapping:
    """The row with its sealed columns, for this room; `NotFound` when it is gone."""
    async with store.reading() as reading:
        found = (await reading.execute(select(connection).where(connection.c.id == id_))).mappings()
        if (first := found.first()) is None or first["disconnected"]:
            raise errors.NotFound(f"There is no connection “{id_}” (any more)")
        return first


async def _read(store: Store, query: Select[Any]) -> list[Connection]:
    async with store.reading() as reading:
        rows: Sequence[RowMapping] = (await reading.execute(query)).mappings().all()
    looking = eyes.now()
    return [_connection(found) for found in rows if looking.sees(found["id"])]


def _connection(found: RowMapping) -> Connection:
    plain = {f: found[f] for f in Connection.__struct_fields__ if f in found}
    plain["state"] = "paused" if found["paused"] else found["state"]
    plain["has_key"] = found["key_sealed"] is not None
    plain["has_secret"] = found["secret_sealed"] is not None
    plain["grants"] = msgspec.convert(found["grants"] or [], list[Grant])
    plain["wants"] = found["wants"] or []
    plain["account"] = msgspec.convert(found["account"], AccountFacts | None)
    return Connection(**plain)

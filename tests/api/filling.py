"""Puts rows and events into a store the way the house itself does."""

import types
from typing import Any, TypeVar, get_args, get_type_hints

import msgspec
from sqlalchemy import Connection

from tillwatch.intake.house import House
from tillwatch.ledger import write
from tillwatch.rows import Row
from tillwatch.store import inbox
from tillwatch.store.tables import alert as alerts
from tillwatch.store.tables import connection, objects

R = TypeVar("R", bound=Row)
PLAIN: dict[Any, Any] = {str: "", int: 0, bool: False}


def made(struct: type[R], id: str, **told: Any) -> R:
    """A row that says only what is told; the rest is empty."""
    hints = get_type_hints(struct)
    values = {}
    for field in msgspec.structs.fields(struct):
        hint = hints[field.name]
        if field.name in ("id", *told) or not field.required:
            continue
        optional = isinstance(hint, types.UnionType) and type(None) in get_args(hint)
        values[field.name] = None if optional else PLAIN.get(hint, [])
    return struct(id=id, **values, **told)


async def account(house: House, id: str, mode: str | None = "test", created: int = 1) -> None:
    """A connection without key or secret, for rows to belong to."""
    async with house.store.writing() as tx:
        await tx.execute(
            connection.insert().values(
                id=id,
                name=f"Shop {id}",
                processor="stripe",
                mode=mode,
                state="connected",
                created=created,
            )
        )


async def rows(house: House, connection_id: str, *given: Row) -> None:
    """Into the ledger, with their lines in the log of changes."""
    by_table: dict[str, list[Row]] = {}
    for row in given:
        by_table.setdefault(row.table, []).append(row)

    def work(tx: Connection) -> None:
        for some in by_table.values():
            write.upsert(tx, connection_id, some)
        changes = [write.Change(row.table, row.id, "new") for row in given]
        write.log(tx, connection_id, changes, at_ms=0, live=True)

    await house.store.write(work)
    house.bell.ring("changes")


async def object_read_at(house: House, connection_id: str, kind: str, as_of: int) -> None:
    async with house.store.writing() as tx:
        await tx.execute(
            objects.insert().values(
                connection_id=connection_id, kind=kind, id=kind, as_of=as_of, state=b""
            )
        )


async def event(
    house: House, connection_id: str, id: str, type_: str, about: dict[str, Any], **told: Any
) -> None:
    """One delivery, on disk."""
    facts: dict[str, Any] = {
        "created": 1_790_000_000,
        "api_version": "2026-01-28",
        "livemode": False,
        "source": "webhook",
        "received_ms": 1_790_000_000_500,
        "account": None,
    } | told
    body = {
        "id": id,
        "object": "event",
        "type": type_,
        "created": facts["created"],
        "livemode": facts["livemode"],
        "api_version": facts["api_version"],
        "data": {"object": about},
    }
    delivery = inbox.Delivery(
        connection_id=connection_id,
        event_id=id,
        type=type_,
        thin=False,
        body=msgspec.json.encode(body),
        **facts,
    )
    await inbox.write(house.store, [delivery])


async def alert(house: House, id: str, connection_id: str | None = None, **told: Any) -> None:
    """One that a rule found a minute ago, and that still is so."""
    now = int(house.clock.now()) - 60
    row = {"id": id, "cause": id, "connection_id": connection_id, "at": now, "since": now}
    row |= {"severity": "warning", "state": "open", "title": "Declines", "sentence": "Many."}
    async with house.store.writing() as tx:
        await tx.execute(alerts.insert().values(**{**row, "figures": {}, **told}))

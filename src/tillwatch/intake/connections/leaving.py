"""Pausing a connection, and letting it go."""

import asyncio

from sqlalchemy import Table, delete, update

from tillwatch.intake.connections import lookup, notes
from tillwatch.intake.house import House
from tillwatch.kernel import bell
from tillwatch.store import schema, tables

STOPPED_S = 1.5
"""By then whoever still worked for the connection has seen that it is gone: a worker looks each
second, and a transaction is shorter than the rest."""

GONE = tables.connection.name
"""The kind of the one change that says that all rows of an account are gone."""

FORGOTTEN = {
    "disconnected": True,
    "key_sealed": None,
    "key_hint": None,
    "key_warning": None,
    "secret_sealed": None,
    "old_secret_sealed": None,
    "old_secret_until": None,
    "grants": None,
    "first_event_at": None,
}


async def pause(house: House, id_: str) -> lookup.Connection:
    """Nothing is asked of the processor any more; webhooks are still kept."""
    await lookup.one(house.store, id_)
    await notes.note(house, id_, {"paused": True})
    return await lookup.one(house.store, id_)


async def resume(house: House, id_: str) -> lookup.Connection:
    await lookup.one(house.store, id_)
    await notes.note(house, id_, {"paused": False})
    return await lookup.one(house.store, id_)


async def disconnect(
    house: House, id_: str, *, delete_data: bool, stopped_s: float = STOPPED_S
) -> None:
    """Forget key and secret; with `delete_data` everything else that came from this account too.

    The connection is marked first, so that whoever still works for it stops; then its rows go, a
    table at a time, the connection's own row last. Interrupted, it is done again by asking again.
    `stopped_s`: how long to wait for workers, 0 where there is none.
    """
    found = await lookup.one(house.store, id_, disconnected=delete_data)
    async with house.store.writing() as writing:
        mark = update(tables.connection).where(tables.connection.c.id == found.id)
        await writing.execute(mark.values(FORGOTTEN))
        running = tables.import_run.c.connection_id == found.id
        stop = update(tables.import_run).where(running, tables.import_run.c.state == "running")
        await writing.execute(stop.values(state="canceled", ended_at=int(house.clock.now())))
    house.bell.ring(bell.CONNECTIONS)
    if delete_data:
        await asyncio.sleep(stopped_s)
        await _delete(house, found.id)
        house.bell.ring(bell.CONNECTIONS)


async def _delete(house: House, id_: str) -> None:
    async with house.store.inbox.begin() as writing:
        await writing.execute(delete(tables.inbox).where(tables.inbox.c.connection_id == id_))
    for table in _tables_of_connections():
        async with house.store.writing() as writing:
            await writing.execute(delete(table).where(table.c.connection_id == id_))
    async with house.store.writing() as writing:
        place = tables.cursor.c.name == tables.PLACE + id_
        await writing.execute(delete(tables.cursor).where(place))
        await writing.execute(delete(tables.connection).where(tables.connection.c.id == id_))
        gone = {"connection_id": id_, "kind": GONE, "id": id_, "what": "gone", "live": False}
        await writing.run_sync(schema.in_turn, schema.CHANGES_LOCK)
        at_ms = int(house.clock.now() * 1000)
        await writing.execute(tables.changes.insert().values(**gone, at_ms=at_ms))


def _tables_of_connections() -> list[Table]:
    return [
        table
        for table in (*tables.metadata.sorted_tables, *tables.ledger_metadata.sorted_tables)
        if "connection_id" in table.c
    ]

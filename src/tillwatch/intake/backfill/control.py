"""Start and cancel: one row in the store, one ring of the bell."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.intake import connections
from tillwatch.intake.backfill.plan import plan
from tillwatch.intake.connections import Connection
from tillwatch.intake.house import House
from tillwatch.kernel import bell, errors, times
from tillwatch.processors.port import Listing
from tillwatch.store.tables import connection as connection_table
from tillwatch.store.tables import import_range, import_run


async def start(house: House, connection_id: str, *, since: int | None = None) -> None:
    """Start an import; join one under way; go on with one that was cancelled or failed.

    `since`: how far back, in seconds UTC (0: to the beginning), from now on; None: as the
    connection says. `BadInput` without a key; `Conflict` when one under way reads back to another
    day.
    """
    connection = await connections.one(house.store, connection_id)
    if not connection.has_key:
        raise no_key(connection)
    now = int(house.clock.now())
    if since is not None and since > now:
        raise errors.BadInput(f"{_day(since)} is still to come: history begins before today")
    wanted = since if since is not None else connection.import_since or 0
    mine = connection_table.c.id == connection_id
    async with house.store.writing() as store:
        # Two that start it at once, as a person and the worker may, take turns.
        await store.execute(select(connection_table.c.id).where(mine).with_for_update())
        where = import_run.c.connection_id == connection_id
        query = select(import_run.c.state, import_run.c.since).where(where)
        state, reaches = (await store.execute(query)).first() or (None, None)
        other = since is not None and (reaches or 0) != since
        if state == "running" and other:
            raise errors.Conflict(
                f"An import of “{connection.name}” is under way that reads back to "
                f"{_day(reaches)}: cancel it first"
            )
        if state in ("canceled", "failed") and not other:
            its = import_range.c.connection_id == connection_id
            read = await store.scalar(select(func.sum(import_range.c.objects)).where(its))
            again = {"state": "running", "started_at": now, "objects": read or 0}
            again |= {"ended_at": None, "problem": None}
            await store.execute(update(import_run).where(where).values(again))
        elif state != "running":
            processor = house.processors.get(connection.processor)
            await _begin(store, connection_id, processor.listings, now, wanted)
        if since is not None:
            mark = update(connection_table).where(mine)
            await store.execute(mark.values(import_since=since or None))
    house.bell.ring(bell.CONNECTIONS)


async def began(house: House, connection_id: str) -> int | None:
    """When the import that was done last began, in seconds UTC; None while none is done."""
    where = (import_run.c.connection_id == connection_id, import_run.c.state == "done")
    async with house.store.reading() as store:
        return await store.scalar(select(import_run.c.started_at).where(*where))


def no_key(connection: Connection) -> errors.BadInput:
    return errors.BadInput(
        f"“{connection.name}” has no key, so its history cannot be read: "
        "add a restricted key to import it"
    )


async def _begin(
    store: AsyncConnection, connection_id: str, listings: Sequence[Listing], now: int, since: int
) -> None:
    """A run from its beginning, in place of the one before."""
    await store.execute(delete(import_run).where(import_run.c.connection_id == connection_id))
    await store.execute(delete(import_range).where(import_range.c.connection_id == connection_id))
    run = {"connection_id": connection_id, "state": "running", "started_at": now}
    await store.execute(import_run.insert(), run | {"since": since, "until": now})
    parts = [
        {"connection_id": connection_id, "state": "waiting"} | msgspec.structs.asdict(part)
        for part in plan(listings, now, since)
    ]
    await store.execute(import_range.insert(), parts)


def _day(since: int | None) -> str:
    return times.rfc3339(since)[:10] if since else "the beginning"


async def cancel(house: House, connection_id: str) -> None:
    """Stop an import after the pages that are being read. What came in stays. `NotFound`."""
    await connections.one(house.store, connection_id)
    await finish(house, connection_id, "canceled")
    house.bell.ring(bell.CONNECTIONS)


async def finish(house: House, connection_id: str, state: str, problem: str | None = None) -> None:
    """End a running import: done, canceled or failed (with its problem)."""
    statement = (
        update(import_run)
        .where(import_run.c.connection_id == connection_id, import_run.c.state == "running")
        .values(state=state, ended_at=int(house.clock.now()), problem=problem)
    )
    async with house.store.writing() as store:
        await store.execute(statement)


async def running(house: House, connection_id: str) -> bool:
    return await state(house, connection_id) == "running"


async def state(house: House, connection_id: str) -> str | None:
    """running, done, canceled or failed; None when no import was ever started."""
    query = select(import_run.c.state).where(import_run.c.connection_id == connection_id)
    async with house.store.reading() as store:
        found: str | None = await store.scalar(query)
    return found

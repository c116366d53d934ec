"""Start and cancel: one row in the store, one ring of the bell."""

from sqlalchemy import delete, select, update

from tillwatch.intake import connections
from tillwatch.intake.backfill.plan import plan
from tillwatch.intake.house import House
from tillwatch.kernel import bell, errors
from tillwatch.store.tables import import_range, import_run


async def start(house: House, connection_id: str, *, since: int = 0) -> None:
    """Start an import; join one under way; go on with one that was cancelled or failed.

    `since`: how far back, in seconds UTC (0: to the beginning). `BadInput` without a key.
    """
    connection = await connections.one(house.store, connection_id)
    if not connection.has_key:
        raise errors.BadInput(
            f"“{connection.name}” has no key, so its history cannot be read: "
            "add a restricted key to import it"
        )
    now = int(house.clock.now())
    async with house.store.writing() as store:
        where = import_run.c.connection_id == connection_id
        state = await store.scalar(select(import_run.c.state).where(where))
        if state in ("canceled", "failed"):
            await store.execute(
                update(import_run).where(where).values(state="running", ended_at=None, problem=None)
            )
        elif state != "running":
            await store.execute(delete(import_run).where(where))
            await store.execute(
                delete(import_range).where(import_range.c.connection_id == connection_id)
            )
            await store.execute(
                import_run.insert(),
                {
                    "connection_id": connection_id,
                    "state": "running",
                    "started_at": now,
                    "since": since,
                    "until": now,
                },
            )
            processor = house.processors.get(connection.processor)
            await store.execute(
                import_range.insert(),
                [
                    {
                        "connection_id": connection_id,
                        "resource": part.resource,
                        "since": part.since,
                        "until": part.until,
                        "state": "waiting",
                    }
                    for part in plan(processor.listings, now, since)
                ],
            )
    house.bell.ring(bell.CONNECTIONS)


async def cancel(house: House, connection_id: str) -> None:
    """Stop an import after the pages that are being read. What came in stays."""
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

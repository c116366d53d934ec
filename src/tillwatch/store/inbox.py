"""The inbox: the first body of each event, on disk before anybody is told that it arrived.

Deliveries wait in a bounded queue; one writer takes all that wait, up to `BATCH`, into a single
transaction and then answers each. A lone event waits for one commit, a flood shares commits. A
repeat is counted on the row it repeats.
"""

import asyncio
from collections.abc import Sequence

import msgspec
from sqlalchemy import case, func, select
from sqlalchemy.exc import SQLAlchemyError

from tillwatch.kernel import errors
from tillwatch.store.engine import Store
from tillwatch.store.tables import inbox

QUEUE = 4096
BATCH = 512


class Delivery(msgspec.Struct, kw_only=True):
    """One event as it came. `received_ms` by our clock; `source` webhook or poll."""

    connection_id: str
    event_id: str
    api_version: str
    type: str
    created: int
    livemode: bool | None
    account: str | None
    thin: bool
    source: str
    received_ms: int
    body: bytes


class Full(errors.Unavailable):
    """Too many events wait to be written: ask the sender to come again."""

    code = "busy"


class Inbox:
    """Writes deliveries. `run` must be running for `put` to return."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: asyncio.Queue[tuple[Delivery, asyncio.Future[None]]] = asyncio.Queue(QUEUE)
        self.arrived = asyncio.Event()
        """Set after each commit; the reader of the inbox clears it."""

    async def put(self, delivery: Delivery) -> None:
        """Returns when `delivery` is on disk. `Full` at once when the queue is; `Unavailable`
        when the store cannot commit."""
        done = asyncio.get_running_loop().create_future()
        try:
            self._waiting.put_nowait((delivery, done))
        except asyncio.QueueFull:
            raise Full("Too many events are waiting to be written: send again") from None
        await done

    async def run(self) -> None:
        """Writes until cancelled."""
        while True:
            batch = [await self._waiting.get()]
            while len(batch) < BATCH and not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            await self._commit(batch)

    async def _commit(self, batch: list[tuple[Delivery, "asyncio.Future[None]"]]) -> None:
        problem: errors.Unavailable | None = None
        try:
            await write(self._store, [delivery for delivery, _ in batch])
        except (SQLAlchemyError, OSError) as failure:
            problem = errors.Unavailable(f"The store cannot write: {failure}")
        except (ValueError, ArithmeticError) as failure:  # a value that no column holds
            if len(batch) > 1:
                for one in batch:
                    await self._commit([one])
                return
            problem = errors.Unavailable(f"The store cannot hold this event: {failure}")
        for _, done in batch:
            if done.done():
                continue
            if problem is None:
                done.set_result(None)
            else:
                done.set_exception(problem)
        if problem is None:
            self.arrived.set()


async def write(store: Store, deliveries: Sequence[Delivery]) -> None:
    """All of `deliveries` in one transaction; those known already only count as repeats.

    A poll that finds what a webhook brought is no repeat: it is expected.
    """
    if not deliveries:
        return
    statement = store.insert(inbox)
    statement = statement.on_conflict_do_update(
        index_elements=["connection_id", "event_id", "api_version"],
        set_={
            "repeats": inbox.c.repeats + case((statement.excluded.source == "webhook", 1), else_=0)
        },
    )
    rows = [msgspec.structs.asdict(delivery) for delivery in deliveries]
    await store.write_inbox(lambda connection: connection.execute(statement, rows))


async def after(store: Store, seq: int, limit: int) -> list[tuple[int, Delivery]]:
    """The next deliveries behind `seq`, in the order they were written."""
    columns = [inbox.c.seq, *(inbox.c[name] for name in Delivery.__struct_fields__)]
    query = select(*columns).where(inbox.c.seq > seq).order_by(inbox.c.seq).limit(limit)
    async with store.inbox.connect() as connection:
        rows = (await connection.execute(query)).all()
    return [(row[0], _delivery(*row[1:])) for row in rows]


def _delivery(
    connection_id: str,
    event_id: str,
    api_version: str,
    type_: str,
    created: int,
    livemode: bool | None,
    account: str | None,
    thin: bool,
    source: str,
    received_ms: int,
    body: bytes,
) -> Delivery:
    return Delivery(
        connection_id=connection_id,
        event_id=event_id,
        api_version=api_version,
        type=type_,
        created=created,
        livemode=livemode,
        account=account,
        thin=thin,
        source=source,
        received_ms=received_ms,
        body=body,
    )


async def last(store: Store) -> int:
    """The number of the newest delivery, 0 when there is none."""
    async with store.inbox.connect() as connection:
        return await connection.scalar(select(func.coalesce(func.max(inbox.c.seq), 0))) or 0

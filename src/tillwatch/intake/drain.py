"""Drain: the inbox, read in order, into the merge.

A batch and the cursor behind it are one transaction. A batch that the data itself makes fail (a
number too large for the store, say) is halved until the one event is found; that one is kept aside
and the rest goes on. A store that cannot write fails the batch as a whole: it is tried again.
"""

import asyncio
from collections.abc import Sequence

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

from tillwatch.intake import apply, connections, seen
from tillwatch.intake.aside import NOT_OURS, OTHER_ACCOUNT, OTHER_MODE, THIN, Aside, put
from tillwatch.intake.connections import Connection as Account
from tillwatch.intake.house import House
from tillwatch.kernel import errors
from tillwatch.processors.reading import Reading
from tillwatch.store import inbox
from tillwatch.store.inbox import Delivery
from tillwatch.store.tables import cursor

CURSOR = "inbox"
BATCH = 500
Numbered = tuple[int, Delivery]


class Drain:
    def __init__(self, house: House, writer: apply.Apply) -> None:
        self._house = house
        self._writer = writer
        self._ahead: Sequence[Numbered] = ()

    async def once(self) -> int:
        """Apply the next batch. How many deliveries it held: 0 when the inbox is drained."""
        batch, self._ahead = self._ahead, ()
        if not batch:
            batch = await self._read(await position(self._house))
        if not batch:
            return 0
        known = {c.id: c for c in await connections.everything(self._house.store)}
        if len(batch) < BATCH:
            await self._apply(batch, known)
        else:  # more waits: it is read while this is written
            behind = self._read(batch[-1][0])
            _, self._ahead = await asyncio.gather(self._apply(batch, known), behind)
        return len(batch)

    async def _read(self, done: int) -> Sequence[Numbered]:
        return await inbox.after(self._house.store, done, BATCH)

    async def _apply(self, batch: Sequence[Numbered], known: dict[str, Account]) -> None:
        learned: dict[str, bool] = {}
        both: set[str] = set()
        for id_ in {delivery.connection_id for _, delivery in batch}:
            mine = [delivery for _, delivery in batch if delivery.connection_id == id_]
            both |= await seen.by_webhook(self._house.store, id_, mine)
        try:
            await self._writer.batch(lambda store: self._merge(store, batch, known, learned, both))
        except (OperationalError, InterfaceError):
            raise
        except (SQLAlchemyError, ValueError, TypeError, OverflowError) as problem:
            if len(batch) > 1:
                half = len(batch) // 2
                await self._apply(batch[:half], known)
                await self._apply(batch[half:], known)
                return
            await self._give_up(batch[0], problem)
        for id_, livemode in learned.items():
            await connections.learned(self._house, id_, mode="live" if livemode else "test")

    def _merge(
        self,
        store: Connection,
        batch: Sequence[Numbered],
        known: dict[str, Account],
        learned: dict[str, bool],
        both: set[str],
    ) -> apply.Applied:
        applied = apply.Applied()
        by_connection: dict[str, list[Numbered]] = {}
        for number, delivery in batch:
            by_connection.setdefault(delivery.connection_id, []).append((number, delivery))
        for id_, deliveries in by_connection.items():
            connection = known.get(id_)
            if connection is None:
                continue
            readings: list[Reading] = []
            ours: list[Delivery] = []
            for number, delivery in deliveries:
                if connection.mode is None and delivery.livemode is not None:
                    learned.setdefault(id_, delivery.livemode)
                aside, told = read(self._house, connection, learned.get(id_), number, delivery)
                readings += told
                if aside is not None:
                    put(store, self._house, aside)
                if aside is None or aside.code not in NOT_OURS:
                    ours.append(delivery)
            seen.count(self._house, store, id_, ours, both)
            processor = self._house.processors.get(connection.processor)
            one = apply.merge_in(self._house, store, id_, processor, readings, live=True)
            applied.objects += one.objects
            applied.changes += one.changes
        move(self._house, store, batch[-1][0])
        return applied

    async def _give_up(self, one: Numbered, problem: Exception) -> None:
        number, delivery = one
        reason = f"The store cannot hold this event: {str(problem).splitlines()[0][:300]}"

        def keep(store: Connection) -> apply.Applied:
            aside = Aside(
                delivery.connection_id,
                "unreadable",
                reason,
                inbox_seq=number,
                object_id=delivery.event_id,
            )
            put(store, self._house, aside)
            move(self._house, store, number)
            return apply.Applied()

        await self._writer.batch(keep)


def read(
    house: House, connection: Account, learned: bool | None, number: int, delivery: Delivery
) -> tuple[Aside | None, Sequence[Reading]]:
    """The readings of a delivery, or why it is set aside. `learned`: the livemode of a connection
    whose mode was not known before."""
    livemode = connection.mode == "live" if connection.mode is not None else learned
    refused = _not_ours(connection, livemode, delivery)
    if refused is None:
        try:
            processor = house.processors.get(connection.processor)
            return None, processor.event_readings(delivery.body)
        except errors.BadInput as problem:
            refused = ("unreadable", problem.message)
        except (ValueError, TypeError, KeyError, AttributeError) as problem:
            refused = ("unreadable", f"{type(problem).__name__}: {problem}")
    return Aside(connection.id, *refused, inbox_seq=number, object_id=delivery.event_id), ()


def _not_ours(
    connection: Account, livemode: bool | None, delivery: Delivery
) -> tuple[str, str] | None:
    if delivery.thin:
        return THIN, (
            "A thin event carries no data: choose “snapshot” events for this address in Stripe"
        )
    if delivery.account is not None and delivery.account != connection.account_id:
        return OTHER_ACCOUNT, f"This event belongs to the account {delivery.account}"
    if None not in (livemode, delivery.livemode) and livemode != delivery.livemode:
        mode = "live" if delivery.livemode else "test"
        return OTHER_MODE, f"This is a {mode} event; the connection is for the other mode"
    return None


async def position(house: House) -> int:
    """The number of the last delivery that was applied."""
    query = select(cursor.c.position).where(cursor.c.name == CURSOR)
    async with house.store.reading() as store:
        return await store.scalar(query) or 0


def move(house: House, store: Connection, number: int) -> None:
    statement = house.store.insert(cursor)
    statement = statement.on_conflict_do_update(
        index_elements=["name"],
        set_={
            "position": func.max(cursor.c.position, statement.excluded.position)
            if house.store.sqlite
            else func.greatest(cursor.c.position, statement.excluded.position)
        },
    )
    store.execute(statement, {"name": CURSOR, "position": number})

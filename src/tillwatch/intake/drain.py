"""Drain: the inbox, read in order, into the merge.

A batch and the places behind it are one transaction. A batch that the data itself makes fail (a
number too large for the store, say) is halved until the one event is found; that one is kept aside
and the rest goes on. A store that cannot write fails the batch as a whole: it is tried again.
"""

import asyncio
import time
from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, false, func, literal, select
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

from tillwatch.intake import apply, connections, objects, seen
from tillwatch.intake.aside import NOT_OURS, OTHER_ACCOUNT, OTHER_MODE, THIN, Aside, put
from tillwatch.intake.connections import Connection as Account
from tillwatch.intake.house import House
from tillwatch.intake.leases import INSTALLATION, Leases, Lost
from tillwatch.kernel import errors
from tillwatch.processors.reading import Reading
from tillwatch.store import inbox
from tillwatch.store.inbox import Delivery
from tillwatch.store.tables import PLACE, cursor
from tillwatch.store.tables import connection as account

BATCH = 500
EACH = 16
"""So many connections have their places written with every batch; of more, those it tells of."""
SHORTENED = 500
"""After so many deliveries the store's log is shortened, unless there is much to catch up with: one
that is taken over at once is a moment in which the disk has no time for what arrives."""
ARRIVED_S = 1.0
"""How often the places of those are written of whom nothing came."""
Numbered = tuple[int, Delivery]


class Stretch(NamedTuple):
    """A part of the inbox: behind `after`, up to `until` (None: its end), for these connections."""

    names: frozenset[str]
    after: int
    until: int | None


class Drain:
    """Applies for the connections whose leases this worker holds. Each has a place of its own in
    the inbox; those at the same place go on together, and who is behind, because its worker died,
    catches up first."""

    def __init__(self, house: House, writer: apply.Apply, leases: Leases) -> None:
        self._house = house
        self._writer = writer
        self._leases = leases
        self._places: dict[str, int] = {}
        self._written: dict[str, int] = {}
        self._arrived = float("-inf")
        self._in_log = 0
        self._ahead: tuple[Stretch, Sequence[Numbered]] | None = None

    @property
    def abreast(self) -> bool:
        """Whether none of its connections has to catch up with another."""
        return len(set(self._places.values())) <= 1

    async def once(self) -> int:
        """Apply the next batch. How many deliveries it held: 0 when the inbox is drained."""
        while (stretch := await self._next()) is not None:
            end = stretch.until
            if end is None:
                end = stretch.after if self._leases.alone else await inbox.last(self._house.store)
            ahead, self._ahead = self._ahead, None
            batch = (
                ahead[1] if ahead is not None and ahead[0] == stretch else await self._read(stretch)
            )
            if batch:
                try:
                    await self._apply_and_look_ahead(stretch, batch)
                except Lost as lost:
                    self._leases.forget(lost.name)
                return len(batch)
            await self._arrive(stretch, end)
            if stretch.until is None:
                return 0
        return 0

    async def _next(self) -> Stretch | None:
        names = self._leases.held - {INSTALLATION}
        self._places = {name: at for name, at in self._places.items() if name in names}
        if missing := names - self._places.keys():
            found = await places(self._house, missing)
            self._places |= found
            self._written |= found
        if not names:
            return None
        first, *more = sorted(set(self._places.values()))
        there = frozenset(name for name, at in self._places.items() if at == first)
        return Stretch(there, first, more[0] if more else None)

    async def _read(self, stretch: Stretch) -> Sequence[Numbered]:
        whole = stretch.until is None and self._leases.alone
        return await inbox.after(
            self._house.store,
            stretch.after,
            BATCH,
            until=stretch.until,
            of=None if whole else sorted(stretch.names),
        )

    async def _apply_and_look_ahead(self, stretch: Stretch, batch: Sequence[Numbered]) -> None:
        known = {c.id: c for c in await connections.everything(self._house.store)}
        behind = Stretch(stretch.names, batch[-1][0], stretch.until)
        ours = [one for one in batch if one[1].connection_id in stretch.names]
        if len(batch) < BATCH:
            await self._apply(stretch, ours, behind.after, known)
            if self._in_log >= SHORTENED:
                self._in_log = 0
                await self._house.store.shorten_log()
            return
        # more waits: it is read while this is written
        ahead = self._read(behind)
        _, read = await asyncio.gather(self._apply(stretch, ours, behind.after, known), ahead)
        self._ahead = behind, read

    async def _arrive(self, stretch: Stretch, end: int) -> None:
        """There is nothing more for them up to here. Written down now and then, so that nobody has
        to look through all that again."""
        self._places |= {name: max(end, self._places[name]) for name in stretch.names}
        behind = [name for name, at in self._places.items() if self._written[name] < at]
        began = time.monotonic()
        if stretch.until is not None or not behind or began - self._arrived < ARRIVED_S:
            return
        arrived = {name: self._places[name] for name in behind}
        await self._house.store.write(lambda store: move(self._house, store, arrived))
        self._written |= arrived
        self._arrived = began

    async def _apply(
        self, stretch: Stretch, batch: Sequence[Numbered], place: int, known: dict[str, Account]
    ) -> None:
        """Merge `batch`; all of the stretch's connections have come to `place` then."""
        began = time.monotonic()
        learned: dict[str, bool] = {}
        both: set[str] = set()
        for id_ in {delivery.connection_id for _, delivery in batch}:
            mine = [delivery for _, delivery in batch if delivery.connection_id == id_]
            both |= await seen.by_webhook(self._house.store, id_, mine)
        try:
            await self._writer.batch(
                lambda store: self._merge(store, stretch, batch, place, known, learned, both)
            )
        except (OperationalError, InterfaceError, Lost):
            raise
        except (SQLAlchemyError, ValueError, TypeError, OverflowError) as problem:
            if len(batch) > 1:
                half = len(batch) // 2
                await self._apply(stretch, batch[:half], batch[half - 1][0], known)
                await self._apply(stretch, batch[half:], place, known)
                return
            await self._give_up(batch[0], problem)
        self._house.counters.applied += len(batch)
        self._house.counters.apply.add(time.monotonic() - began)
        self._in_log += len(batch)
        self._places |= dict.fromkeys(stretch.names, place)
        self._written |= self._moved(stretch, batch, place)
        for id_, livemode in learned.items():
            await connections.learned(self._house, id_, mode="live" if livemode else "test")

    def _moved(self, stretch: Stretch, batch: Sequence[Numbered], place: int) -> dict[str, int]:
        """The places that are written with this batch."""
        if len(stretch.names) <= EACH:
            return dict.fromkeys(stretch.names, place)
        return dict.fromkeys({delivery.connection_id for _, delivery in batch}, place)

    def _merge(
        self,
        store: Connection,
        stretch: Stretch,
        batch: Sequence[Numbered],
        place: int,
        known: dict[str, Account],
        learned: dict[str, bool],
        both: set[str],
    ) -> objects.Applied:
        applied = objects.Applied()
        by_connection: dict[str, list[Numbered]] = {}
        for number, delivery in batch:
            by_connection.setdefault(delivery.connection_id, []).append((number, delivery))
        for id_, deliveries in sorted(by_connection.items()):
            self._writer.enter(store, id_)
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
                    put(store, self._house, aside, delivery.body)
                if aside is None or aside.code not in NOT_OURS:
                    ours.append(delivery)
            seen.count(self._house, store, id_, ours, both)
            processor = self._house.processors.get(connection.processor)
            one = objects.merge_in(self._house, store, id_, processor, readings, live=True)
            applied.objects += one.objects
            applied.changes += one.changes
        move(self._house, store, self._moved(stretch, batch, place))
        return applied

    async def _give_up(self, one: Numbered, problem: Exception) -> None:
        number, delivery = one
        reason = f"The store cannot hold this event: {str(problem).splitlines()[0][:300]}"

        def keep(store: Connection) -> objects.Applied:
            aside = Aside(
                delivery.connection_id,
                "unreadable",
                reason,
                inbox_seq=number,
                object_id=delivery.event_id,
            )
            self._writer.enter(store, delivery.connection_id)
            put(store, self._house, aside)
            move(self._house, store, {delivery.connection_id: number})
            return objects.Applied()

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
    """The number of the last delivery up to which all are applied."""
    own = cursor.c.name == literal(PLACE).concat(account.c.id)
    query = (
        select(func.min(func.coalesce(cursor.c.position, 0)))
        .select_from(account.outerjoin(cursor, own))
        .where(account.c.disconnected == false())
    )
    async with house.store.reading() as store:
        place = await store.scalar(query)
    return await inbox.last(house.store) if place is None else int(place)


async def places(house: House, ids: Collection[str]) -> dict[str, int]:
    """Of each connection, the number of the delivery up to which all of its own are applied."""
    names = {PLACE + id_: id_ for id_ in ids}
    query = select(cursor.c.name, cursor.c.position).where(cursor.c.name.in_(names))
    async with house.store.reading() as store:
        found = {names[name]: at for name, at in await store.execute(query)}
    return dict.fromkeys(ids, 0) | found


def move(house: House, store: Connection, to: dict[str, int]) -> None:
    """The places of connections, forward only."""
    if not to:
        return
    statement = house.store.insert(cursor)
    largest = func.max if house.store.sqlite else func.greatest
    further = largest(cursor.c.position, statement.excluded.position)
    statement = statement.on_conflict_do_update(index_elements=["name"], set_={"position": further})
    rows = [{"name": PLACE + id_, "position": at} for id_, at in sorted(to.items())]
    store.execute(statement, rows)

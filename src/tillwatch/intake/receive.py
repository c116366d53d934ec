"""Receive: a delivery by webhook, judged and put on disk before it is acknowledged.

In this order: unknown connection (404) · no secret known yet (202, nothing is kept) · not signed
by it, too old or too new, or no event (400) · the store cannot commit (503) · on disk (200).
"""

import asyncio
import time
from collections.abc import Sequence

import msgspec
from sqlalchemy.exc import SQLAlchemyError

from tillwatch.intake import connections
from tillwatch.intake.connections import Connection
from tillwatch.intake.house import House
from tillwatch.kernel import bell, errors
from tillwatch.processors.port import Processor
from tillwatch.store.inbox import Delivery, Inbox

KEPT_S = 5.0
UNKNOWN_KEPT_S = 0.5


class Answer(msgspec.Struct, frozen=True):
    status: int
    text: str


OK = Answer(200, "received")
UNKNOWN = Answer(404, "There is no such connection here")
NO_SECRET = Answer(202, "Not verified: the signing secret of this address is not known yet")
NOT_SIGNED = Answer(400, "The signature does not fit the signing secret, or is older than 5 min")
UNREADY = Answer(503, "The store cannot be read just now: send again")


class Door(msgspec.Struct):
    """What a delivery to one connection needs to be judged."""

    connection: Connection
    processor: Processor
    secrets: list[str]


class Receiver:
    def __init__(self, house: House, inbox: Inbox) -> None:
        self._house = house
        self._inbox = inbox
        self._doors: dict[str, Door] = {}
        self._loaded = float("-inf")
        self._loading = asyncio.Lock()
        self._ear = house.bell.listen(bell.CONNECTIONS)

    async def deliver(self, connection_id: str | None, header: str, body: bytes) -> Answer:
        """Judge and keep one delivery; without a connection, the one whose secret verifies."""
        doors = self._known(connection_id)
        if doors is None:
            try:
                doors = await self._looked_up(connection_id)
            except (SQLAlchemyError, errors.Unavailable):
                return UNREADY
        if not doors:
            return UNKNOWN
        now = self._house.clock.now()
        for door in doors:
            if door.secrets and door.processor.verify(body, header, door.secrets, now):
                return await self._keep(door, body, now)
        if any(door.secrets for door in doors):
            return NOT_SIGNED
        for door in doors:
            await connections.unverified(self._house, door.connection.id)
        return NO_SECRET

    async def _keep(self, door: Door, body: bytes, now: float) -> Answer:
        try:
            head = door.processor.head(body)
        except errors.BadInput as problem:
            return Answer(400, problem.message)
        delivery = Delivery(
            connection_id=door.connection.id,
            event_id=head.id,
            api_version=head.api_version,
            type=head.type,
            created=head.created or int(now),
            livemode=head.livemode,
            account=head.account,
            thin=head.thin,
            source="webhook",
            received_ms=int(now * 1000),
            body=body,
        )
        try:
            await self._inbox.put(delivery)
        except errors.Unavailable as problem:
            return Answer(503, problem.message)
        return OK

    def _known(self, connection_id: str | None) -> Sequence[Door] | None:
        """Who it may be for, without asking the store; None when that must be asked."""
        if self._ear.rang():
            self._loaded = float("-inf")
        if self._age() > KEPT_S:
            return None
        return self._among(connection_id) or None

    async def _looked_up(self, connection_id: str | None) -> Sequence[Door]:
        """The same of one who is not known, or not lately asked for. While somebody else asks, the
        known go on with what is known."""
        if self._loading.locked() or self._age() > UNKNOWN_KEPT_S:
            await self._load()
        return self._among(connection_id)

    def _among(self, connection_id: str | None) -> Sequence[Door]:
        if connection_id is None:
            return tuple(self._doors.values())
        door = self._doors.get(connection_id)
        return () if door is None else (door,)

    def _age(self) -> float:
        """Seconds since what is known of the doors was last asked for."""
        return time.monotonic() - self._loaded

    async def _load(self) -> None:
        asked = time.monotonic()
        async with self._loading:
            if self._loaded > asked:
                return
            self._loaded = time.monotonic()
            try:
                self._doors = await self._doors_now()
            except BaseException:
                if not self._doors:  # nobody is known yet: that is not “unknown”
                    self._loaded = float("-inf")
                raise

    async def _doors_now(self) -> dict[str, Door]:
        return {
            connection.id: Door(
                connection,
                self._house.processors.get(connection.processor),
                await connections.secrets(self._house, connection.id),
            )
            for connection in await connections.everything(self._house.store)
        }

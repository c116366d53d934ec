"""A desk of one connection without a key: real SQLite, the real webhook application, real
signatures, and nothing that runs by itself. What a test posts stands in the inbox; `apply` merges
it."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import select

from tests import stores
from tillwatch.faces.hook import Hook
from tillwatch.intake import connections
from tillwatch.intake.apply import Apply
from tillwatch.intake.drain import Drain
from tillwatch.intake.house import House
from tillwatch.intake.leases import Leases
from tillwatch.intake.receive import Receiver
from tillwatch.kernel.bell import Bell
from tillwatch.kernel.clock import SetClock
from tillwatch.processors.registry import Registry
from tillwatch.processors.stripe import Stripe
from tillwatch.store import tables
from tillwatch.store.engine import open_store
from tillwatch.store.inbox import Inbox
from tillwatch.store.secrets import open_vault

NOW = 1_795_000_000
SECRET = "whsec_aSecretOfTheDesk"
NOWHERE = "http://127.0.0.1:9"
ANSWER_S = 60.0
NEW, OLD = "2026-10-28.endive", "2020-08-27"
Json = dict[str, Any]


def sign(body: bytes, *secrets: str, at: int = NOW) -> str:
    """The header Stripe sends: one v1 a secret."""
    signed = str(at).encode() + b"." + body
    marks = [hmac.new(one.encode(), signed, hashlib.sha256).hexdigest() for one in secrets]
    return ",".join([f"t={at}", *(f"v1={mark}" for mark in marks)])


def event(
    type_: str,
    object_: Json,
    *,
    id_: str = "evt_1",
    created: int = NOW,
    previous: Json | None = None,
    version: str = NEW,
    **more: Any,
) -> bytes:
    """A snapshot event's body."""
    data: Json = {"object": object_}
    if previous is not None:
        data["previous_attributes"] = previous
    outside = {
        "id": id_,
        "object": "event",
        "type": type_,
        "created": created,
        "livemode": False,
        "api_version": version,
        "data": data,
    }
    return json.dumps(outside | more).encode()


class Desk:
    def __init__(self, house: House, connection_id: str) -> None:
        self.house = house
        self.connection_id = connection_id
        self.clock = house.clock
        self.inbox = Inbox(house.store, house.counters, house.clock)
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(Hook(Receiver(house, self.inbox), house.counters)),  # type: ignore[arg-type]  # httpx types it more narrowly than ASGI
            base_url="http://desk",
        )
        self._leases = Leases(house)
        self._drain = Drain(house, Apply(house, self._leases), self._leases)

    async def post(
        self, body: bytes, header: str | None = None, *, to: str | None = None
    ) -> httpx.Response:
        """Deliver to the connection (`to`: another one, "" for the common address)."""
        name = self.connection_id if to is None else to
        signature = sign(body, SECRET) if header is None else header
        path = f"/api/webhooks/stripe/{name}".rstrip("/")
        async with asyncio.timeout(ANSWER_S):
            return await self.http.post(path, content=body, headers={"stripe-signature": signature})

    async def apply(self) -> None:
        """Merge all that stands in the inbox."""
        await self._leases.look()
        while await self._drain.once():
            pass

    async def tell(self, *bodies: bytes) -> None:
        """Deliver each (200) and apply."""
        for body in bodies:
            assert (await self.post(body)).status_code == 200
        await self.apply()

    async def row(self, table: str, id_: str) -> Json | None:
        found = [row for row in await self.rows(table) if row["id"] == id_]
        return found[0] if found else None

    async def rows(self, table: str) -> list[Json]:
        return await all_rows(self.house, table)

    async def set_aside(self) -> list[Json]:
        kept = await all_rows(self.house, "set_aside")
        return sorted(kept, key=lambda one: (-int(one["at"]), str(one["id"])))

    async def inbox_rows(self) -> list[Json]:
        async with self.house.store.inbox.connect() as reading:
            found = await reading.execute(select(tables.inbox).order_by(tables.inbox.c.seq))
            return [dict(row) for row in found.mappings()]


async def all_rows(house: House, table: str) -> list[Json]:
    """All rows of a table of the main store, in the order of their ids."""
    rows = tables.LEDGER[table] if table in tables.LEDGER else tables.metadata.tables[table]
    async with house.store.reading() as reading:
        found = (await reading.execute(select(rows))).mappings().all()
    return sorted((dict(row) for row in found), key=lambda row: str(row.get("id")))


async def ledger(house: House) -> dict[str, list[Json]]:
    """The whole ledger, to compare with another."""
    return {name: await all_rows(house, name) for name in sorted(tables.LEDGER)}


@asynccontextmanager
async def opened(
    folder: Path, *, mode: str | None = "test", api: str = NOWHERE
) -> AsyncIterator[Desk]:
    """A desk in `folder`, its clock standing at NOW; one that was there before is opened again."""
    clock = SetClock(NOW)
    given = stores.given(folder, stripe_api_base=api)
    store = await open_store(given)
    house = House(
        settings=given,
        store=store,
        vault=open_vault(given.secret_key_file),
        processors=Registry([Stripe(api, api, 1.0, 0, clock)]),
        clock=clock,
        bell=Bell(),
    )
    there = await connections.everything(store)
    connection = (
        there[0]
        if there
        else await connections.connect(
            house, processor="stripe", name="Shop", secret=SECRET, mode=mode
        )
    )
    desk = Desk(house, connection.id)
    writing = asyncio.create_task(desk.inbox.run())
    try:
        yield desk
    finally:
        writing.cancel()
        with suppress(asyncio.CancelledError):
            await writing
        await desk.http.aclose()
        await connections.close_readers(house)
        await store.close()

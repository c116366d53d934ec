"""The API beside a simulated Stripe over HTTP: for the walk to a connection."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.api.conftest import browser
from tillwatch import settings
from tillwatch.intake import connections
from tillwatch.intake.house import House
from tillwatch.kernel.bell import Bell
from tillwatch.kernel.clock import SystemClock
from tillwatch.people import tokens
from tillwatch.processors.registry import Registry
from tillwatch.processors.stripe import Stripe
from tillwatch.simulator.business import World
from tillwatch.simulator.clock import VirtualClock
from tillwatch.simulator.http import serve
from tillwatch.simulator.http.app import Application, application
from tillwatch.simulator.http.options import Options
from tillwatch.store.engine import open_store
from tillwatch.store.secrets import open_vault

CONNECTIONS = "/api/v1/connections"
Json = dict[str, Any]


@dataclass
class Walk:
    world: World
    app: Application
    house: House
    client: httpx.AsyncClient

    def key(self, name: str = "full", livemode: bool = False, account: int = 0) -> str:
        found = self.app.keys.named(list(self.world.shops)[account], livemode, name)
        assert found is not None
        return found.secret

    def made_key(self, *permissions: str) -> str:
        """A restricted key of the main account, called by its permissions."""
        account = next(iter(self.world.shops))
        name = " ".join(permissions) or "none"
        return self.app.keys.make(account, False, name, permissions).secret

    async def joined(self, key: str | None = None, **told: Any) -> Json:
        asked = {"name": "Shop", "key": key or self.key()} | told
        answer = await self.client.post(CONNECTIONS, json=asked)
        assert answer.status_code == 201, answer.text
        made: Json = answer.json()
        return made

    async def get(self, path: str, status: int = 200, **query: Any) -> Json:
        answer = await self.client.get(f"/api/v1{path}", params=query)
        assert answer.status_code == status, answer.text
        told: Json = answer.json()
        return told


@asynccontextmanager
async def walking(folder: Path, *, payments: int = 60, days: int = 60) -> AsyncIterator[Walk]:
    clock = SystemClock()
    world = World(31, VirtualClock(clock), payments=payments, days=days)
    app = application(world, options=Options(limits=False), wall=clock)
    async with serve.running(app) as url:
        given = settings.load({"TILLWATCH_DATA_DIR": str(folder), "TILLWATCH_STRIPE_API_BASE": url})
        house = House(
            settings=given,
            store=await open_store(given),
            vault=open_vault(given.secret_key_file),
            processors=Registry([Stripe(url, url, 1.0, 0, clock)]),
            clock=clock,
            bell=Bell(),
        )
        try:
            async with browser(house) as client:
                token = await tokens.create(house.store, clock, "tests", "owner")
                client.headers["Authorization"] = f"Bearer {token}"
                yield Walk(world, app, house, client)
        finally:
            await connections.close_readers(house)
            await house.store.close()

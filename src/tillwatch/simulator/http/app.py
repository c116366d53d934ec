"""The whole simulator as one ASGI application.

    /v1/…            Stripe's API                                     `api`
    /_simulator/…    what Stripe does not have                        `control`
    everything else  Practice Stripe: pages for people                `practice`

While it runs (ASGI lifespan) two tasks work beside the requests: one delivers webhooks, the other
lets time happen each second even when nobody asks.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from random import Random

from tillwatch.kernel.clock import Clock
from tillwatch.simulator.books import Books
from tillwatch.simulator.clock import VirtualClock
from tillwatch.simulator.http import wire
from tillwatch.simulator.http.answering.files import Files
from tillwatch.simulator.http.answering.reporting import Reporting
from tillwatch.simulator.http.api import Api, failed
from tillwatch.simulator.http.control import Control
from tillwatch.simulator.http.failures import Failure
from tillwatch.simulator.http.gate.faults import Faults
from tillwatch.simulator.http.gate.keys import KeyRing
from tillwatch.simulator.http.hooks.webhooks import Deliveries
from tillwatch.simulator.http.options import Options
from tillwatch.simulator.http.port import Shop, World
from tillwatch.simulator.http.practice.site import Site
from tillwatch.simulator.http.practice.visit import House
from tillwatch.simulator.http.showing.view import View
from tillwatch.simulator.reports.desk import Desk
from tillwatch.simulator.reports.shelf import Shelf

TICK_S = 0.5


class Reported:
    """A world in which the reports that are due are made as well."""

    def __init__(self, world: World, desk: Desk) -> None:
        self._world = world
        self._desk = desk

    @property
    def clock(self) -> VirtualClock:
        return self._world.clock

    @property
    def shops(self) -> Mapping[str, Shop]:
        return self._world.shops

    def settle(self) -> None:
        self._world.settle()
        self._desk.settle(int(self.clock.now()))

    def deed(self) -> None:
        self._world.deed()


class Application:
    """An ASGI application. `keys`, `options` and `deliveries` may be used from the same loop."""

    def __init__(self, world: World, options: Options, wall: Clock) -> None:
        books = [books for shop in world.shops.values() for books in shop.books.values()]
        shelf = Shelf(options.seed)
        desk = Desk(books, shelf, options.seed, int(world.clock.now()))
        files, reporting = Files(shelf), Reporting(desk, options)
        self.world = Reported(world, desk)
        self.options = options
        self.keys, faults = KeyRing(world.shops), Faults(options)
        self.api = Api(self.world, options, wall, self.keys, faults, files, reporting)
        self.deliveries = Deliveries(options, wall, self._view_of)
        self.control = Control(
            self.world, options, wall, self.keys, self.deliveries, faults, files, reporting
        )
        self.site = Site(
            House(
                world=self.world,
                options=options,
                wall=wall,
                keys=self.keys,
                deliveries=self.deliveries,
                view_of=self._view_of,
                random=Random(f"{options.seed}:practice"),
                file_of=shelf.found,
            )
        )
        self._random = Random(f"{options.seed}:deeds")
        self._places = {
            id(books): (account, livemode)
            for account, shop in world.shops.items()
            for livemode, books in shop.books.items()
        }
        for each in books:
            each.listeners.append(self.deliveries.listen)

    def _view_of(self, books: Books) -> View:
        return self.api.view(*self._places[id(books)])

    async def __call__(self, scope: wire.Scope, receive: wire.Receive, send: wire.Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        if scope["type"] != "http":
            return
        path = scope["path"]
        if path.startswith("/v1/"):
            await self.api(scope, receive, send)
        elif path.startswith("/_simulator"):
            await self.control(scope, receive, send)
        else:
            await self._send(send, await self._practice(scope, receive))

    async def _practice(self, scope: wire.Scope, receive: wire.Receive) -> wire.Reply:
        try:
            return await self.site.answer(scope, receive)
        except Failure as failure:
            return failed(failure)

    async def _send(self, send: wire.Send, reply: wire.Reply) -> None:
        await wire.send(send, reply, self.world.clock.now())

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Deliver webhooks and let time happen while the block runs."""
        tasks = [asyncio.create_task(self.deliveries.run()), asyncio.create_task(self._tick())]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            for ended in await asyncio.gather(*tasks, return_exceptions=True):
                if isinstance(ended, Exception):
                    raise ended

    async def _tick(self) -> None:
        """Time passes by itself; with `deeds_per_minute`, so does business."""
        while True:
            await asyncio.sleep(TICK_S)
            self.world.settle()
            self.control.live(TICK_S, self._random)

    async def _lifespan(self, receive: wire.Receive, send: wire.Send) -> None:
        async with AsyncExitStack() as stack:
            while True:
                message = await receive()
                if message["type"] == "lifespan.startup":
                    await stack.enter_async_context(self.running())
                    await send({"type": "lifespan.startup.complete"})
                elif message["type"] == "lifespan.shutdown":
                    await stack.aclose()
                    await send({"type": "lifespan.shutdown.complete"})
                    return


def application(world: World, *, options: Options, wall: Clock) -> Application:
    """The ASGI application over a world. Options may be turned while it runs."""
    return Application(world, options, wall)

"""The whole application, running.

Its order of starting is the reverse of its order of ending: store, inbox writer, server, worker.
So while it ends, webhooks are no longer accepted before the inbox stops writing.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Literal

import msgspec

from tillwatch.faces import web
from tillwatch.faces.api import api
from tillwatch.faces.front import Application, base_of, front
from tillwatch.faces.hook import Hook
from tillwatch.faces.mcp.web import with_assistants
from tillwatch.faces.web import web_app
from tillwatch.intake import nodes
from tillwatch.intake.house import House
from tillwatch.intake.process import BOTH, WEB
from tillwatch.intake.receive import Receiver
from tillwatch.kernel import addresses, bell
from tillwatch.people import roles, tokens
from tillwatch.processors.port import Processor
from tillwatch.settings import Settings
from tillwatch.store.inbox import Inbox, keep_short
from tillwatch.store.postgresql.calls import Calls
from tillwatch.wiring import place, tuning, worker
from tillwatch.wiring.house import open_house
from tillwatch.wiring.listener import Listener, listen, origin
from tillwatch.wiring.tasks import Parts

APP = Path(web.__file__).parent / "app"
LOCAL_NAME = "this machine"
OF_MACHINE = 60

Work = Literal["child", "here", "none"]
"""Where the worker runs."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """How to run. `processor` and `simulator_url` are the demo's. `public_url`: what webhook
    addresses begin with, where it is not the address listened on."""

    settings: Settings
    host: str = "127.0.0.1"
    port: int = 0
    work: Work = "here"
    processor: Processor | None = None
    simulator_url: str | None = None
    public_url: str | None = None


class Running(msgspec.Struct, frozen=True):
    """What runs: the parts, for the one who started it, and where it listens."""

    house: House
    at: place.Running


@asynccontextmanager
async def application(plan: Plan) -> AsyncIterator[Running]:
    """The application, for whoever holds the folder's lock. A part that fails ends the block."""
    tuning.loaded()
    async with AsyncExitStack() as stack:
        listening = listen(plan.host, plan.port)
        stack.callback(listening.close)
        house = await stack.enter_async_context(open_house(plan.settings, plan.processor))
        parts = await stack.enter_async_context(Parts())
        inbox = Inbox(house.store, house.counters, house.clock)
        parts.start(inbox.run())
        parts.start(keep_short(house.store, inbox.grew))
        parts.start(_ring(inbox, house))
        calls = Calls(house.store.main, house.bell, house.node.id)
        parts.start(calls.run())
        parts.start(nodes.beat(house, BOTH if plan.work == "here" else WEB))
        url = origin(listening)
        closing = asyncio.Event()
        server = Listener(_faces(house, inbox, plan, closing), closing)
        parts.start(server.run_on(listening))
        await server.answers.wait()
        _start_worker(plan, house, calls, parts)
        at = await _announce(house, plan, url)
        stack.callback(place.withdraw, plan.settings.data_dir)
        tuning.web()
        yield Running(house, at)


def _faces(house: House, inbox: Inbox, plan: Plan, closing: asyncio.Event) -> Application:
    base = base_of(plan.public_url)
    answers = api(
        house, public_url=plan.public_url, simulator_url=plan.simulator_url, closing=closing
    )
    return front(
        Hook(Receiver(house, inbox), house.counters),
        with_assistants(
            answers,
            house.clock,
            plan.public_url,
            addresses.networks(plan.settings.trusted_proxies),
        ),
        web_app(APP, base),
        base,
    )


def _start_worker(plan: Plan, house: House, calls: Calls, parts: Parts) -> None:
    match plan.work:
        case "child":
            parts.start(worker.keep_child(plan.settings, house.bell))
        case "here":
            parts.start(worker.work_here(house, calls))
        case "none":
            return


async def _ring(inbox: Inbox, house: House) -> None:
    """Tell the worker of what was written to the inbox."""
    while True:
        await inbox.arrived.wait()
        inbox.arrived.clear()
        house.bell.ring(bell.INBOX)


async def _announce(house: House, plan: Plan, url: str) -> place.Running:
    name = LOCAL_NAME
    if not house.store.sqlite:  # each machine has its own, and each of its folders
        name += f", {house.node.host}, {plan.settings.data_dir.name}"[:OF_MACHINE]
    token = await tokens.create(house.store, house.clock, name, roles.OWNER, tokens.LOCAL)
    at = place.Running(url=url, pid=os.getpid(), token=token, works=plan.work != "none")
    place.announce(plan.settings.data_dir, at)
    return at

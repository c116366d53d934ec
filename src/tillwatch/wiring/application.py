"""The whole application, running.

Its order of starting is the reverse of its order of ending: store, inbox writer, server, worker.
So while it ends, webhooks are no longer accepted before the inbox stops writing.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Literal

import msgspec

from tillwatch.faces import web
from tillwatch.intake.house import House
from tillwatch.processors.port import Processor
from tillwatch.settings import Settings
from tillwatch.store.inbox import Inbox
from tillwatch.wiring import place, worker
from tillwatch.wiring.house import open_house
from tillwatch.wiring.listener import listen

APP = Path(web.__file__).parent / "app"
LOCAL_NAME = "this machine"

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
    async with AsyncExitStack() as stack:
        listening = listen(plan.host, plan.port)
        stack.callback(listening.close)
        house = await stack.enter_async_context(open_house(plan.settings, plan.processor))
        start = await stack.enter_async_context(_parts())
        inbox = Inbox(house.store)
        start(inbox.run())
        at = await _announced(house, plan, listening)
        stack.callback(place.withdraw, plan.settings.data_dir)
        start(_serve(_faces(house, inbox, at.url, plan), listening))
        if plan.work != "none":
            child = plan.work == "child"
            start(
                worker.keep_child(plan.settings, house.bell) if child else worker.work_here(house)
            )
        yield Running(house, at)

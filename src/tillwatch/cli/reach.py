"""How a command reaches the application.

Somebody owns the data folder: the command speaks HTTP to them. Nobody does: the command becomes
the owner and starts the application in its own process for as long as it runs, so that there is
one implementation of each deed, and other commands can join as guests.
"""

import asyncio
import importlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final

from tillwatch import settings as table
from tillwatch.cli.client import Client
from tillwatch.kernel import errors
from tillwatch.settings import Settings
from tillwatch.wiring import place, tasks

ANSWER_S: Final = 5.0
"""A folder that is owned, and its owner does not answer for so long: exit code 4."""
START_S: Final = 30.0
"""So long when it has not said yet where it listens, or no longer does: it starts or ends, and the
machine may be busy."""
LOOK_S: Final = 0.05
APPLICATION: Final = "tillwatch.wiring.application"


@asynccontextmanager
async def reach(*, works: bool = False) -> AsyncIterator[Client]:
    """A client of the application on this data folder. `works`: it needs the worker to run."""
    settings = table.load()
    async with AsyncExitStack() as stack:
        yield await _client(settings, works, stack)


async def _client(settings: Settings, works: bool, stack: AsyncExitStack) -> Client:
    lock = place.Lock(settings.data_dir / place.OWNER)
    if lock.take():
        # Load the application before the folder is ours: it takes a while, and guests wait for us.
        lock.release()
        importlib.import_module(APPLICATION)
    loop = asyncio.get_running_loop()
    began = loop.time()
    while not lock.take():
        client = await _as_guest(settings, works, stack)
        if client is not None:
            return client
        if loop.time() - began > patience_s(settings):
            raise errors.Unavailable(
                f"Tillwatch runs on {settings.data_dir} but does not answer: "
                "wait a moment and try again, or end that process"
            )
        await asyncio.sleep(LOOK_S)
    stack.callback(lock.release)
    return await _as_owner(settings, works, stack)


def patience_s(settings: Settings) -> float:
    """How long the owner of the folder may take to answer, by what it says of itself now."""
    owner = place.running(settings.data_dir)
    return ANSWER_S if owner is not None and place.lives(owner) else START_S


async def _as_guest(settings: Settings, works: bool, stack: AsyncExitStack) -> Client | None:
    """None while nobody answers there, or the owner is about to leave."""
    owner = place.running(settings.data_dir)
    if owner is None or (works and not owner.works):
        return None
    guest = place.Lock(settings.data_dir / place.GUESTS)
    if not guest.take(shared=True):
        return None
    client = Client(owner.url, owner.token)
    if not await client.answers():
        await client.close()
        guest.release()
        return None
    stack.callback(guest.release)
    stack.push_async_callback(client.close)
    return client


async def _as_owner(settings: Settings, works: bool, stack: AsyncExitStack) -> Client:
    from tillwatch.wiring.application import Plan, application  # the whole of it: heavy

    plan = Plan(
        settings=settings, work="here" if works else "none", public_url=settings.base_url or SERVED
    )
    running = await stack.enter_async_context(application(plan))
    stack.push_async_callback(_until_guests_left, settings)
    client = Client(running.at.url, running.at.token)
    stack.push_async_callback(client.close)
    return client


async def _until_guests_left(settings: Settings) -> None:
    guests = place.Lock(settings.data_dir / place.GUESTS)
    await tasks.until(guests.take, LOOK_S)
    guests.release()


SERVED: Final = "http://127.0.0.1:8787"
"""Where `tillwatch serve` listens unless told otherwise: webhook addresses of a command that runs
without a server begin with it."""

"""The demo: a simulated Stripe, and the application connected to it, in a folder that goes away.

Nothing of it touches the data folder of a real installation. A key that is not the simulator's is
refused by its text, before it is stored or sent anywhere.
"""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

import httpx
import msgspec

from tillwatch.intake import backfill, connections, health
from tillwatch.intake.backfill import Progress
from tillwatch.intake.connections import Connection
from tillwatch.intake.house import House
from tillwatch.kernel import bell, errors
from tillwatch.kernel.clock import SystemClock
from tillwatch.kernel.scrub import unsaid
from tillwatch.people import links, profiles, roles, tokens
from tillwatch.processors.port import KeyFacts
from tillwatch.processors.stripe import Stripe
from tillwatch.settings import Settings
from tillwatch.wiring import place, tasks
from tillwatch.wiring.application import Plan, application
from tillwatch.wiring.simulator import Simulated, simulator_child

FOLDER: Final = "tillwatch-demo-"
PAYMENTS: Final = 6000
DEEDS_PER_MINUTE: Final = 20
LIVELY_S: Final = 300.0
CALM_DEEDS_PER_MINUTE: Final = 2
"""The pace once somebody has had a look: a day at the first one would dwarf the year before it."""
LOOK_S: Final = 0.25
STAFF: Final = (
    ("Ada Moreau", "ada@harborandpine.example", "admin"),
    ("Ben Osei", "ben@harborandpine.example", "support"),
    ("Mira Lindqvist", "mira@harborandpine.example", "analyst"),
)
"""Name, address and role."""
SAY_EACH: Final = 5000
"""How many objects lie between two lines of progress."""


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """What the demo answers with. `open_url` signs in; `token` is an owner's."""

    url: str
    open_url: str
    token: str
    simulator_url: str
    connection_id: str

    __repr__ = unsaid


class DemoStripe(Stripe):
    """Stripe, for the simulator's accounts only. Stripe's keys carry their account's id, so a key
    of any other account is recognised by its text."""

    def __init__(self, settings: Settings, simulated: Simulated) -> None:
        super().__init__(
            api_base=settings.stripe_api_base,
            files_base=settings.stripe_files_base,
            rate_share=settings.stripe_rate_share,
            rate=settings.stripe_rate,
            clock=SystemClock(),
        )
        self._simulated = simulated
        self.dashboard = simulated.url

    def check_key(self, text: str) -> KeyFacts:
        facts = super().check_key(text)
        bodies = {"5" + key.account_id.removeprefix("acct_") for key in self._simulated.keys}
        if not any(text.strip().split("_", 2)[-1].startswith(body) for body in bodies):
            raise errors.BadCredential(
                "This is a real key. Connect it in your own Tillwatch: `tillwatch serve`. The demo "
                f"takes only keys of its Practice Stripe ({self._simulated.url} lists them); yours "
                "was not stored or sent anywhere.",
                code="key_not_the_demos",
            )
        return facts


def demo_settings(folder: Path, simulator_url: str, given: Settings) -> Settings:
    """Embedded stores in `folder`, the simulator for Stripe, no limiter; the rest as `given`."""
    return replace(
        given,
        data_dir=folder,
        database_url=None,
        lake_url=None,
        base_url=None,
        stripe_api_base=simulator_url,
        stripe_files_base=simulator_url,
        stripe_rate_share=1.0,
        stripe_rate=0.0,
        secret_key_file=folder / "key",
    )


@asynccontextmanager
async def demo(
    given: Settings, *, port: int, seed: int, say: Callable[[str], None]
) -> AsyncIterator[Ready]:
    """The running demo, once a year of history can be read. `say` is told how it goes."""
    async with AsyncExitStack() as stack:
        _sweep()
        folder = Path(tempfile.mkdtemp(prefix=FOLDER))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        lock = place.Lock(folder / place.OWNER)
        lock.take()
        stack.callback(lock.release)
        say("Inventing a year of business …")
        knobs = {"limits": False, "deeds_per_minute": DEEDS_PER_MINUTE}
        simulated = await stack.enter_async_context(simulator_child(seed, PAYMENTS, knobs))
        await _docket(simulated.url)
        settings = demo_settings(folder, simulated.url, given)
        plan = Plan(
            settings=settings,
            port=port,
            work="child",
            processor=DemoStripe(settings, simulated),
            simulator_url=simulated.url,
        )
        running = await stack.enter_async_context(application(plan))
        connection = await _connect(running.house, running.at.url, simulated)
        await staff(running.house)
        await _import(running.house, connection, say)
        calming = asyncio.create_task(calm(simulated.url, LIVELY_S))
        stack.push_async_callback(tasks.cancel, calming)
        yield await _ready(running.house, running.at.url, simulated, connection)


async def _docket(simulator_url: str) -> None:
    """A case of each kind to be answered, before anything is taken in."""
    async with httpx.AsyncClient(base_url=simulator_url, trust_env=False) as client:
        (await client.post("/_simulator/docket", json={})).raise_for_status()


async def calm(simulator_url: str, after_s: float) -> None:
    """Slow the live traffic down after a while, unless somebody has chosen another pace."""
    await asyncio.sleep(after_s)
    async with httpx.AsyncClient(base_url=simulator_url, trust_env=False) as client:
        knobs = (await client.get("/_simulator/knobs")).raise_for_status().json()
        if knobs["deeds_per_minute"] == DEEDS_PER_MINUTE:
            slower = {"deeds_per_minute": CALM_DEEDS_PER_MINUTE}
            (await client.post("/_simulator/knobs", json=slower)).raise_for_status()


def _sweep() -> None:
    """Take away the folders of demos that were killed: nobody holds their lock any more."""
    for file in Path(tempfile.gettempdir()).glob(f"{FOLDER}*/{place.OWNER}"):
        lock = place.Lock(file)
        try:
            if lock.take():
                shutil.rmtree(file.parent, ignore_errors=True)
        except errors.Unavailable:
            continue  # somebody else's
        finally:
            lock.release()


async def _connect(house: House, url: str, simulated: Simulated) -> Connection:
    """The main shop, with a key that may read everything, and webhooks."""
    name = "Demo shop"
    connection = await connections.connect(
        house, processor="stripe", name=name, key=simulated.key("full")
    )
    if connection.account is not None and connection.account.name:
        await connections.change(house, connection.id, name=connection.account.name)
    async with httpx.AsyncClient(base_url=simulated.url, trust_env=False) as client:
        address = f"{url}/api/webhooks/stripe/{connection.id}"
        endpoint = await client.post("/_simulator/endpoints", json={"url": address})
        endpoint.raise_for_status()
    secret: str = endpoint.json()["secret"]
    return await connections.change(house, connection.id, secret=secret)


async def staff(house: House) -> None:
    """People to give cases to. None of them has a password: nobody signs in as them."""
    for name, email, role in STAFF:
        told = profiles.Wishes(name=name, email=email, zone="UTC", currency="usd", language="en")
        async with house.store.writing() as tx:
            await profiles.add(tx, house.clock, told.checked(), role=role, password="")


async def _import(house: House, connection: Connection, say: Callable[[str], None]) -> None:
    """Take the history in, until its rows can be read."""
    await backfill.start(house, connection.id)
    told = 0
    with house.bell.listen(bell.CONNECTIONS) as ear:
        while (progress := await backfill.progress(house, connection.id)).state == "running":
            if progress.objects - told >= SAY_EACH:
                told = progress.objects
                say(f"{told:,} objects taken in …")
            await ear.wait(LOOK_S)
        while (await health.of(house, connection.id)).behind:
            await ear.wait(LOOK_S)
    if progress.state != "done":
        raise errors.Unavailable(f"The import of the demo did not end well: {progress.problem}")
    say(_summary(progress))


def _summary(progress: Progress) -> str:
    off: Sequence[str] = [part.resource for part in progress.resources if part.state == "skipped"]
    return f"{progress.objects:,} objects taken in" + (f"; without {', '.join(off)}" if off else "")


async def _ready(house: House, url: str, simulated: Simulated, connection: Connection) -> Ready:
    code = await links.create(house.store, house.clock, "demo", lives_s=None)
    return Ready(
        url=url,
        open_url=f"{url}/open/{code}",
        token=await tokens.create(house.store, house.clock, "demo", roles.OWNER),
        simulator_url=simulated.url,
        connection_id=connection.id,
    )

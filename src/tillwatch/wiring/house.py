"""Opens what intake works with: the settings' store and vault, the processors, the clock."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tillwatch.intake import connections
from tillwatch.intake.connections import keys
from tillwatch.intake.house import House
from tillwatch.kernel import trace
from tillwatch.kernel.bell import Bell
from tillwatch.kernel.clock import Clock, SystemClock
from tillwatch.processors.port import Processor
from tillwatch.processors.registry import Registry
from tillwatch.processors.stripe import Stripe
from tillwatch.settings import PREFIX, SETTINGS, Settings
from tillwatch.settings.values import FILE
from tillwatch.store.engine import open_store


def stripe(settings: Settings, clock: Clock) -> Stripe:
    """Stripe as the settings say. A new processor is a line in `open_house`."""
    return Stripe(
        api_base=settings.stripe_api_base,
        files_base=settings.stripe_files_base,
        rate_share=settings.stripe_rate_share,
        rate=settings.stripe_rate,
        clock=clock,
    )


@asynccontextmanager
async def open_house(
    settings: Settings, processor: Processor | None = None
) -> AsyncIterator[House]:
    """The parts, closed at the end. `processor` stands in for Stripe (the demo's)."""
    clock = SystemClock()
    store = await open_store(settings)
    try:
        house = House(
            settings=settings,
            store=store,
            vault=await keys.vault(store, settings.secret_key_file),
            processors=Registry([processor or stripe(settings, clock)]),
            clock=clock,
            bell=Bell(),
        )
        trace.NODE.set(house.node.id)
        try:
            async with _metered(house):
                yield house
        finally:
            await connections.close_readers(house)
    finally:
        await store.close()


@asynccontextmanager
async def _metered(house: House) -> AsyncIterator[None]:
    """What the readers of this process ask is written down meanwhile, and at the end."""
    end = asyncio.Event()
    keeping = asyncio.create_task(house.meter.keep(house.store, house.clock, end))
    try:
        yield
    finally:
        end.set()
        await keeping


def environment(settings: Settings) -> dict[str, str]:
    """The settings as environment variables, for a process of our own; those of them that are read
    together, and are no field of their own, it reads as we did."""
    values = {s.name: getattr(settings, s.name, None) for s in SETTINGS}
    from_files = {s.name + FILE: "" for s in SETTINGS if values[s.name] is not None and s.secret}
    given = {**values, **from_files}
    return {PREFIX + n.upper(): str(v) for n, v in given.items() if v is not None}

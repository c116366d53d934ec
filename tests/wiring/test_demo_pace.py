"""The demo's traffic slows down after its start, unless somebody has chosen another pace."""

from tests.doubles.live import listening
from tillwatch.kernel.clock import SystemClock
from tillwatch.simulator.business import World
from tillwatch.simulator.clock import VirtualClock
from tillwatch.simulator.http.app import Application, application
from tillwatch.simulator.http.options import Options
from tillwatch.wiring import demo

NOW = 1_795_000_000


def simulator(deeds_per_minute: int) -> tuple[Application, Options]:
    options = Options(seed=1, deeds_per_minute=deeds_per_minute)
    world = World(1, VirtualClock(SystemClock(), NOW), payments=5)
    return application(world, options=options, wall=SystemClock()), options


async def test_it_slows_down() -> None:
    app, options = simulator(demo.DEEDS_PER_MINUTE)
    async with listening(app) as url:
        await demo.calm(url, 0)
    assert options.deeds_per_minute == demo.CALM_DEEDS_PER_MINUTE


async def test_a_pace_that_somebody_chose_stays() -> None:
    app, options = simulator(60)
    async with listening(app) as url:
        await demo.calm(url, 0)
    assert options.deeds_per_minute == 60

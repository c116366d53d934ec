"""Short ways to say what the tests of connections say often."""

from tillwatch.intake import connections
from tillwatch.intake.house import House
from tillwatch.simulator.http.app import Application

SECRET = "whsec_firstSecret"
NEXT_SECRET = "whsec_secondSecret"


def key(app: Application, name: str, livemode: bool = False, account: int = 0) -> str:
    found = app.keys.named(list(app.world.shops)[account], livemode, name)
    assert found is not None
    return found.secret


async def connect(house: House, **given: str | None) -> connections.Connection:
    return await connections.connect(house, processor="stripe", **{"name": "Shop", **given})


async def kept(house: House) -> list[str]:
    return [c.name for c in await connections.everything(house.store, disconnected=True)]

"""A simulated business in the ledger, without HTTP: the objects of its books translated and written
as the worker does. A world is built once a process and seed."""

from functools import cache

import msgspec
from sqlalchemy import Connection

from tests.api import filling
from tillwatch.intake.house import House
from tillwatch.kernel.clock import SetClock
from tillwatch.ledger import write
from tillwatch.processors.stripe import catalogue, shapes
from tillwatch.processors.stripe.translate import translate
from tillwatch.rows import Row
from tillwatch.simulator.business import World
from tillwatch.simulator.clock import VirtualClock

NOON = 1_795_262_400.0
"""Saturday 21 November 2026, 12:00 UTC: when its history ends."""
SEEDS = (1, 2, 3)
CON = "con_business"


@cache
def world(seed: int, payments: int = 600, days: int = 150, pricing: str | None = None) -> World:
    clock = VirtualClock(SetClock(NOON), pace=0)
    return World(seed, clock, payments, days, lived=payments, pricing=pricing)


def rows_of(
    seed: int, payments: int = 600, days: int = 150, pricing: str | None = None
) -> list[Row]:
    """Everything the main shop's test mode comes to, but for payments, which `write` makes."""
    return rows_in(world(seed, payments, days, pricing))


def rows_in(made_up: World) -> list[Row]:
    """The same of any world."""
    till = made_up.main.tills[False]
    made: dict[tuple[str, str], Row] = {}
    for kind, table in till.books.tables.items():
        if kind not in catalogue.KINDS:
            continue
        for payload in table:
            shown = {name: value for name, value in payload.items() if not name.startswith("_")}
            for part, id_, body in shapes.take_apart({"object": kind, **shown}):
                decoded = msgspec.json.decode(shapes.canonical(body))
                deleted = bool(payload.get("deleted"))
                for row in translate(part, {"id": id_, **decoded}, deleted=deleted):
                    made[row.table, row.id] = row
    return list(made.values())


async def open_business(
    house: House, seed: int, connection_id: str = CON, payments: int = 600, days: int = 150
) -> list[Row]:
    """The rows, now in the ledger of `house` as an account in test mode."""
    await filling.account(house, connection_id, "test")
    rows = rows_of(seed, payments, days)
    await add(house, connection_id, rows)
    return rows


async def add(house: House, connection_id: str, rows: list[Row]) -> None:
    """Rows come in, as they do with their events."""

    def work(tx: Connection) -> None:
        written = write.write(tx, connection_id, (), rows)
        write.log(tx, connection_id, written, at_ms=0, live=False)

    await house.store.write(work)

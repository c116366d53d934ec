"""The installation as a whole: what waits, how large it is, which processes it has."""

import shutil
from typing import Final

import msgspec
from sqlalchemy import select, text

from tillwatch.intake import drain, nodes
from tillwatch.intake.house import House
from tillwatch.intake.nodes import Node
from tillwatch.ledger.questions import news
from tillwatch.store import inbox
from tillwatch.store.engine import FILES
from tillwatch.store.tables import inbox as deliveries

BESIDE: Final = ("", "-wal", "-shm")
SIZES: Final = text(
    "SELECT pg_database_size(current_database()) AS main, pg_total_relation_size('inbox') AS inbox"
)


class Installation(msgspec.Struct, frozen=True, kw_only=True):
    """`received`, `applied`: the numbers of the newest delivery on disk and of the newest in the
    rows; `waiting`: how many lie between; `oldest_s`: how long the first of them has waited, 0 when
    none does. `changes`: the number of the newest change of a row.

    `main_bytes`, `inbox_bytes`: on disk; on PostgreSQL the inbox is a part of the one database and
    not counted twice. `free_bytes`: on the disk of the data folder. `nodes`: oldest first.
    """

    received: int
    applied: int
    waiting: int
    oldest_s: float
    changes: int
    main_bytes: int
    inbox_bytes: int
    free_bytes: int
    nodes: list[Node]


async def installation(house: House) -> Installation:
    applied = await drain.position(house)
    received = await inbox.last(house.store)
    main_bytes, inbox_bytes = await _sizes(house)
    return Installation(
        received=received,
        applied=applied,
        waiting=max(received - applied, 0),
        oldest_s=await oldest_s(house, applied) if received > applied else 0.0,
        changes=await news.last(house.store),
        main_bytes=main_bytes,
        inbox_bytes=inbox_bytes,
        free_bytes=shutil.disk_usage(house.settings.data_dir).free,
        nodes=await nodes.everything(house),
    )


async def oldest_s(house: House, applied: int) -> float:
    """Seconds that the first delivery behind the number `applied` has waited."""
    query = select(deliveries.c.received_ms).where(deliveries.c.seq > applied)
    async with house.store.inbox.connect() as reading:
        received_ms = await reading.scalar(query.order_by(deliveries.c.seq).limit(1))
    return 0.0 if received_ms is None else max(house.clock.now() - received_ms / 1000, 0.0)


async def _sizes(house: House) -> tuple[int, int]:
    if house.store.sqlite:
        main, inbox_ = (sum(_size(house, name + ending) for ending in BESIDE) for name in FILES)
        return main, inbox_
    async with house.store.reading() as store:
        found = (await store.execute(SIZES)).one()
    return found.main - found.inbox, found.inbox


def _size(house: House, name: str) -> int:
    try:
        return (house.settings.data_dir / name).stat().st_size
    except OSError:  # what lies beside a database comes and goes
        return 0

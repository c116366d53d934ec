"""The installation as a whole: what waits, how large it is, which processes it has."""

import shutil
from typing import Final

import msgspec
from sqlalchemy import text

from tillwatch.intake import nodes
from tillwatch.intake.house import House
from tillwatch.intake.nodes import Node
from tillwatch.intake.waiting import Waiting, waiting
from tillwatch.ledger.questions import news
from tillwatch.store.engine import FILES

BESIDE: Final = ("", "-wal", "-shm")
SIZES: Final = text(
    "SELECT pg_database_size(current_database()) AS main, pg_total_relation_size('inbox') AS inbox"
)


class Installation(msgspec.Struct, frozen=True, kw_only=True):
    """`changes`: the number of the newest change of a row. `main_bytes`, `inbox_bytes`: on disk; on
    PostgreSQL the inbox is a part of the one database and not counted twice. `free_bytes`: on the
    disk of the data folder. `nodes`: oldest first."""

    waiting: Waiting
    changes: int
    main_bytes: int
    inbox_bytes: int
    free_bytes: int
    nodes: list[Node]


async def installation(house: House) -> Installation:
    main_bytes, inbox_bytes = await _sizes(house)
    return Installation(
        waiting=await waiting(house),
        changes=await news.last(house.store),
        main_bytes=main_bytes,
        inbox_bytes=inbox_bytes,
        free_bytes=shutil.disk_usage(house.settings.data_dir).free,
        nodes=await nodes.everything(house),
    )


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

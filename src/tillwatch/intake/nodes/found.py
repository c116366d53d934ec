"""The nodes as their rows tell, by the clock of the store: nodes on several machines share it."""

from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Select, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.intake.house import House
from tillwatch.intake.process import BOTH, WORKER
from tillwatch.store.tables import node

SILENT_S: Final = 20
"""So long without a sign of life, and a node counts as gone."""
CLOCK: Final = text("SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)")


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """One process. `role`: web, worker or both; `started_at` in seconds UTC; `seen_ago_s`: since
    its last sign of life; `figures`: as `Own` makes them."""

    id: str
    role: str
    host: str
    pid: int
    version: str
    started_at: int
    seen_ago_s: float
    figures: dict[str, Any]

    @property
    def up(self) -> bool:
        return self.seen_ago_s <= SILENT_S

    @property
    def works(self) -> bool:
        """Whether it is alive and applies what arrives."""
        return self.up and self.role in (WORKER, BOTH)


def now_ms(house: House, tx: Connection) -> int:
    """Milliseconds since 1970: on SQLite by our own clock, there is one machine; on PostgreSQL by
    the server's."""
    if house.store.sqlite:
        return int(house.clock.now() * 1000)
    return int(tx.scalar(CLOCK) or 0)


async def everything(house: House) -> list[Node]:
    """Every node that is known, oldest first. This process's own figures are those of now."""
    async with house.store.reading() as store:
        now = await store.run_sync(lambda tx: now_ms(house, tx))
        found = await _rows(store, select(node).order_by(node.c.started_at, node.c.id))
    return [_node(house, row, now) for row in found]


async def worker_ago_s(house: House) -> float | None:
    """Seconds since a worker's last sign of life; None: there is none."""
    workers = select(node.c.seen_ms).where(node.c.role.in_((WORKER, BOTH)))
    async with house.store.reading() as store:
        now = await store.run_sync(lambda tx: now_ms(house, tx))
        seen = await store.scalar(workers.order_by(node.c.seen_ms.desc()).limit(1))
    return None if seen is None else max(now - seen, 0) / 1000


async def _rows(store: AsyncConnection, query: Select[Any]) -> list[dict[str, Any]]:
    return [dict(row) for row in (await store.execute(query)).mappings()]


def _node(house: House, row: dict[str, Any], now: int) -> Node:
    own = row["id"] == house.node.id
    return Node(
        id=row["id"],
        role=row["role"],
        host=row["host"],
        pid=row["pid"],
        version=row["version"],
        started_at=row["started_at"],
        seen_ago_s=0.0 if own else max(now - row["seen_ms"], 0) / 1000,
        figures=house.node.figures(house.counters, house.clock.now()) if own else row["figures"],
    )

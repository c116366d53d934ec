"""The heartbeat: one short transaction every five seconds."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from tillwatch import __version__
from tillwatch.intake.house import House
from tillwatch.intake.nodes.found import SILENT_S, now_ms
from tillwatch.store.tables import node

EACH_S: Final = 5.0
FORGOTTEN_S: Final = 86_400

log = logging.getLogger(__name__)


async def beat(house: House, role: str) -> None:
    """Write this process's row now and again, until cancelled; then take it away."""
    house.node.role = role
    log.info("Started: %s, process %d, Tillwatch %s", role, house.node.pid, __version__)
    started = None
    try:
        while True:
            try:
                started = await write(house, started)
            except (SQLAlchemyError, OSError) as problem:
                log.warning("The sign of life could not be written: %s", problem)
            await asyncio.sleep(EACH_S)
    finally:
        log.info("Ends: %s", role)
        with suppress(SQLAlchemyError, OSError):
            await leave(house)


async def write(house: House, started_ms: int | None = None) -> int:
    """The row as it is now. When the process started, by the store's clock, in milliseconds: give
    it to the next call."""
    figures = house.node.figures(house.counters, house.clock.now())
    figures["damaged"] = house.store.watch.damaged
    started, replaced = await house.store.write(lambda tx: _put(house, tx, figures, started_ms))
    for one in replaced:
        house.node.trail.take_over(one["trail"], house.clock.now())
    return await write(house, started) if replaced else started


async def leave(house: House) -> None:
    await house.store.write(lambda tx: tx.execute(node.delete().where(node.c.id == house.node.id)))


def _put(
    house: House, tx: Connection, figures: dict[str, Any], started_ms: int | None
) -> tuple[int, Sequence[dict[str, Any]]]:
    """When the process started, and the figures of those in whose place it is."""
    own, now = house.node, now_ms(house, tx)
    started = now if started_ms is None else started_ms
    row = {
        "id": own.id,
        "role": own.role,
        "host": own.host,
        "pid": own.pid,
        "version": __version__,
        "started_at": started // 1000,
        "seen_ms": now,
        "figures": figures,
    }
    statement = house.store.insert(node)
    changing = {name: statement.excluded[name] for name in ("role", "seen_ms", "figures")}
    statement = statement.on_conflict_do_update(index_elements=["id"], set_=changing)
    tx.execute(statement, row)
    forgotten = node.c.seen_ms < now - FORGOTTEN_S * 1000
    replaced = (
        (node.c.host == own.host)
        & (node.c.role == own.role)
        & (node.c.id != own.id)
        & (node.c.seen_ms < min(started, now - SILENT_S * 1000))
    )
    left = tx.execute(node.delete().where(replaced).returning(node.c.figures)).scalars().all()
    tx.execute(node.delete().where(forgotten))
    return started, left

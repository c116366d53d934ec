"""The seat: where the lake is asked, how far it is, and whether anybody ever asked.

One row, written by the process that owns the lake. On PostgreSQL a machine may take the seat over
from another: the last to sit down has it, and whoever finds somebody else there leaves it alone.
The lake begins with the first question: until then nobody pays for it (`want`).
"""

from typing import Final

import msgspec
from sqlalchemy import Connection, delete, select, text, update

from tillwatch.kernel.clock import Clock
from tillwatch.store.engine import Store
from tillwatch.store.tables import cursor, lake_seat

WANTED: Final = "lake wanted"
PLACE: Final = 0
SILENT_S: Final = 20.0
"""So long without a sign of life, and nobody is asked there."""
NOW: Final = text("SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)")


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """`shape`: of its columns (`mark.shape`); `generation`: the making of the ledger it is of.
    `rows` it has, of about `expected` while it is being filled; `filled_at` in seconds, None: it is
    being filled; `bytes` on the disk."""

    shape: str
    generation: int
    rows: int
    expected: int
    began_at: float
    filled_at: float | None
    bytes: int


class Seat(msgspec.Struct, frozen=True, kw_only=True):
    """`seen_ago_s`: since its last sign of life."""

    node: str
    host: str
    port: int
    reached: int
    figures: Figures
    seen_ago_s: float

    @property
    def up(self) -> bool:
        return self.seen_ago_s <= SILENT_S


async def found(store: Store, clock: Clock) -> Seat | None:
    """None: nobody sits there, or ever did."""
    async with store.reading() as tx:
        row = (await tx.execute(select(lake_seat).where(lake_seat.c.place == PLACE))).first()
        now = await tx.run_sync(lambda sync: _now_ms(sync, clock))
    if row is None:
        return None
    return Seat(
        node=row.node,
        host=row.host,
        port=row.port,
        reached=row.reached,
        figures=msgspec.convert(row.figures, Figures),
        seen_ago_s=max(now - row.seen_ms, 0) / 1000,
    )


async def sit_down(
    store: Store, clock: Clock, node: str, host: str, port: int, reached: int, figures: Figures
) -> None:
    """Questions go there from now on."""

    def work(tx: Connection) -> None:
        tx.execute(delete(lake_seat))
        row = {"place": PLACE, "node": node, "host": host, "port": port, "reached": reached}
        told = {"figures": msgspec.to_builtins(figures), "seen_ms": _now_ms(tx, clock)}
        tx.execute(lake_seat.insert(), {**row, **told})

    await store.write(work)


async def tell(store: Store, clock: Clock, node: str, reached: int, figures: Figures) -> bool:
    """A sign of life; False: somebody else sits there."""

    def work(tx: Connection) -> bool:
        told = {"figures": msgspec.to_builtins(figures), "seen_ms": _now_ms(tx, clock)}
        mine = update(lake_seat).where(lake_seat.c.node == node)
        return tx.execute(mine.values(reached=reached, **told)).rowcount == 1

    return await store.write(work)


async def get_up(store: Store, node: str) -> None:
    """Nobody is asked there any more."""
    await store.write(lambda tx: tx.execute(delete(lake_seat).where(lake_seat.c.node == node)))


async def want(store: Store) -> None:
    """Somebody asked: the lake is to be there from now on."""
    statement = store.insert(cursor).on_conflict_do_nothing()
    await store.write(lambda tx: tx.execute(statement, {"name": WANTED, "position": 1}))


async def is_wanted(store: Store) -> bool:
    async with store.reading() as tx:
        return await tx.scalar(select(cursor.c.position).where(cursor.c.name == WANTED)) == 1


def _now_ms(tx: Connection, clock: Clock) -> int:
    """By the store's clock, which all machines share."""
    if tx.dialect.name == "postgresql":
        return int(tx.scalar(NOW) or 0)
    return int(clock.now() * 1000)

"""How the lake stands, in figures and in a sentence for whoever looks after the installation."""

import asyncio
from collections.abc import Callable
from typing import Final

import msgspec
from sqlalchemy import select

from tillwatch.kernel.clock import Clock
from tillwatch.lake import mark, seat, trouble
from tillwatch.lake.trouble import Trouble
from tillwatch.store.engine import Store
from tillwatch.store.tables import changes

UNUSED: Final = "unused"
SILENT: Final = "silent"
FILLING: Final = "filling"
FOLLOWING: Final = "following"
OTHER: Final = "other"
OF_ANOTHER: Final = (
    "Columns for analytics: kept by a worker of another version of Tillwatch; until it is of this "
    "one the rows answer, slower."
)
NEAR_S: Final = 5.0
LOOK_S: Final = 0.5
SURE_S: Final = 2.0
"""So long it has been filled before it is said how long it takes."""
BEGINS_S: Final = 10.0
"""So soon after a recalculation it has begun to be filled again."""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """`state`: unused (nobody asked yet), silent (it was, and gives no sign of life), other (of
    another version of Tillwatch), filling, following. `rows` there, of about `expected`; `left_s`:
    about how long filling still takes, None where that cannot be said; `behind_s` the ledger;
    `filled_at`: when it last had everything from the beginning; `bytes` on the disk; `trouble`:
    what last went wrong, of the last day."""

    state: str
    says: str
    rows: int = 0
    expected: int = 0
    behind_s: float = 0.0
    filled_at: float | None = None
    bytes: int = 0
    left_s: float | None = None
    trouble: Trouble | None = None


async def standing(store: Store, clock: Clock) -> Standing:
    found = await seat.found(store, clock)
    last = await trouble.last(store, clock)
    if found is None or not found.up:
        if found is None and not await seat.is_wanted(store):
            return Standing(state=UNUSED, says="Columns for analytics: nobody asked yet.")
        says = "Columns for analytics: no sign of life; questions are answered by the rows, slower."
        return Standing(state=SILENT, says=says, trouble=last)
    figures = found.figures
    is_of_now, behind_s = await _behind(store, clock, found)
    if figures.filled_at is not None and figures.shape != mark.shape():
        return Standing(state=OTHER, says=OF_ANOTHER, rows=figures.rows, trouble=last)
    is_filling = figures.filled_at is None or not is_of_now
    return Standing(
        state=FILLING if is_filling else FOLLOWING,
        says=_filling(figures) if is_filling else _following(behind_s),
        rows=figures.rows,
        expected=figures.expected,
        behind_s=round(behind_s, 1),
        filled_at=figures.filled_at,
        bytes=figures.bytes,
        left_s=_left_s(figures, clock.now()) if is_filling else None,
        trouble=last,
    )


async def filled_again(store: Store, clock: Clock, on_rows: Callable[[int], None]) -> int | None:
    """After a recalculation: returns when the lake has it, and how many rows that are; None: there
    is no lake. `on_rows` hears how many it has."""
    loop = asyncio.get_running_loop()
    end = loop.time() + BEGINS_S
    while True:
        found = await standing(store, clock)
        if found.state in (UNUSED, OTHER) or (found.state == SILENT and loop.time() > end):
            return None
        if found.state == FOLLOWING:
            return found.rows
        on_rows(found.rows)
        await asyncio.sleep(LOOK_S)


def _filling(figures: seat.Figures) -> str:
    told = f"{figures.rows:,} of about {figures.expected:,} rows"
    return f"Columns for analytics: being filled, {told}; until then the rows answer, slower."


def _left_s(figures: seat.Figures, now: float) -> float | None:
    """As fast as until now."""
    took_s, left = now - figures.began_at, figures.expected - figures.rows
    if figures.filled_at is not None or figures.rows <= 0 or took_s < SURE_S:
        return None
    return round(max(left, 0) * took_s / figures.rows, 1)


def _following(behind_s: float) -> str:
    if behind_s <= NEAR_S:
        return "Columns for analytics: up to date."
    return f"Columns for analytics: {behind_s:,.0f} seconds behind."


async def _behind(store: Store, clock: Clock, found: seat.Seat) -> tuple[bool, float]:
    """Whether it is of the ledger as it was last made, and by how much it is behind it. What it
    has followed since it last said so is not known, so nothing that is as young counts."""
    async with store.reading() as tx:
        generation, _, last = (await tx.execute(mark.of_ledger())).one()
        first = select(changes.c.at_ms).where(changes.c.seq > found.reached)
        at_ms = await tx.scalar(first.order_by(changes.c.seq).limit(1))
    is_of_now = (found.figures.generation, found.figures.shape) == (generation, mark.shape())
    if at_ms is None or last <= found.reached:
        return is_of_now, 0.0
    behind_s = clock.now() - at_ms / 1000
    return is_of_now, 0.0 if behind_s <= found.seen_ago_s + NEAR_S else behind_s

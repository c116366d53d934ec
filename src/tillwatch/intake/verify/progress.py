"""How far a comparison is, and how long it still takes.

What is held tells how much there is to list. Two things go on: the lists, whose pages cost what the
processor's pace allows, and the look through what is here, which goes as fast as it goes.
"""

import time
from collections.abc import Callable
from math import ceil
from typing import Final

import msgspec
from sqlalchemy import func, select

from tillwatch.intake.backfill.parts import PAGE
from tillwatch.intake.connections import Connection
from tillwatch.intake.house import House
from tillwatch.processors.port import Processor
from tillwatch.store.tables import LEDGER, objects

BEGINNING_S: Final = 3.0
"""How fast it goes tells nothing yet."""


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """`done` objects of about `total` were listed, or read singly where that was needed;
    `seconds_left` until all is compared, None while it cannot be told."""

    done: int
    total: int
    seconds_left: int | None


OnProgress = Callable[[Progress], None]


class Tally:
    """Counts what was done, against what there is: `expected` objects by kind of list, `inside` to
    look through. `rates`: see `Processor.rates`."""

    def __init__(
        self,
        expected: dict[str, int],
        inside: int,
        rates: tuple[float, float] | None,
        on_progress: OnProgress,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._expected = expected
        self._done = dict.fromkeys(expected, 0)
        self._inside = inside
        self._looked = 0
        self._single = self._singles = 0
        self._rates = rates
        self._tell = on_progress
        self._timer = timer
        self._began = timer()

    def listed(self, kind: str, count: int, *, ended: bool) -> None:
        """A page of so many; `ended`: its list has no more."""
        self._done[kind] += count
        if ended:
            self._expected[kind] = self._done[kind]
        self._tell(self.progress())

    def looked(self, count: int) -> None:
        """So many more objects of ours were looked through."""
        self._looked += count
        self._tell(self.progress())

    def singly(self, count: int) -> None:
        """So many more are to be read one by one."""
        self._singles += count

    def read_one(self) -> None:
        self._single += 1
        self._tell(self.progress())

    def progress(self) -> Progress:
        left = {kind: self._left(kind) for kind in self._expected}
        done = sum(self._done.values()) + self._single
        return Progress(
            done=done,
            total=done + sum(left.values()) + self._singles - self._single,
            seconds_left=self._seconds_left(left),
        )

    def _left(self, kind: str) -> int:
        return max(self._expected[kind] - self._done[kind], 0)

    def _seconds_left(self, left: dict[str, int]) -> int | None:
        took_s = self._timer() - self._began
        if took_s < BEGINNING_S:
            return None
        listing = self._so_far(took_s, sum(self._done.values()), sum(left.values()))
        inside = self._so_far(took_s, self._looked, max(self._inside - self._looked, 0))
        return ceil(max(self._asking(left), listing, inside))

    def _so_far(self, took_s: float, done: int, left: int) -> float:
        return took_s * left / done if done else 0.0

    def _asking(self, left: dict[str, int]) -> float:
        if self._rates is None:
            return 0.0
        in_all, of_one = self._rates
        pages = [count / PAGE for count in left.values()] + [float(self._singles - self._single)]
        return max(sum(pages) / in_all, max(pages) / of_one)


async def tally(
    house: House, connection: Connection, processor: Processor, kinds: list[str], tell: OnProgress
) -> Tally:
    """A new one, of what is held now."""
    since = connection.import_since or 0
    expected: dict[str, int] = {}
    async with house.store.reading() as store:
        for kind in kinds:
            (row, *_) = processor.tables(kind)
            table = LEDGER[row.table]
            mine = table.c.connection_id == connection.id, table.c.created >= since
            query = select(func.count()).select_from(table).where(*mine)
            expected[kind] = await store.scalar(query) or 0
        query = select(func.count()).select_from(objects)
        inside = await store.scalar(query.where(objects.c.connection_id == connection.id)) or 0
    rates = processor.rates(connection.mode or "test")
    return Tally(expected, inside, rates, tell)

"""The rows of all tiles in order of time, a stretch of it at a time.

Only the stretches somebody walks through are put in order, and some of them kept. A stretch is so
long that about a thousand rows fall into it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache

from tillwatch.simulator.business.past.mould import HOURS_S
from tillwatch.simulator.business.past.tiles import WEEK, Tiles
from tillwatch.simulator.tables import Place

AT_ONCE = 1_000
KEPT = 24
ROW_BITS = 18
BELOW = 1 << 61
HOUR = 3_600


def number_of(tile: int, row: int) -> int:
    """A row's number in the order of its second: negative, see `tables.Place`."""
    return (tile << ROW_BITS | row) - BELOW


def whose(number: int) -> tuple[int, int]:
    """Tile and row of such a number."""
    return (number + BELOW) >> ROW_BITS, number & (1 << ROW_BITS) - 1


class Walk:
    def __init__(self, tiles: Tiles, rows: list[list[tuple[int, int]]]) -> None:
        """`rows` of each mould: (created, number), oldest first."""
        self._tiles = tiles
        self._created = [[created for created, _ in of_mould] for of_mould in rows]
        self._rows = [[row for _, row in of_mould] for of_mould in rows]
        times = [moments for moments in self._created if moments]
        self._least = min((moments[0] for moments in times), default=0)
        self._most = max((moments[-1] for moments in times), default=0)
        self._made_at = tiles.mondays[0] - tiles[0].weeks_s
        self._start = tiles.mondays[0] + self._least - self._made_at
        self._end = tiles.mondays[-1] + HOURS_S + self._most - self._made_at
        held = sum(map(len, rows)) * tiles.count / len(rows)
        self._period = self._stretch(held)
        self._in_order = lru_cache(KEPT)(self._put_in_order)
        self.empty = not times

    def _stretch(self, held: float) -> int:
        whole = self._end - self._start + 1
        return max(HOUR // 4, min(whole, round(whole * AT_ONCE / max(held, 1))))

    def newest(self, before: Place, since: int) -> Iterator[Place]:
        """Strictly older than `before`, created at or after `since`."""
        if self.empty:
            return
        at = min(before[0], self._end)
        while at >= max(since, self._start):
            stretch = (at - self._start) // self._period
            places = self._in_order(stretch)
            for number in range(bisect_left(places, before) - 1, -1, -1):
                place = places[number]
                if place[0] < since:
                    return
                yield place
            at = self._start + stretch * self._period - 1

    def oldest(self, after: Place) -> Iterator[Place]:
        """Strictly newer than `after`."""
        if self.empty:
            return
        at = max(after[0], self._start)
        while at <= self._end:
            stretch = (at - self._start) // self._period
            places = self._in_order(stretch)
            yield from places[bisect_right(places, after) :]
            at = self._start + (stretch + 1) * self._period

    def _put_in_order(self, stretch: int) -> list[Place]:
        since = self._start + stretch * self._period
        until = since + self._period
        earliest = since - HOURS_S - (self._most - self._made_at)
        latest = until - (self._least - self._made_at)
        places: list[Place] = []
        for tile in self._tiles.of_weeks(earliest - WEEK, latest):
            moments, rows, moved = self._created[tile.mould], self._rows[tile.mould], tile.moved_s
            first = number_of(tile.number, 0)
            start = bisect_left(moments, since - moved)
            end = bisect_left(moments, until - moved)
            places += [(moments[at] + moved, first + rows[at]) for at in range(start, end)]
        places.sort()
        return places

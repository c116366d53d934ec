"""Which copies there are: how many begin in each week, of which mould, moved by how much."""

from bisect import bisect_right
from collections.abc import Iterator

from tillwatch.simulator.business.money.calendar import DAY, weekday
from tillwatch.simulator.business.past import naming
from tillwatch.simulator.business.past.mould import HOURS_S
from tillwatch.simulator.business.past.naming import Codes, Tile
from tillwatch.simulator.business.story import traffic

WEEK = 7 * DAY
WEEKS_MIN, WEEKS_MAX = 8, 4 * 52
A_WEEK = 10_000
"""Payments a week that a large shop has, until there are too many for the years."""
MASK = (1 << 64) - 1


def weeks_for(payments: int) -> int:
    """Two years for a million payments; four years at most."""
    return max(WEEKS_MIN, min(WEEKS_MAX, payments // A_WEEK))


def monday_before(at: int) -> int:
    """The newest Monday midnight that is not later."""
    day = at - at % DAY
    return day - weekday(day) * DAY


class Tiles:
    """All copies, by number; a later one begins in the same week or a later one."""

    def __init__(
        self, seed: str, stem: str, count: int, moulds: int, made_at: int, mondays: list[int]
    ) -> None:
        """The moulds were made in the week that begins at `made_at`."""
        self.count = count
        self.mondays = mondays
        self._moulds = moulds
        self._made_at = made_at
        self._stem = stem
        self.codes = Codes(f"{seed}:tiles")
        self._salt = self.codes.read("0000") or 0
        self._known: dict[int, Tile] = {}
        self.first = _first(count, mondays)
        """Of each week the number of its first tile, and the count in the end."""

    def __getitem__(self, number: int) -> Tile:
        known = self._known.get(number)
        if known is None:
            week = bisect_right(self.first, number) - 1
            drawn = _mixed(number * 2 + 1 + (self._salt << 24))
            monday = self.mondays[week]
            weeks_s = monday - self._made_at
            moves = (weeks_s, weeks_s + drawn % HOURS_S)
            mould = (drawn >> 32) % self._moulds
            known = naming.tile(self.codes, self._stem, number, mould, monday, moves)
            self._known[number] = known
        return known

    def of_weeks(self, earliest: int, latest: int) -> Iterator[Tile]:
        """Those of the weeks that begin between these two moments, both included."""
        start = bisect_right(self.mondays, earliest - 1)
        end = bisect_right(self.mondays, latest)
        for number in range(self.first[start], self.first[end]):
            yield self[number]

    def of_week(self, monday: int) -> Iterator[Tile]:
        return self.of_weeks(monday, monday)


def _first(count: int, mondays: list[int]) -> list[int]:
    """More and more, with the seasons."""
    weights = [traffic.weight(monday, mondays[-1]) for monday in mondays]
    total, so_far, first = sum(weights), 0.0, [0]
    for weight in weights:
        so_far += weight
        first.append(round(count * so_far / total))
    first[-1] = count
    return first


def _mixed(number: int) -> int:
    """64 bits that look drawn by chance (the finalizer of SplitMix64)."""
    number = (number * 0x9E3779B97F4A7C15) & MASK
    number = ((number ^ number >> 30) * 0xBF58476D1CE4E5B9) & MASK
    number = ((number ^ number >> 27) * 0x94D049BB133111EB) & MASK
    return number ^ number >> 31

"""The past of one till: made of moulds, laid out in tiles, paid out by the till itself."""

from collections import Counter, defaultdict
from typing import Any

from tillwatch.simulator.books import EVENT_RETENTION_S
from tillwatch.simulator.business.core.till import Till
from tillwatch.simulator.business.money import entries
from tillwatch.simulator.business.money.calendar import DAY, midnight
from tillwatch.simulator.business.past import mould, naming
from tillwatch.simulator.business.past.layer import Layer
from tillwatch.simulator.business.past.mould import KINDS
from tillwatch.simulator.business.past.naming import Codes, Tile
from tillwatch.simulator.business.past.printing import ID
from tillwatch.simulator.business.past.tiles import WEEK, Tiles, monday_before, weeks_for

MOULDS = 4
VISITS = 640
"""Payments of one mould."""
TAIL_DAYS = 210
"""How long what follows from a payment takes at most, about: a dispute and its decision."""


def opening(now: int, days: int, payments: int) -> int:
    """When the shop opens so that so many payments can lie before its last `days` days."""
    last = min(midnight(now) - days * DAY, _quiet(now) - TAIL_DAYS * DAY)
    return monday_before(last) - (weeks_for(payments) + 1) * WEEK


def _quiet(now: int) -> int:
    """Before that nothing is told by an event that can still be read."""
    return now - EVENT_RETENTION_S - DAY


class Archive:
    """Lies beneath a till's books; see `layer.Past`."""

    def __init__(
        self, till: Till, now: int, days: int, payments: int, *, visits: int = VISITS
    ) -> None:
        """As many whole moulds as fit into `payments`. The till sells its goods already."""
        start = midnight(now) - days * DAY
        made_at = monday_before(start) - WEEK
        self.moulds = [mould.make(till, number, made_at, visits) for number in range(MOULDS)]
        tail = max(one.end for one in self.moulds) - made_at
        last = monday_before(min(start, _quiet(now) - tail) - WEEK)
        mondays = [last - week * WEEK for week in range(weeks_for(payments))][::-1]
        stem = till.profile.account_id.removeprefix("acct_1")[:9]
        count = payments // visits
        self.tiles = Tiles(till.seed, stem, count, MOULDS, made_at, mondays)
        self.payments = count * visits
        self.touched: set[int] = set()
        made_of = Counter(self.tiles[number].mould for number in range(count))
        self.copies = [made_of[number] for number in range(MOULDS)]
        self._made_at = made_at
        self._till = till
        self._codes = Codes(f"{till.seed}:rows")
        self._rows = mould.name_rows(self.moulds, self._codes)
        self._cells = [_by_row(one) for one in self.moulds]
        self._bring_in()

    def _bring_in(self) -> None:
        """Plan when the money of each day becomes available."""
        nets: dict[tuple[int, str], int] = defaultdict(int)
        for monday in self.tiles.mondays:
            for tile in self.tiles.of_week(monday):
                for (day, currency), lot in self.moulds[tile.mould].lots.items():
                    nets[day + tile.weeks_s, currency] += lot.net
        lots = entries.purse(self._till).lots
        for (day, currency), net in sorted(nets.items()):
            lots[_lot(day, currency)] = None
            self._till.agenda.plan(
                day, entries.open_lot, self._till, currency, _lot(day, currency), net
            )

    def lay(self) -> None:
        """Put it beneath the till's books and into its sums."""
        books = self._till.books
        for one, times in zip(self.moulds, self.copies, strict=True):
            books.tally.include(one.books.tally, times)
        for kind in KINDS:
            books.tables[kind].beneath = Layer(self, kind)

    def find(self, id_: str) -> tuple[Tile, str, int] | None:
        """Tile, kind and row of an id; None if it is none of a copy."""
        letters = naming.parts(id_)
        if letters is None:
            return None
        number, code = self.tiles.codes.read(letters[0]), self._codes.read(letters[1])
        if number is None or code is None:
            return None
        if number >= self.tiles.count or code >= len(self._rows):
            return None
        tile, (made_of, kind, row) = self.tiles[number], self._rows[code]
        if tile.mould != made_of or self._id(tile, kind, row) != id_:
            return None
        return tile, kind, row

    def _id(self, tile: Tile, kind: str, row: int) -> str:
        one = self.moulds[tile.mould]
        name = one.names[one.rows[kind][row]["id"].encode()]
        return name.replace(b"\x01", tile.timed).replace(b"\x03", tile.plain).decode()

    def meant(self, value: Any) -> tuple[Tile | None, Any]:
        """A value that a copy's row could hold: its tile if it is one of a tile's own, and what
        the mould has in its place."""
        if not isinstance(value, str):
            return None, value
        if ID.match(value.encode()):
            found = self.find(value)
            if found is not None:
                tile, kind, row = found
                return tile, self.moulds[tile.mould].rows[kind][row]["id"]
        sent = naming.sender(value)
        if sent is not None and sent[0] < self.tiles.count:
            return self.tiles[sent[0]], sent[1]
        return None, value

    def payout_of(self, tile: Tile, row: int) -> str | None:
        """The payout that took a copy's balance entry."""
        day, currency = self._cells[tile.mould][row]
        return entries.purse(self._till).lots[_lot(day + tile.weeks_s, currency)]

    def taken_by(self, payout: str | None) -> list[tuple[Tile, list[int]]]:
        """The entries a payout took, by tile; of None those that none has taken."""
        held: list[tuple[Tile, list[int]]] = []
        for lot, taker in entries.purse(self._till).lots.items():
            if taker != payout:
                continue
            currency, _, day = lot.partition(":")
            for made_of, one in enumerate(self.moulds):
                for monday in self.tiles.mondays:
                    found = one.lots.get((int(day) - monday + self._made_at, currency))
                    if found is not None:
                        tiles = self.tiles.of_week(monday)
                        held += [(tile, found.rows) for tile in tiles if tile.mould == made_of]
        return held


def _lot(day: int, currency: str) -> str:
    return f"{currency}:{day}"


def _by_row(one: mould.Mould) -> list[mould.Cell]:
    """Of each balance entry the lot it belongs to."""
    cells = {row: cell for cell, lot in one.lots.items() for row in lot.rows}
    return [cells[row] for row in range(len(cells))]

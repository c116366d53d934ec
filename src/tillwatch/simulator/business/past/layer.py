"""What lies beneath a table of the books: one kind of the past, as `tables.Beneath` asks for it."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Protocol

import msgspec

from tillwatch.simulator.business.past import printing
from tillwatch.simulator.business.past.mould import Mould
from tillwatch.simulator.business.past.naming import Tile
from tillwatch.simulator.business.past.printing import Sheet
from tillwatch.simulator.business.past.tiles import Tiles
from tillwatch.simulator.business.past.walk import Walk, number_of, whose
from tillwatch.simulator.tables import Json, Place, Show, at_path

CHOICES_KEPT = 32
TAKEN_BY = "_payout"
Equals = Mapping[str, Any]


class Past(Protocol):
    """What a layer needs of the archive it belongs to."""

    moulds: list[Mould]
    copies: list[int]
    """Of each mould, how many."""
    tiles: Tiles
    touched: set[int]

    def find(self, id_: str) -> tuple[Tile, str, int] | None: ...

    def meant(self, value: Any) -> tuple[Tile | None, Any]: ...

    def payout_of(self, tile: Tile, row: int) -> str | None: ...

    def taken_by(self, payout: str | None) -> list[tuple[Tile, list[int]]]: ...


class Chosen:
    """Few places, in order."""

    def __init__(self, places: list[Place]) -> None:
        self._places = places

    def newest(self, before: Place, since: int) -> Iterator[Place]:
        for number in range(bisect_left(self._places, before) - 1, -1, -1):
            if self._places[number][0] < since:
                return
            yield self._places[number]

    def oldest(self, after: Place) -> Iterator[Place]:
        return iter(self._places[bisect_right(self._places, after) :])


class Layer:
    def __init__(self, past: Past, kind: str) -> None:
        self._past = past
        self._kind = kind
        self._choices: dict[tuple[tuple[str, Any], ...], Walk | Chosen] = {}
        self._whole = self.printed(lambda _, row: row)

    def __len__(self) -> int:
        of_moulds = zip(self._past.moulds, self._past.copies, strict=True)
        return sum(len(mould.rows[self._kind]) * times for mould, times in of_moulds)

    def place(self, id_: str) -> Place | None:
        found = self._past.find(id_)
        if found is None or found[1] != self._kind:
            return None
        tile, _, row = found
        return self._place(tile, row)

    def _place(self, tile: Tile, row: int) -> Place:
        created = self._past.moulds[tile.mould].rows[self._kind][row]["created"]
        return int(created) + tile.moved_s, number_of(tile.number, row)

    def row(self, place: Place) -> Json:
        row: Json = msgspec.json.decode(self._whole(place))
        if self._kind == "balance_transaction":
            number, at = whose(place[1])
            row[TAKEN_BY] = self._past.payout_of(self._past.tiles[number], at)
        return row

    def printed(self, show: Show) -> Callable[[Place], bytes]:
        moulds, tiles = self._past.moulds, self._past.tiles

        def make(mould: int, row: int) -> printing.Form:
            of = moulds[mould]
            return printing.form(show(of.books, of.rows[self._kind][row]), of.names)

        sheet = Sheet(make)

        def text(place: Place) -> bytes:
            number, row = whose(place[1])
            return sheet.text(tiles[number], row)

        return text

    def touch(self, place: Place) -> None:
        self._past.touched.add(whose(place[1])[0])

    def touched(self, place: Place) -> bool:
        return whose(place[1])[0] in self._past.touched

    def newest(self, before: Place, since: int, equals: Equals) -> Iterator[Place]:
        return self._chosen(equals).newest(before, since)

    def oldest(self, after: Place, equals: Equals) -> Iterator[Place]:
        return self._chosen(equals).oldest(after)

    def _chosen(self, equals: Equals) -> Walk | Chosen:
        """The rows that equal; the last choices are kept, but not what payouts may still take."""
        asked = tuple(sorted(equals.items()))
        known = self._choices.get(asked)
        if known is None:
            known = self._choose(dict(equals))
            if equals.get(TAKEN_BY, "") is not None:
                self._choices[asked] = known
            if len(self._choices) > CHOICES_KEPT:
                del self._choices[next(at for at in self._choices if at)]
        return known

    def _choose(self, equals: dict[str, Any]) -> Walk | Chosen:
        by_payout = TAKEN_BY in equals
        payout = equals.pop(TAKEN_BY, None)
        only, wanted = self._read(equals)
        if by_payout:
            among = [set(self._fitting(mould, wanted)) for mould in self._past.moulds]
            taken = self._past.taken_by(payout)
            places = [
                self._place(tile, row)
                for tile, rows in taken
                for row in rows
                if row in among[tile.mould]
            ]
            return Chosen(sorted(places))
        if len(only) > 1:
            return Chosen([])
        for tile in only.values():
            rows = self._fitting(self._past.moulds[tile.mould], wanted)
            return Chosen([self._place(tile, row) for row in rows])
        return Walk(
            self._past.tiles,
            [
                [(mould.rows[self._kind][at]["created"], at) for at in self._fitting(mould, wanted)]
                for mould in self._past.moulds
            ],
        )

    def _read(self, equals: Equals) -> tuple[dict[int, Tile], dict[str, Any]]:
        """The tiles that values name, and the values as the moulds have them."""
        only: dict[int, Tile] = {}
        wanted: dict[str, Any] = {}
        for path, value in equals.items():
            tile, wanted[path] = self._past.meant(value)
            if tile is not None:
                only[tile.number] = tile
        return only, wanted

    def _fitting(self, mould: Mould, wanted: Equals) -> list[int]:
        """Numbers of the mould's rows that equal, oldest first."""
        rows, table = mould.rows[self._kind], mould.books.tables[self._kind]
        numbers: Iterable[int] = range(len(rows))
        for path, value in wanted.items():
            if table.indexed(path):
                held = table.held(path, value)
                numbers = sorted(mould.numbers[self._kind][row["id"]] for row in held)
                break
        return [
            at
            for at in numbers
            if all(at_path(rows[at], path) == value for path, value in wanted.items())
        ]

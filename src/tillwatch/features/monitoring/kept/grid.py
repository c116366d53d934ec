"""The grid of a board: twelve columns, as many rows as it takes."""

from collections.abc import Iterable
from typing import Any, Final

import msgspec

from tillwatch.kernel import errors

COLUMNS: Final = 12
ROWS_MAX: Final = 400
HEIGHT_MAX: Final = 20


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """In columns and rows of the grid, counted from 0 at the top left."""

    x: int
    y: int
    width: int
    height: int

    def checked(self) -> "Place":
        """`BadInput` for one that is not on the grid."""
        fits = self.x >= 0 and self.width >= 1 and self.x + self.width <= COLUMNS
        if not fits or not 0 <= self.y <= ROWS_MAX or not 1 <= self.height <= HEIGHT_MAX:
            sentence = (
                f"A place is on {COLUMNS} columns and {ROWS_MAX} rows, at most {HEIGHT_MAX} high"
            )
            raise errors.BadInput(sentence, place=sentence)
        return self


def beneath(places: Iterable[Place], *, width: int = 6, height: int = 4) -> Place:
    """Where the next one goes: in the first row below all."""
    y = max((one.y + one.height for one in places), default=0)
    return Place(x=0, y=min(y, ROWS_MAX), width=width, height=height)


def read(kept: Any) -> Place:
    return msgspec.convert(kept, Place)

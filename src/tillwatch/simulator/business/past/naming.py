"""Names of what is copied: from (tile, row) to letters and back.

An id of a copy is its prefix, nine or ten letters of the tile that look like the time and the
account in Stripe's ids, four of the tile's number and four of the row's. Both numbers are scattered
by the seed, so that neighbours do not look like neighbours.
"""

import re
from dataclasses import dataclass
from random import Random

from tillwatch.simulator.business.core.ids import ALPHABET, base62

CODES = 62**4
MAIL = re.compile(r"(.+)\.([0-9]+)(@[a-z]+-[a-z]{2}\.example)")
VALUES = {letter: value for value, letter in enumerate(ALPHABET)}


class Codes:
    """Four letters for each number below 62⁴, and back."""

    def __init__(self, seed: str) -> None:
        random = Random(seed)
        self._start = random.randrange(CODES)
        self._factor = 1
        while self._factor % 2 == 0 or self._factor % 31 == 0 or self._factor < CODES // 8:
            self._factor = random.randrange(CODES)
        self._inverse = pow(self._factor, -1, CODES)

    def write(self, number: int) -> str:
        return base62((number * self._factor + self._start) % CODES, 4)

    def read(self, letters: str) -> int | None:
        """The number; None where the letters are none. It may be one that was never written."""
        value = 0
        for letter in letters:
            if letter not in VALUES:
                return None
            value = value * 62 + VALUES[letter]
        return (value - self._start) * self._inverse % CODES


@dataclass(frozen=True, slots=True)
class Tile:
    """One copy of a mould: by how much it is moved, and what stands in the holes of its texts."""

    number: int
    mould: int
    weeks_s: int
    """Whole weeks: what moves a day's border."""
    moved_s: int
    """Those and the tile's own hours: what moves every other moment."""
    timed: bytes
    plain: bytes
    mail: bytes
    code: bytes
    digits: bytes


def tile(
    codes: Codes, stem: str, number: int, mould: int, monday: int, moves: tuple[int, int]
) -> Tile:
    """`moves`: whole weeks, and with the tile's own hours, in seconds."""
    code = codes.write(number)
    return Tile(
        number,
        mould,
        *moves,
        timed=f"{base62(monday, 6)}{stem}{code}".encode(),
        plain=f"{base62(monday * 7 + number, 6)}{code}".encode(),
        mail=f".{number}".encode(),
        code=code.encode(),
        digits=f"{number % 100_000:05}".encode(),
    )


def parts(id_: str) -> tuple[str, str] | None:
    """The letters of the tile and of the row, if it could be an id of a copy."""
    _, _, rest = id_.partition("_")
    return (rest[-8:-4], rest[-4:]) if len(rest) in (14, 24) else None


def sender(address: str) -> tuple[int, str] | None:
    """The tile's number and the mould's address, if it could be one of a copy."""
    found = MAIL.fullmatch(address)
    return (int(found[2]), found[1] + found[3]) if found else None

"""The shapes of a score: ten factors, what each rests on, and the chance they come to."""

from collections.abc import Sequence
from typing import Final

import msgspec

from tillwatch.features.disputes.learn import ENOUGH
from tillwatch.rows.base import Times

YOURS: Final = "yours"
GENERAL: Final = "general"

NOT_ASKED: Final = 500
"""How unsure a fact is that nobody knows, in thousandths of its whole weight."""
UNCHECKED: Final = 400
UNAVAILABLE: Final = 300
HALF_KNOWN: Final = 250
SURE: Final = 0


class Signal(msgspec.Struct, frozen=True, kw_only=True):
    """What one factor sees. `value`: -1000 wholly against, 0 neutral, 1000 wholly for us.
    `rests`: on what, a sentence without its full stop. `point`: the data point itself. `link`:
    where it can be looked at (`payment:pi_…`, `customer:cus_…`, `disputes:duplicate`,
    `evidence:`). `unsure`: thousandths, see above; a missing fact is neutral and unsure."""

    value: int
    rests: str
    point: str = ""
    link: str = ""
    unsure: int = SURE

    @property
    def missing(self) -> bool:
        return self.unsure >= UNCHECKED


def said(value: object) -> str:
    """A data point in words."""
    return "not told" if value is None else str(value)


class Factor(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the table. `weight`: of a hundred, after what was learned; `published`: before.
    `part`: what it moves, millionths of log-odds; `fact`: the same at the published weight, None
    for what is itself learned. `points`: whole percent points of the chance."""

    name: str
    title: str
    weight: int
    published: int
    signal: Signal
    part: int
    fact: int | None
    points: int = 0


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """A chance of winning in millionths, and how it came.

    `p_ppm` is whole percents, so that every sum on the page adds up as it is written; `raw_ppm` is
    before rounding, to hold against outcomes. `start_ppm` plus the points of the factors is
    `p_ppm`. `low_ppm` to `high_ppm`: eight times in ten the true chance lies there, if the model
    is right. `cases`: decided cases of the business itself; `basis`: yours, or general while there
    are fewer than `ENOUGH`. `second`: of a second round, whose `cases` are second rounds. `rules`,
    `learned`: the versions it was made with. Factors by weight.
    """

    at: Times
    rules: str
    learned: str
    basis: str
    cases: int
    start_ppm: int
    p_ppm: int
    raw_ppm: int
    low_ppm: int
    high_ppm: int
    factors: Sequence[Factor]
    second: bool = False

    @property
    def missing(self) -> Sequence[str]:
        return [one.name for one in self.factors if one.signal.missing and one.weight]

    @property
    def says(self) -> str:
        """What stands behind the chance on the page."""
        between = f"between {self.low_ppm // 10_000} % and {self.high_ppm // 10_000} %"
        rounds = "second rounds" if self.second else "cases"
        if self.basis != GENERAL:
            return f"{between}, from {self.cases} {rounds} of yours"
        until = f"{between}, based on general figures until you have {ENOUGH}"
        return f"{until} {rounds}; you have {self.cases}" if self.second else until

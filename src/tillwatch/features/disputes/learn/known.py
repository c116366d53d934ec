"""The shapes of learning: what is kept of a closed case, and what was learned of all of them."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from tillwatch.rows.base import Times

ENOUGH: Final = 20
"""So many decided cases before the business's own count, in all and again in one reason."""

MICRO: Final = 1_000_000
WON: Final = "won"
LOST: Final = "lost"
NOT_CONTESTED: Final = "not_contested"
PREVENTED: Final = "prevented"
INQUIRY_CLOSED: Final = "inquiry_closed"
REFUNDED: Final = "refunded"
DECIDED: Final = (WON, LOST)
"""Somebody fought and a bank decided: all that says anything about the chance of winning."""


class Closed(msgspec.Struct, frozen=True, kw_only=True):
    """One closed dispute. `id` unique over all connections. `start_ppm`: the general figure of its
    reason; `parts`: what each fact moved when it was sent, by factor, in millionths of log-odds
    at the published weights, the business's own record not among them. `forecast_ppm`: the chance
    that was shown then, None where none was. `second`: it went into a second round."""

    id: str
    reason: str
    outcome: str
    amount: int
    currency: str
    opened: Times
    closed: Times
    network: str | None = None
    issuer: str | None = None
    start_ppm: int
    parts: Mapping[str, int] = {}
    forecast_ppm: int | None = None
    second: bool = False

    @property
    def decided(self) -> bool:
        return self.outcome in DECIDED

    @property
    def won(self) -> bool:
        return self.outcome == WON


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """Decided cases of one reason. `offset`: millionths of log-odds beyond all cases together, 0
    until there are enough."""

    cases: int
    won: int
    offset: int = 0

    @property
    def counts(self) -> bool:
        return self.cases >= ENOUGH


class Bin(msgspec.Struct, frozen=True, kw_only=True):
    """Cases with a forecast in `[from_ppm, to_ppm)`, the last one closed. `forecast_ppm`: the sum
    of the chances that were shown, in millionths, to be divided by `cases`."""

    from_ppm: int
    to_ppm: int
    cases: int
    won: int
    forecast_ppm: int


class Reliability(msgspec.Struct, frozen=True, kw_only=True):
    """`brier`: sum of squared misses (of millionths squared) over cases. `right`: cases where the
    likelier side came, a forecast of exactly one half never."""

    cases: int
    right: int
    brier_sum: int
    bins: Sequence[Bin]

    @property
    def brier_ppm(self) -> int | None:
        return self.brier_sum // (self.cases * MICRO) if self.cases else None

    @property
    def enough(self) -> bool:
        return self.cases >= ENOUGH

    @property
    def tenths(self) -> int | None:
        """Of ten times, how often right, rounded; None while there are too few cases."""
        return (self.right * 20 + self.cases) // (2 * self.cases) if self.enough else None

    @property
    def says(self) -> str | None:
        return None if self.tenths is None else f"{self.about} so far"

    @property
    def about(self) -> str:
        return f"right about {self.tenths} times in 10"


class Learned(msgspec.Struct, frozen=True, kw_only=True):
    """What the closed cases say beside the general figures. The plain `Learned()` says nothing.

    `offset`: how much better or worse this business fares, in millionths of log-odds. `scales`: by
    factor, how many thousandths of the published weight it deserves; `spreads` how sure that is
    (one standard deviation, thousandths). `usual`: the middle disputed amount by currency, minor
    units, from `ENOUGH` disputes on. `expected_ppm`: the wins that the general figures would have
    expected of the same cases, in millionths. `second`: second rounds alone, with an `offset` from
    the general figure of those. `shown`: how good the chances were that people saw before the end;
    `hindsight`: how good those would have been that nobody saw, of cases that are older than
    Tillwatch here, each by what was known and decided when it opened.
    """

    version: str = "general"
    rules: str = ""
    cases: int = 0
    won: int = 0
    expected_ppm: int = 0
    offset: int = 0
    reasons: Mapping[str, Record] = {}
    scales: Mapping[str, int] = {}
    spreads: Mapping[str, int] = {}
    usual: Mapping[str, int] = {}
    second: Record = Record(cases=0, won=0)
    shown: Reliability | None = None
    hindsight: Reliability | None = None

    @property
    def counts(self) -> bool:
        return self.cases >= ENOUGH

    @property
    def right(self) -> str | None:
        """How often we were right, a sentence without its full stop; None while there is too little
        to tell."""
        if self.shown and self.shown.enough:
            return f"We were {self.shown.says}, on {self.shown.cases} cases"
        if self.hindsight and self.hindsight.enough:
            past = self.hindsight
            return f"In hindsight {past.about} on your {past.cases} past cases"
        return None

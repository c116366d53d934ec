"""Counts failed payments in windows that end now, slice by slice, and says what is too much.

Two questions of each slice and window: are so many failures likely, and is such a share of its
payments likely to fail? A payment counts once, when it is first tried; a buyer who fails again and
again, with new payments too, is one failure (`buyers`). Where more payments come through than
usual, a campaign perhaps, as many more may fail. An answer is found when its chance is below what
the budget of false alarms leaves to each of all the questions that are asked in a day.
"""

from bisect import bisect_left
from collections.abc import Iterable
from typing import Final

import msgspec

from tillwatch.features.monitoring.anomalies.noticing import chance
from tillwatch.features.monitoring.anomalies.noticing.buyers import Buyers
from tillwatch.features.monitoring.anomalies.noticing.tries import ALL, Slice, Try
from tillwatch.features.monitoring.anomalies.noticing.usual import DAY, HOUR, Usual

WINDOWS: Final = (300, 900, HOUR, 6 * HOUR, DAY)
BUDGET: Final = 1 / 90
"""False alarms a day, of all questions of this room together."""
OVERLAP: Final = 3
"""Windows that end each minute overlap: as many questions as three times those that do not."""
CLUMPS: Final = 0.3
"""Dispersion of failures: they come in clumps, and the level is not known exactly."""
SHARE_KNOWN: Final = 100.0
"""A usual share is never known better than from so many payments."""
FAILED_MIN: Final = 3
"""Fewer failures are never an anomaly."""
REASON_NAME: Final = "reason_code"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """`failed` of `payments` of that slice between `since` and `until`, where `expected` are usual;
    `odds`: how likely that is. `last`: when the latest of them failed."""

    piece: Slice
    by: str
    since: int
    until: int
    last: int
    failed: int
    payments: int
    expected: float
    odds: float


class Scan:
    """Tries in order of time go in; findings come out. Remembers a day."""

    def __init__(self, usual: Usual, budget: float = BUDGET) -> None:
        self.usual = usual
        self.budget = budget
        self._paid: dict[Slice, list[int]] = {}
        self._failed: dict[Slice, list[int]] = {}
        self._sold: dict[Slice, list[int]] = {}
        self._seen: set[tuple[Slice, str]] = set()
        self._came_through: set[str] = set()
        self._buyers = Buyers()
        self._touched: set[Slice] = set()

    def take(self, one: Try) -> None:
        buyer = self._buyers.of(one) if one.failed else ()
        sold = not one.failed and one.payment not in self._came_through
        if sold:
            self._came_through.add(one.payment)
        for piece in one.slices():
            if piece[0] != REASON_NAME and (piece, one.payment) not in self._seen:
                self._seen.add((piece, one.payment))
                self._paid.setdefault(piece, []).append(one.at)
            if sold:
                self._sold.setdefault(piece, []).append(one.at)
            if one.failed and self._buyers.fails_anew(piece, buyer, one.at):
                self._failed.setdefault(piece, []).append(one.at)
                self._touched.add(piece)

    def forget(self, before: int) -> None:
        """What is older than the longest window."""
        for kept in (self._paid, self._failed, self._sold):
            for piece in list(kept):
                kept[piece] = kept[piece][bisect_left(kept[piece], before) :]
                if not kept[piece]:
                    del kept[piece]
        self._seen.clear()
        self._came_through.clear()
        self._buyers.forget(before)

    def judge(self, now: int, since: int, *, everything: bool = False) -> Finding | None:
        """The least likely of what is too much in windows that end now and begin at `since` at the
        earliest; of slices in which something failed since this was last asked, or all."""
        pieces: Iterable[Slice] = self._failed if everything else self._touched
        limit = self.limit()
        found = None
        for piece in pieces:
            for window in WINDOWS:
                one = self.ask(piece, max(since, now - window), now)
                if one is not None and one.odds < (found.odds if found else limit):
                    found = one
        self._touched = set()
        return found

    def limit(self) -> float:
        """How unlikely it must be."""
        a_day = sum(DAY // window for window in WINDOWS) * OVERLAP
        return self.budget / (max(50, len(self.usual.totals)) * 2 * a_day)

    def ask(self, piece: Slice, start: int, now: int, least: int = FAILED_MIN) -> Finding | None:
        """What there is in one window, the less likely of the two ways to see it."""
        failures = self._failed.get(piece, [])
        failed = len(failures) - bisect_left(failures, start)
        if failed < least:
            return None
        usual = self._expected(piece, start, now)
        known = 1 / (self.usual.known(piece) + 0.5)
        odds, by, expected = chance.at_least(failed, usual, known + CLUMPS), "count", usual
        payments = 0
        if piece[0] != REASON_NAME:
            tried = self._paid.get(piece, [])
            payments = max(failed, len(tried) - bisect_left(tried, start))
            share = self.usual.share_of(piece)
            other = chance.share_at_least(failed, payments, share, SHARE_KNOWN)
            if other < odds:
                odds, by, expected = other, "share", share * payments
        return Finding(
            piece=piece,
            by=by,
            since=start,
            until=now,
            last=failures[-1],
            failed=failed,
            payments=payments,
            expected=expected,
            odds=odds,
        )

    def _expected(self, piece: Slice, start: int, now: int) -> float:
        """How many failures are usual: of the payments of that time, or of as many as it takes for
        what came through, of all and of the slice."""
        share = self.usual.share
        payments = max(self.usual.about(start, now)[1], self._came(ALL, start) / (1 - share))
        usual = self.usual.failed(piece, payments)
        if piece[0] == REASON_NAME:
            return usual
        share = self.usual.share_of(piece)
        return max(usual, self._came(piece, start) * share / (1 - share))

    def _came(self, piece: Slice, start: int) -> int:
        sold = self._sold.get(piece, [])
        return len(sold) - bisect_left(sold, start)

    def first(self, piece: Slice, start: int) -> int:
        """When the first of its failures from then on was."""
        failures = self._failed[piece]
        return failures[bisect_left(failures, start)]

    def striking(self, start: int, now: int, most: int) -> tuple[Slice, ...]:
        """Slices that are too much in that window, the least likely first."""
        asked = [self.ask(piece, start, now) for piece in self._failed]
        limit = self.limit()
        found = [one for one in asked if one is not None and one.odds < limit]
        return tuple(one.piece for one in sorted(found, key=lambda one: one.odds)[:most])

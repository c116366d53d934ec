"""Makes one incident of findings that belong together, and follows it until it is over.

An incident goes on while its slices keep failing beyond what is usual; two quiet hours end it.
What failed before its end is not counted again. Silence, no sales where some are usual, is an
incident of its own kind, over when sales come as usual again.
"""

from bisect import bisect_left
from typing import Final

import msgspec

from tillwatch.features.monitoring.anomalies.noticing import chance
from tillwatch.features.monitoring.anomalies.noticing.scan import BUDGET, OVERLAP, Finding, Scan
from tillwatch.features.monitoring.anomalies.noticing.tries import ALL, Slice, Try
from tillwatch.features.monitoring.anomalies.noticing.usual import DAY, HOUR, Usual

QUIET_S: Final = 2 * HOUR
GOES_ON: Final = 1e-3
"""As unlikely must be what comes after an incident's latest failure, to be part of it."""
PIECES_MAX: Final = 40
SILENT_WINDOWS: Final = (HOUR, 3 * HOUR, 6 * HOUR, DAY)
LEVEL: Final = 0.08
"""Dispersion of sales: how well their level is known."""
BACK: Final = 0.02
"""Sales that are at least this likely end a silence."""


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """`kind`: declines or silence. `since` and `until`: the first and the latest moment of it that
    is known; `found_at`: when it was. `pieces`: the slices that keep it going."""

    kind: str
    since: int
    until: int
    found_at: int
    finding: Finding
    pieces: tuple[Slice, ...]
    over: bool = False


class Watch:
    """Tries in order of time go in; what has begun, gone on or ended comes out."""

    def __init__(
        self,
        usual: Usual,
        *,
        declines: Incident | None,
        silence: Incident | None,
        budget: float = BUDGET,
    ) -> None:
        """With the latest incident of each kind, open or over."""
        self.scan = Scan(usual, budget)
        self.declines = declines
        self.silence = silence
        self._sales: list[int] = []
        self._sold: set[str] = set()

    def take(self, one: Try) -> None:
        self.scan.take(one)
        if not one.failed and one.payment not in self._sold:
            self._sold.add(one.payment)
            self._sales.append(one.at)

    def renew(self, usual: Usual, before: int) -> None:
        """With what is usual from today on; forgets what was before that moment."""
        self.scan.usual = usual
        self.scan.forget(before)
        self._sales = self._sales[bisect_left(self._sales, before) :]
        self._sold.clear()

    def judge(self, now: int, *, everything: bool = False) -> list[Incident]:
        """What is new about incidents of failed payments."""
        known = self.declines
        if known is not None and not known.over:
            after = _goes_on(self.scan, known, now)
            if after == known:
                return []
            self.declines = after
            return [after]
        start = known.until + 1 if known is not None else 0
        found = self.scan.judge(now, start, everything=everything)
        if found is None:
            return []
        self.declines = _begun(self.scan, found, now)
        return [self.declines]

    def listen(self, now: int) -> list[Incident]:
        """What is new about silence."""
        known = self.silence
        if known is not None and not known.over:
            if self._silent(now, known.since, BACK) is not None:
                return []
            self.silence = msgspec.structs.replace(known, until=now, over=True)
            return [self.silence]
        start = known.until if known is not None else 0
        found = self._silent(now, start, self.scan.budget / (_asked_a_day() * OVERLAP))
        if found is None:
            return []
        before = bisect_left(self._sales, now)
        since = self._sales[before - 1] if found.payments == 0 and before else found.since
        self.silence = Incident(
            kind="silence", since=since, until=now, found_at=now, finding=found, pieces=(ALL,)
        )
        return [self.silence]

    def _silent(self, now: int, start: int, limit: float) -> Finding | None:
        found = None
        for window in SILENT_WINDOWS:
            since = max(start, now - window)
            usual = self.scan.usual.about(since, now)[0] * (1 - self.scan.usual.share)
            sales = bisect_left(self._sales, now) - bisect_left(self._sales, since)
            odds = chance.at_most(sales, usual, LEVEL)
            if odds < (found.odds if found else limit):
                found = Finding(
                    piece=ALL,
                    by="silence",
                    since=since,
                    until=now,
                    last=now,
                    failed=0,
                    payments=sales,
                    expected=usual,
                    odds=odds,
                )
        return found


def _asked_a_day() -> int:
    return sum(DAY // window for window in SILENT_WINDOWS)


def _begun(scan: Scan, found: Finding, now: int) -> Incident:
    return Incident(
        kind="declines",
        since=max(found.since, scan.first(found.piece, found.since)),
        until=found.last,
        found_at=now,
        finding=found,
        pieces=scan.striking(found.since, now, PIECES_MAX),
    )


def _goes_on(scan: Scan, known: Incident, now: int) -> Incident:
    last = known.until
    for piece in known.pieces:
        one = scan.ask(piece, known.until + 1, now, least=1)
        if one is not None and one.odds < GOES_ON:
            last = max(last, one.last)
    if last > known.until:
        wider = scan.striking(known.since, now, PIECES_MAX)
        pieces = tuple(dict.fromkeys((*known.pieces, *wider)))[:PIECES_MAX]
        return msgspec.structs.replace(known, until=last, pieces=pieces)
    if now - known.until > QUIET_S:
        return msgspec.structs.replace(known, over=True)
    return known

"""`python -m tests.monitoring.anomalies.drifting [SEEDS]`: how soon slow changes are found, and
what is told where nothing changes.

Simulated time without troubles is watched day by day, as the worker does it. Then the same time
with a share of failed payments that rises by some hundredths of a percent a day for six weeks, and
stays: that part of its paid payments is taken to have failed. A table of docs/monitoring.md is what
this prints.
"""

import sys
from collections.abc import Mapping, Sequence
from random import Random
from statistics import median
from typing import Final

import msgspec

from tests.monitoring.anomalies import years
from tillwatch.features.monitoring.anomalies.noticing.drift import followed
from tillwatch.features.monitoring.anomalies.noticing.tries import ALL, DIMENSIONS, Slice, Try
from tillwatch.features.monitoring.anomalies.noticing.usual import DAY
from tillwatch.features.monitoring.anomalies.noticing.watch import Incident
from tillwatch.features.monitoring.anomalies.reading import DRIFTS

SEEDS: Final = 20
SHOPS: Final = ((20, 365), (100, 180))
"""Payments a day, and days."""
STEPS: Final = (5, 10, 20, 40)
"""Hundredths of a percent that more payments fail, each day."""
RISES_DAYS: Final = 42
WINDOW: Final = 56
LATE_DAYS: Final = 56
"""What is found so long after the beginning finds it."""

Counted = Mapping[Slice, Sequence[tuple[int, int]]]


class Score(msgspec.Struct, kw_only=True):
    """`delays`: days from the beginning of a drift until it was told; `false`: told where nothing
    had changed, in so many `days`."""

    drifts: int = 0
    delays: list[int] = []
    false: int = 0
    days: int = 0


def changed(tries: Sequence[Try], random: Random, start: int, step: int) -> list[Try]:
    """With more and more of them failed from `start` on."""
    lost: dict[str, bool] = {}
    told = []
    for one in tries:
        risen = min(RISES_DAYS, max(0, (one.at - start) // DAY)) * step
        if not one.failed and risen:
            failed = lost.setdefault(one.payment, random.randrange(10_000) < risen)
            told.append(msgspec.structs.replace(one, failed=failed))
        else:
            told.append(one)
    return told


def counted(tries: Sequence[Try], first: int, days: int) -> Counted:
    """(failed, payments) of each day, of all and of the slices that are looked at; each card that
    failed once in seven days."""
    places = [(DIMENSIONS.index(name), name) for name in DRIFTS]
    paid: dict[Slice, list[set[str]]] = {}
    failed: dict[Slice, list[set[str]]] = {}
    for one in tries:
        pieces = [ALL, *((name, one.values[at]) for at, name in places)]
        for piece in pieces:
            name, value = piece
            if value is None:
                continue
            day = one.at // DAY - first
            paid.setdefault((name, value), [set() for _ in range(days)])[day].add(one.payment)
            lost = failed.setdefault((name, value), [set() for _ in range(days)])
            card = one.card or one.customer or one.payment
            if one.failed and not any(card in some for some in lost[day - day % 7 : day]):
                lost[day].add(card)
    return {
        piece: [(len(bad), len(all_)) for bad, all_ in zip(failed[piece], paid[piece], strict=True)]
        for piece in paid
    }


def told(days: Counted, first: int, count: int) -> list[Incident]:
    """Each drift as it was first told."""
    known: Incident | None = None
    begun: list[Incident] = []
    for place in range(WINDOW, count + 1):
        some = {piece: one[place - WINDOW : place] for piece, one in days.items()}
        window = {piece: one for piece, one in some.items() if any(paid for _, paid in one)}
        start, now = (first + place - WINDOW) * DAY, (first + place) * DAY
        found = followed(window, known, start, now)
        if found is not None:
            if known is None or known.since != found[0].since:
                begun.append(found[0])
            known = found[0]
    return begun


def watched(seed: int, a_day: int, days: int, score: Score, rising: Mapping[int, Score]) -> None:
    year = years.invented(seed, a_day, days, each=0)
    first, count = year.tries[0].at // DAY, year.end // DAY - year.tries[0].at // DAY
    whole = [one for one in year.tries if one.at // DAY < first + count]
    score.false += len(told(counted(whole, first, count), first, count))
    score.days += count - WINDOW
    for step, one in rising.items():
        random = Random(f"drift:{seed}:{step}")
        start = (first + random.randrange(WINDOW, count - LATE_DAYS)) * DAY
        found = told(counted(changed(whole, random, start, step), first, count), first, count)
        after = [i.found_at for i in found if start <= i.found_at <= start + LATE_DAYS * DAY]
        one.drifts += 1
        one.delays += [(after[0] - start) // DAY] if after else []


def said(a_day: int, step: int, one: Score, calm: Score) -> str:
    """A row of the table."""
    late = sorted(one.delays)
    middle = f"{median(late):.0f} / {late[len(late) * 9 // 10]} days" if late else "–"
    cells = (
        str(a_day),
        f"{step / 100:.2f} %",
        f"{len(late)} of {one.drifts}",
        middle,
        f"{calm.false} in {calm.days} days",
    )
    return f"| {' | '.join(cells)} |"


def main() -> None:
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else SEEDS
    for a_day, days in SHOPS:
        calm, rising = Score(delays=[]), {step: Score(delays=[]) for step in STEPS}
        for seed in range(1, seeds + 1):
            watched(seed, a_day, days, calm, rising)
        for step in STEPS:
            print(said(a_day, step, rising[step], calm), flush=True)


if __name__ == "__main__":
    main()

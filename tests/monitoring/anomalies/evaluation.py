"""`python -m tests.monitoring.anomalies.evaluation [SEEDS [PAYMENTS_A_DAY]]`: what is found in
simulated years, and what is told in years with campaigns and nothing wrong.

The tables of docs/monitoring.md are what this prints. A year of 20 payments a day takes some ten
seconds on one core, of 200 ten times that.
"""

import sys
from collections.abc import Sequence
from statistics import median
from typing import Final

from tests.monitoring.anomalies import years
from tests.monitoring.anomalies.years import Score

SEEDS: Final = 20
SHOPS: Final = ((20, True), (20, False), (200, True), (200, False))
"""Payments a day, and whether outages fall on a newsletter."""


def added(scores: Sequence[Score]) -> Score:
    """Of all of them together."""
    return Score(
        outages=sum(one.outages for one in scores),
        testings=sum(one.testings for one in scores),
        outages_found=sum(one.outages_found for one in scores),
        testings_found=sum(one.testings_found for one in scores),
        false=sum(one.false for one in scores),
        days=sum(one.days for one in scores),
        delays={
            kind: sorted(delay for one in scores for delay in one.delays[kind])
            for kind in ("outage", "testing")
        },
    )


def said(a_day: int, newsletter: bool, score: Score) -> str:
    """A row of the table."""
    found = score.outages_found + score.testings_found
    precision = found / max(1, found + score.false)
    cells = (
        f"{a_day}{'' if newsletter else ', no newsletter'}",
        f"{score.outages_found} of {score.outages}",
        _minutes(score.delays["outage"]),
        f"{score.testings_found} of {score.testings}",
        _minutes(score.delays["testing"]),
        f"{score.false} in {score.days} days",
        f"{precision * 100:.1f} %",
    )
    return f"| {' | '.join(cells)} |"


def _minutes(delays: Sequence[int]) -> str:
    if not delays:
        return "–"
    ninetieth = delays[min(len(delays) - 1, len(delays) * 9 // 10)]
    return f"{median(delays) / 60:.0f} / {ninetieth / 60:.0f} min"


def campaigned(seeds: int, a_day: int) -> str:
    """A row of the table of campaigns: how many there were, and what was told."""
    told = days = sent = 0
    for seed in range(1, seeds + 1):
        year = years.campaigns(seed, a_day)
        score = years.scored(year, years.watched(year))
        told, days, sent = told + score.false, days + score.days, sent + len(year.troubles)
    return f"| {a_day} | {sent} | {told} in {days} days |"


def main() -> None:
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else SEEDS
    shops = [one for one in SHOPS if len(sys.argv) < 3 or one[0] == int(sys.argv[2])]
    for a_day in dict.fromkeys(a_day for a_day, _ in shops):
        print(campaigned(seeds, a_day), flush=True)
    for a_day, newsletter in shops:
        scores = []
        for seed in range(1, seeds + 1):
            year = years.invented(seed, a_day, newsletter=newsletter)
            scores.append(years.scored(year, years.watched(year)))
        print(said(a_day, newsletter, added(scores)), flush=True)


if __name__ == "__main__":
    main()

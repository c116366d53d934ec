"""`python -m tests.monitoring.anomalies.evaluation [SEEDS]`: what is found in simulated years.

The table of docs/monitoring.md is what this prints. Takes about a quarter of an hour for twenty
seeds on one core.
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


def main() -> None:
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else SEEDS
    for a_day, newsletter in SHOPS:
        scores = []
        for seed in range(1, seeds + 1):
            year = years.invented(seed, a_day, newsletter=newsletter)
            scores.append(years.scored(year, years.watched(year)))
        print(said(a_day, newsletter, added(scores)), flush=True)


if __name__ == "__main__":
    main()

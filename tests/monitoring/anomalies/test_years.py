"""Outages and card testing in years of simulated business are found within minutes of the year's
own time, and the rest of the year is quiet."""

from tests.monitoring.anomalies import evaluation, years
from tests.sizes import sized

MINUTE = 60
SHORT = ((1, 2), 150, 1)
LONG = (tuple(range(1, 21)), 365, 3)


@sized("size", short=SHORT, long=LONG)
def test_every_trouble_is_found_and_the_rest_is_quiet(
    size: tuple[tuple[int, ...], int, int],
) -> None:
    seeds, days, each = size
    scores = []
    for seed in seeds:
        year = years.invented(seed, a_day=20, days=days, each=each)
        scores.append(years.scored(year, years.watched(year)))
    score = evaluation.added(scores)
    assert score.outages_found == score.outages == each * len(seeds)
    assert score.testings_found == score.testings == each * len(seeds)
    assert score.false <= len(seeds) // 10
    assert ninetieth(score.delays["testing"]) <= 15 * MINUTE
    assert ninetieth(score.delays["outage"]) <= 120 * MINUTE


def ninetieth(delays: list[int]) -> int:
    return delays[len(delays) * 9 // 10]

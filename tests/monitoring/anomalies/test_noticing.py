"""The parts of the judgement: chances, what is usual, slow drifts."""

from math import comb, exp, factorial, isclose
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tillwatch.features.monitoring.anomalies.noticing import chance, usual
from tillwatch.features.monitoring.anomalies.noticing.drift import drift, followed
from tillwatch.features.monitoring.anomalies.noticing.usual import DAY

HOURS = range(8 * 168)


@given(st.integers(1, 40), st.floats(0.01, 30))
def test_without_dispersion_counts_are_poisson(count: int, mean: float) -> None:
    if count > mean:
        below = sum(exp(-mean) * mean**k / factorial(k) for k in range(count))
        found = chance.at_least(count, mean, 1e-6)
        assert isclose(found, 1 - below, rel_tol=1e-3, abs_tol=1e-9)


@given(st.integers(1, 30), st.integers(0, 30), st.floats(0.01, 0.9))
def test_a_share_that_is_known_exactly_is_binomial(of: int, count: int, share: float) -> None:
    if share * of < count <= of:
        terms = (comb(of, k) * share**k * (1 - share) ** (of - k) for k in range(count, of + 1))
        assert isclose(chance.share_at_least(count, of, share, 1e8), sum(terms), rel_tol=1e-3)


@given(st.integers(0, 60), st.floats(0.1, 50), st.floats(0.01, 2))
def test_a_tail_is_a_chance_and_more_is_less_likely(
    count: int, mean: float, dispersion: float
) -> None:
    one, more = (chance.at_least(count + k, mean, dispersion) for k in (0, 1))
    assert 0 <= more <= one <= 1
    fewer, so_few = (chance.at_most(count + k, mean, dispersion) for k in (0, 1))
    assert 0 <= fewer <= so_few <= 1


def test_an_hour_of_the_week_is_told_by_the_weeks_before() -> None:
    hours = {hour: 20 if usual.hour_of_week(hour) == 30 else 2 for hour in HOURS}
    week = usual.week(hours, HOURS, ())
    assert 14 < week[30] <= 20
    assert 1.8 < week[100] < 2.6


def test_one_campaign_does_not_become_usual() -> None:
    hours = dict.fromkeys(HOURS, 4)
    quiet = usual.week(hours, HOURS, ())
    hours[HOURS[-10]] = 5000
    loud = usual.week(hours, HOURS, ())
    assert max(loud) < 1.5 * max(quiet)


def test_hours_of_an_incident_are_left_out() -> None:
    hours = dict.fromkeys(HOURS, 4)
    with_it = hours | dict.fromkeys(HOURS[-30:-10], 60)
    left_out = set(HOURS[-30:-10])
    assert usual.week(with_it, HOURS, left_out) == pytest.approx(usual.week(hours, HOURS, ()), 0.02)


def days(random: Random, count: int, share: float, a_day: int = 60) -> list[tuple[int, int]]:
    return [(sum(random.random() < share for _ in range(a_day)), a_day) for _ in range(count)]


def test_a_share_that_creeps_is_found_and_one_that_does_not_is_not() -> None:
    random = Random(1)
    for _ in range(10):
        before = days(random, 28, 0.05, a_day=100)
        assert drift([*before, *days(random, 28, 0.05, a_day=100)]) is None
        creeping = [days(random, 1, 0.05 + 0.003 * step, a_day=100)[0] for step in range(28)]
        found = drift([*before, *creeping])
        assert found is not None
        assert found.failed * found.payments_before > found.failed_before * found.payments


def test_too_little_says_nothing_of_drift() -> None:
    assert drift([(1, 5)] * 60) is None


def test_a_drift_is_told_once_and_followed_until_it_is_over() -> None:
    random = Random(2)
    calm = days(random, 28, 0.05, a_day=100)
    creeping = [*calm, *days(random, 28, 0.1, a_day=100)]
    slices = {("scheme", "visa"): creeping, ("scheme", "amex"): [*calm, *calm]}
    begun = followed(slices, None, 0, 56 * DAY)
    assert begun is not None
    known, told = begun
    assert known.pieces == (("scheme", "visa"),)
    assert told is not None
    goes_on = followed(slices, known, DAY, 57 * DAY)
    assert goes_on is not None
    assert (goes_on[0].since, goes_on[0].over) == (known.since, False)
    ended = followed({("scheme", "visa"): [*calm, *calm]}, known, 2 * DAY, 58 * DAY)
    assert ended is not None
    assert ended[0].over


def test_one_bad_day_is_no_drift() -> None:
    calm = days(Random(3), 56, 0.05, a_day=100)
    assert drift([*calm[:40], (90, 100), *calm[41:]]) is None

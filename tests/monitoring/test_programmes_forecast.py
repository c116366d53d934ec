"""The forecast of a month's end: what must be so whatever the numbers are."""

import math

from hypothesis import given
from hypothesis import strategies as st

from tillwatch.features.monitoring.programmes import forecasting, outlook
from tillwatch.features.monitoring.programmes.forecasting import Day, Rest
from tillwatch.kernel.times import parse

PAST = st.lists(st.integers(0, 60), min_size=28, max_size=120).filter(lambda p: sum(p[-91:]) >= 5)


def days(count: int) -> list[Day]:
    return [Day(at % 7, 1.0) for at in range(count)]


@given(PAST, st.integers(0, 6), st.integers(0, 31), st.integers(0, 500))
def test_what_is_expected_lies_between_the_bounds(
    past: list[int], weekday: int, left: int, so_far: int
) -> None:
    found = forecasting.rest(past, weekday, days(left))
    assert found is not None
    ranged = forecasting.ranged(so_far, found)
    assert so_far <= ranged.low <= ranged.expected <= ranged.high


@given(PAST, st.integers(0, 6), st.integers(0, 24))
def test_the_further_away_the_end_the_wider(past: list[int], weekday: int, left: int) -> None:
    near = forecasting.rest(past, weekday, days(left))
    far = forecasting.rest(past, weekday, days(left + 7))
    assert near is not None
    assert far is not None
    assert far.variance >= near.variance
    assert far.mean >= near.mean
    one, other = forecasting.ranged(0, near), forecasting.ranged(0, far)
    assert other.high - other.low + 1 >= one.high - one.low, "but for the step of a whole number"


@given(PAST, st.integers(0, 6))
def test_of_a_month_that_is_over_nothing_is_left_to_expect(past: list[int], weekday: int) -> None:
    found = forecasting.rest(past, weekday, [])
    assert found is not None
    ranged = forecasting.ranged(7, found)
    assert (ranged.low, ranged.expected, ranged.high) == (7, 7, 7)


@given(st.lists(st.integers(0, 9), max_size=27))
def test_too_little_history_is_not_enough_data(past: list[int]) -> None:
    assert forecasting.rest(past, 0, days(10)) is None
    assert forecasting.rest([0] * 91, 0, days(10)) is None
    assert forecasting.rest([*past, *[0] * 91], 0, days(10)) is None, "all of it long ago"


@given(st.floats(0.01, 390), st.floats(1, 5))
def test_a_twentieth_lies_beyond_each_bound(mean: float, excess: float) -> None:
    """Against the sum of the chances, by their formula."""
    of = Rest(mean, mean * excess)
    low, high = forecasting.quantile(of, 0.05), forecasting.quantile(of, 0.95)
    assert below(of, high) >= 0.95 - 1e-9 > below(of, high - 1) - 2e-9
    assert below(of, low) >= 0.05 - 1e-9 > below(of, low - 1) - 2e-9


def below(of: Rest, most: int) -> float:
    return sum(chance(of, at) for at in range(most + 1))


def chance(of: Rest, at: int) -> float:
    extra = of.variance - of.mean
    if extra <= of.mean * 1e-9:
        return math.exp(at * math.log(of.mean) - of.mean - math.lgamma(at + 1))
    size, part = of.mean**2 / extra, of.mean / of.variance
    ways = math.lgamma(at + size) - math.lgamma(size) - math.lgamma(at + 1)
    return math.exp(ways + size * math.log(part) + at * math.log1p(-part))


def test_a_quiet_weekday_is_expected_to_stay_quiet() -> None:
    past = [0 if at % 7 in (5, 6) else 10 for at in range(91)]
    weekend = forecasting.rest(past, 6, [Day(5, 1.0), Day(6, 1.0)])
    week = forecasting.rest(past, 6, [Day(0, 1.0), Day(1, 1.0)])
    assert weekend is not None
    assert week is not None
    assert weekend.mean < 2 < 19 < week.mean < 20


def test_what_is_left_of_a_month_begins_with_the_rest_of_today() -> None:
    left = outlook.days_left(parse("2026-11-28T18:00:00Z"))
    assert [(day.weekday, round(day.share, 2)) for day in left] == [(5, 0.25), (6, 1.0), (0, 1.0)]

"""Which period a figure is about, which one it is compared with, and its parts on a chart."""

from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tillwatch.kernel import errors, times
from tillwatch.kernel.times import Period
from tillwatch.ledger.questions.figures import spans

UTC = ZoneInfo("UTC")
BERLIN = ZoneInfo("Europe/Berlin")
NOW = times.parse("2026-11-21T11:30:00Z")


def span(first: str, last: str) -> Period:
    return Period(times.parse(first), times.parse(last))


@pytest.mark.parametrize(
    ("period", "before"),
    [
        # today until noon with yesterday until noon
        (("2026-11-21", "2026-11-21T12:00:00Z"), ("2026-11-20", "2026-11-20T12:00:00Z")),
        # seven days, the last not over
        (("2026-11-15", "2026-11-21T12:00:00Z"), ("2026-11-08", "2026-11-14T12:00:00Z")),
        # a whole week with the whole week before
        (("2026-11-09", "2026-11-16"), ("2026-11-02", "2026-11-09")),
        # two hours within a day with the two before
        (
            ("2026-11-20T10:00:00Z", "2026-11-20T12:00:00Z"),
            ("2026-11-20T08:00:00Z", "2026-11-20T10:00:00Z"),
        ),
    ],
)
def test_as_much_directly_before(period: tuple[str, str], before: tuple[str, str]) -> None:
    assert spans.previous(span(*period), UTC) == span(*before)


def test_a_day_of_25_hours_is_compared_with_the_day_before() -> None:
    """25 October 2026 in Berlin begins at 22:00 UTC and ends at 23:00 UTC."""
    day = span("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z")
    assert spans.previous(day, BERLIN) == span("2026-10-23T22:00:00Z", "2026-10-24T22:00:00Z")


def test_a_whole_month_is_compared_with_the_whole_month_before() -> None:
    assert spans.month_before(span("2026-10-01", "2026-11-01"), UTC) == span(
        "2026-09-01", "2026-10-01"
    )


def test_a_period_never_reaches_into_the_future() -> None:
    period = spans.asked(times.parse("2026-11-01"), times.parse("2026-12-01"), NOW, UTC)
    assert period == span("2026-11-01", "2026-11-21T11:30:01Z")
    with pytest.raises(errors.BadInput):
        spans.asked(NOW, NOW, NOW, UTC)
    ahead = spans.asked(NOW + 100, NOW + 200, NOW, UTC)
    assert ahead.start == ahead.end, "nothing of it has happened"


@pytest.mark.parametrize(
    ("days", "grain"), [(1, "hour"), (2, "hour"), (3, "day"), (400, "day"), (401, "week")]
)
def test_the_grain_follows_the_length(days: int, grain: str) -> None:
    assert spans.grain(Period(0, days * times.DAY)) == grain


def test_weeks_begin_on_monday_and_months_on_the_first() -> None:
    period = span("2026-11-04", "2026-12-10")
    weeks = [part.day.isoformat() for part in spans.parts(period, "week", UTC)]
    assert weeks[:3] == ["2026-11-04", "2026-11-09", "2026-11-16"]
    months = [part.day.isoformat() for part in spans.parts(period, "month", UTC)]
    assert months == ["2026-11-04", "2026-12-01"]


@given(
    start=st.integers(0, 4_000_000_000),
    length=st.integers(1, 40 * 366 * times.DAY),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/St_Johns", "Africa/Cairo"]),
)
def test_parts_touch_and_are_the_period(start: int, length: int, zone: str) -> None:
    period = Period(start, start + length)
    parts = spans.parts(period, spans.grain(period), ZoneInfo(zone))
    assert parts[0].period.start == period.start
    assert parts[-1].period.end == period.end
    assert all(a.period.end == b.period.start for a, b in pairwise(parts))
    assert len(parts) <= spans.PARTS_MAX + 90, "as many as a chart can draw"

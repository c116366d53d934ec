"""The pure part: tests of metrics, memory, windows and quiet hours."""

from datetime import UTC, datetime

import pytest

from tillwatch.features.monitoring.alerts.judging import Combination, Look, Measured, Memory, judge
from tillwatch.features.monitoring.alerts.judging.judge import Episode
from tillwatch.features.monitoring.alerts.judging.measured import holds
from tillwatch.features.monitoring.alerts.ruled import (
    Baseline,
    Criterion,
    Definition,
    Frame,
    Quiet,
    checked,
    frames,
)
from tillwatch.features.monitoring.alerts.ruled.recommended import RECOMMENDED
from tillwatch.features.monitoring.answering import Part
from tillwatch.kernel import errors
from tillwatch.kernel.times import DAY, Period

RATE = "authorization_rate"
OFTEN = Criterion(metric="refund_count", op="above", limit=1)


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def ratio(upper: int, lower: int) -> Part:
    return Part(None, upper, lower)


def fell(change: int, *, sure: bool = False) -> Criterion:
    return Criterion(metric=RATE, op="falls", change=change, baseline=Baseline(), sure=sure)


@pytest.mark.parametrize(
    ("now", "limit", "is_so"),
    [(ratio(15, 1000), 150, False), (ratio(16, 1000), 150, True), (ratio(0, 0), 0, False)],
)
def test_a_ratio_is_above_its_limit_exactly(now: Part, limit: int, is_so: bool) -> None:
    test = Criterion(metric="dispute_activity_rate", op="above", limit=limit)
    assert holds(test, Measured(now), 0) is is_so


def test_a_tenth_less_is_a_tenth_less_and_not_nearly() -> None:
    usual = (ratio(90, 100), ratio(90, 100))
    assert holds(fell(1000), Measured(ratio(81, 100), usual), 0)
    assert not holds(fell(1000), Measured(ratio(8101, 10_000), usual), 0)


def test_five_points_are_five_points_and_not_five_percent() -> None:
    """Of 10 % the week before: 15 % is five points more, 14.99 % is not."""
    test = Criterion(metric="decline_rate", op="rises", change=500, points=True)
    usual = (ratio(10, 100), ratio(40, 400))
    assert holds(test, Measured(ratio(15, 100), usual), 50)
    assert not holds(test, Measured(ratio(1499, 10_000), usual), 50)
    falls = Criterion(metric=RATE, op="falls", change=500, points=True)
    assert holds(falls, Measured(ratio(5, 100), usual), 50)
    counted = Criterion(metric="decline_count", op="rises", change=500, points=True)
    with pytest.raises(errors.BadInput, match="is no rate"):
        checked("metric", Definition(tests=(counted,)))


def test_a_fall_that_chance_would_do_is_none_where_one_must_be_sure() -> None:
    usual = (ratio(180, 200),)
    few = Measured(ratio(7, 10), usual)
    many = Measured(ratio(70, 100), usual)
    assert holds(fell(1000), few, 0)
    assert not holds(fell(1000, sure=True), few, 0)
    assert holds(fell(1000, sure=True), many, 0)


def test_below_the_minimum_nothing_is_judged_and_a_count_that_fell_counts_what_it_was() -> None:
    assert not holds(fell(1000), Measured(ratio(0, 19), (ratio(90, 100),)), 20)
    gone = Criterion(metric="sales_count", op="falls", change=5000)
    assert holds(gone, Measured(Part(None, 0), (Part(None, 40),) * 4), 20)
    assert not holds(gone, Measured(Part(None, 0), (Part(None, 19),) * 4), 20)


def test_the_median_is_not_moved_by_one_wild_week() -> None:
    wild = tuple(Part(None, n) for n in (10, 11, 500, 10, 9))
    rises = Criterion(
        metric="sales_count", op="rises", change=5000, baseline=Baseline(back=5, by="median")
    )
    assert holds(rises, Measured(Part(None, 15), wild), 0)
    mean = Criterion(metric="sales_count", op="rises", change=5000, baseline=Baseline(back=5))
    assert not holds(mean, Measured(Part(None, 15), wild), 0)


def looks(rule: Definition, pattern: str) -> tuple[list[Episode], Memory]:
    """One look a character: x where the test holds."""
    memory: Memory = {}
    episodes = []
    for number, sign in enumerate(pattern):
        window = Period(number * 300, number * 300 + 3600)
        found: dict[Combination, list[Measured]] = {
            ("visa",): [Measured(Part(None, 9 if sign == "x" else 0))]
        }
        some, memory = judge(rule, Look(window, found), memory)
        episodes += some
    return episodes, memory


def test_an_episode_begins_after_n_in_a_row_and_ends_when_it_was_calm_for_long() -> None:
    test = Criterion(metric="decline_count", op="above", limit=5)
    rule = Definition(tests=(test,), in_a_row=3)
    assert looks(rule, "xx.xx.")[0] == []
    begun, memory = looks(rule, "..xxx....xx")
    assert [(one.since, one.until) for one in begun] == [(3600 + 2 * 300, None)]
    assert len(memory) == 1
    ended, memory = looks(rule, "xxx" + "." * 36)
    assert [one.until is None for one in ended] == [True, False]
    assert memory == {}


def test_combinations_of_a_grouped_rule_are_one_episode() -> None:
    test = Criterion(metric="decline_count", op="above", limit=5)
    many = [Measured(Part(None, 9))]
    look = Look(Period(0, 3600), {("visa",): many, ("amex",): many})
    each, _ = judge(Definition(tests=(test,)), look, {})
    one, _ = judge(Definition(tests=(test,), grouping="one"), look, {})
    assert (len(each), len(one)) == (2, 1)
    assert set(one[0].found) == {("visa",), ("amex",)}


def test_all_tests_must_hold_or_any() -> None:
    tests = (
        Criterion(metric="decline_count", op="above", limit=5),
        Criterion(metric="sales_count", op="below", limit=5),
    )
    look = Look(Period(0, 3600), {(): [Measured(Part(None, 9)), Measured(Part(None, 9))]})
    assert judge(Definition(tests=tests), look, {})[0] == []
    assert len(judge(Definition(tests=tests, join="any"), look, {})[0]) == 1


def test_windows_follow_the_zone_where_the_clocks_change() -> None:
    day = Frame(unit="day", calendar=True, zone="Europe/Berlin")
    [moment] = frames.moments(day, at("2026-10-25T12:00"), at("2026-10-26T12:00"))
    window = frames.window(day, moment)
    assert window == Period(at("2026-10-24T22:00"), at("2026-10-25T23:00"))
    [before] = frames.befores(day, moment, Baseline(kind="previous", back=1))
    assert before.end - before.start == DAY
    hour = Frame(unit="hour", zone="Europe/Berlin")
    [week] = frames.befores(hour, at("2026-10-26T10:00"), Baseline(back=1))
    assert week.end == at("2026-10-19T09:00")


def test_quiet_hours_put_off_to_their_end() -> None:
    quiet = Quiet(begin=22, until=7, zone="Europe/Berlin")
    assert frames.told_at(quiet, at("2026-06-01T21:30")) == at("2026-06-02T05:00")
    assert frames.told_at(quiet, at("2026-06-02T03:00")) == at("2026-06-02T05:00")
    assert frames.told_at(quiet, at("2026-06-02T05:00")) == at("2026-06-02T05:00")
    assert frames.told_at(None, 7) == 7


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("metric", Definition()),
        ("metric", Definition(tests=(Criterion(metric="sales_volume", op="above", limit=1),))),
        ("metric", Definition(tests=(Criterion(metric="sales_count", op="rises"),))),
        ("metric", Definition(tests=(Criterion(metric="none", op="above", limit=1),))),
        ("metric", Definition(tests=(Criterion(metric="sales_total_perc", op="above", limit=1),))),
        ("metric", Definition(tests=(OFTEN,), buyers=2)),
        ("silence", Definition(parameters={"days": 1})),
        ("other", Definition()),
        ("silence", Definition(quiet=Quiet(begin=3, until=3))),
    ],
)
def test_what_cannot_be_judged_is_refused(kind: str, given: Definition) -> None:
    with pytest.raises(errors.BadInput):
        checked(kind, given)


def test_every_detector_comes_as_a_recommended_rule() -> None:
    from tillwatch.features.monitoring.alerts.detecting import DETECTORS

    assert {rule.kind for rule in RECOMMENDED.values()} == {"metric", *DETECTORS}

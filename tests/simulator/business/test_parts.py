"""The small parts: rates, business days, billing periods, the agenda, differences."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tillwatch.simulator.business.billing import periods
from tillwatch.simulator.business.core import diff, inputs
from tillwatch.simulator.business.core.agenda import Agenda
from tillwatch.simulator.business.core.ids import Ids
from tillwatch.simulator.business.money import calendar, rates


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("amount", "source", "target", "rate", "expected"),
    [
        (1000, "eur", "usd", "1.1642", 1164),
        (1000, "jpy", "usd", "0.006493", 649),
        (5120, "kwd", "usd", "3.26", 1669),
        (970_000, "isk", "usd", "0.00793433", 7696),
        (1000, "usd", "jpy", "154.01", 1540),
        (1234, "eur", "huf", "385.75", 476_000),
        (-1000, "jpy", "usd", "0.006493", -649),
    ],
)
def test_conversion(amount: int, source: str, target: str, rate: str, expected: int) -> None:
    assert rates.convert(amount, source, target, Decimal(rate)) == expected


def test_a_day_has_one_rate_and_both_ways_agree() -> None:
    levels = inputs.load().rates
    noon, evening = at("2026-11-20T12:00"), at("2026-11-20T21:00")
    there = rates.rate(levels, "eur", "usd", noon)
    assert there == rates.rate(levels, "eur", "usd", evening)
    assert abs(there * rates.rate(levels, "usd", "eur", noon) - 1) < Decimal("0.0001")
    assert there != rates.rate(levels, "eur", "usd", at("2026-12-20T12:00"))


def test_business_days() -> None:
    friday = at("2026-11-20T15:00")
    assert calendar.business_days_after(friday, 2) == at("2026-11-24")
    assert calendar.business_days_after(at("2026-11-21T10:00"), 1) == at("2026-11-23")
    assert [calendar.weekday(at(f"2026-11-{day}")) for day in (16, 21, 22)] == [0, 5, 6]


def test_periods_keep_the_day_of_the_month() -> None:
    anchor = at("2026-01-31T08:00")
    assert periods.after(anchor, "month") == at("2026-02-28T08:00")
    assert periods.after(anchor, "month", 2) == at("2026-03-31T08:00")
    assert periods.after(at("2028-02-29T00:00"), "year") == at("2029-02-28T00:00")


def test_the_agenda_goes_by_time_then_by_plan() -> None:
    done: list[tuple[str, int]] = []
    agenda = Agenda()

    def deed(name: str, due: int) -> None:
        done.append((name, due))
        if name == "first":
            agenda.plan(due + 1, deed, "follows")

    agenda.plan(20, deed, "later")
    agenda.plan(10, deed, "first")
    agenda.plan(10, deed, "second")
    assert agenda.run(15)
    assert done == [("first", 10), ("second", 10), ("follows", 11)]
    assert agenda.next_due() == 20
    assert not agenda.run(15)


def test_differences() -> None:
    old = {"a": 1, "b": {"c": 1, "d": 2}, "e": [1], "gone": 5, "_own": 1}
    new = {"a": 1, "b": {"c": 1, "d": 3}, "e": [1, 2], "new": 7, "_own": 2}
    assert diff.previous(old, new) == {"b": {"d": 2}, "e": [1], "gone": 5, "new": None}


def test_ids_carry_time_and_account() -> None:
    ids = Ids("seed", "acct_1TillHarborPine1")
    first, second = ids.timed("ch", 1_795_262_400, "3"), ids.timed("ch", 1_795_262_400, "3")
    assert first != second
    assert first[:19] == second[:19] == "ch_31xUjlATillHarbo"
    assert len(ids.plain("cus")) == 18
    assert Ids("seed", "acct_1TillHarborPine1").timed("ch", 1_795_262_400, "3") == first

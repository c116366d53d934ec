"""Whatever the disputes: standings and slices add up to the whole, a rate lies within its bounds, a
change is explained without rest, and times are those of the sorted list."""

from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from tillwatch.features.disputes.measure import ahead, booked, counting, cutting, cycles
from tillwatch.features.disputes.measure.booked import PARTS, Line
from tillwatch.features.disputes.measure.cutting import CUTS
from tillwatch.features.disputes.measure.known import GROUPS, STANDINGS, Measured
from tillwatch.features.disputes.measure.words import WORDS
from tillwatch.features.disputes.value import Choices, no_rate
from tillwatch.kernel.money import Money

ZONE = ZoneInfo("Europe/Berlin")
DAY = 86_400
START = 1_780_000_000
STATUSES = (
    "needs_response under_review won lost warning_needs_response warning_under_review "
    "warning_closed prevented charge_refunded appeal_needs_response appeal_under_review other"
).split()
MAYBE = st.none() | st.integers(START, START + 200 * DAY)


def measured(**told: Any) -> Measured:
    usual: dict[str, Any] = {"connection_id": "con_1", "id": "du_1", "created": START}
    usual |= {"status": "won", "reason": "fraudulent", "amount": 10_000, "currency": "usd"}
    return Measured(**{**usual, "submission_count": 1, **told})


disputes = st.lists(
    st.builds(
        measured,
        created=st.integers(START, START + 100 * DAY),
        status=st.sampled_from(STATUSES),
        reason=st.sampled_from(("fraudulent", "duplicate", "general")),
        amount=st.integers(1, 10**7),
        currency=st.sampled_from(("usd", "eur", "jpy")),
        submission_count=st.integers(0, 2),
        network=st.sampled_from((None, "visa", "mastercard")),
        case_type=st.sampled_from((None, "chargeback", "block")),
        country=st.sampled_from((None, "US", "DE")),
        due_by=MAYBE,
        answered_at=MAYBE,
        decided_at=MAYBE,
        sold_at=MAYBE,
        accepted=st.booleans(),
        chance=st.none() | st.integers(0, 1_000_000),
        shown=st.booleans(),
    ),
    max_size=30,
)


@given(disputes)
def test_each_dispute_has_one_standing_and_stands_in_one_slice_of_each_cut(
    some: list[Measured],
) -> None:
    counts = counting.tallies(counting.cells(some))
    assert {name: one.count for name, one in counts.items()} == {
        name: sum(map(test, some)) for name, test in GROUPS.items()
    }
    assert sum(counts[name].count for name in STANDINGS) == len(some)
    whole = ("chargebacks", "questions", "prevented", "refunded")
    assert sum(counts[name].count for name in whole) == len(some)
    over = ("won", "lost", "not_fought", "withdrawn")
    assert sum(counts[name].count for name in over) == counts["over"].count
    for name in CUTS:
        slices = cutting.cut(counting.sorted_out(some), name, ZONE).slices
        assert sum(one.received.count for one in slices) == len(some)
        for group in cutting.TOLD:
            assert sum(one.counts[group] for one in slices) == counts[group].count
        assert sum(one.of_fought.denominator for one in slices) == counts["fought"].count


@given(disputes)
def test_a_rate_lies_within_its_bounds_and_has_none_without_a_case(some: list[Measured]) -> None:
    found = counting.rates(counting.cells(some))
    by_money = [one.rate for one in (*found.of_fought_value, *found.of_all_value)]
    for rate in (found.of_fought, found.of_all, found.countered, *by_money):
        if not rate.denominator:
            assert rate.low_ppm is None
            continue
        exact = Fraction(rate.numerator, rate.denominator) * 1_000_000
        assert rate.low_ppm is not None
        assert rate.high_ppm is not None
        assert 0 <= rate.low_ppm <= exact <= rate.high_ppm <= 1_000_000
    fought = [one for one in some if GROUPS["fought"](one)]
    assert found.of_fought.denominator == len(fought)
    assert found.of_fought.numerator <= found.of_all.numerator <= found.of_all.denominator


@given(disputes, disputes)
def test_why_the_rate_moved_adds_up_without_rest(
    before: list[Measured], now: list[Measured]
) -> None:
    for change in ahead.moved(before, now):
        assert change.mix + change.result == change.change
        assert change.change == Fraction(*change.now) - Fraction(*change.before)


@given(disputes)
def test_times_are_those_of_the_sorted_list(some: list[Measured]) -> None:
    found = cycles.cycles(counting.sorted_out(some))
    times = sorted(
        max((one.answered_at or 0) - one.created, 0)
        for one in some
        if one.submission_count and one.answered_at is not None
    )
    assert found.to_answer.known == len(times)
    if times:
        assert found.to_answer.median_s == times[(len(times) - 1) // 2]
        below = sum(one <= (found.to_answer.ninetieth_s or 0) for one in times)
        assert 10 * below >= 9 * len(times)


def test_the_net_loss_is_the_sum_of_its_lines_with_the_work() -> None:
    amounts = {"taken": 24_600, "received_fee": 1_500, "answer_fee": 1_500, "returned": -24_600}
    lines = [Line(part=p, count=1, amounts=[Money(a, "usd")]) for p, a in amounts.items()]
    lines.append(Line(part="answer_fee_back", count=1, amounts=[Money(-1_500, "usd")]))
    lines[0] = Line(part="taken", count=2, amounts=[Money(900, "jpy"), Money(24_600, "usd")])
    found = booked.loss(lines, Money(2_000, "usd"), 3)
    assert found.net == [Money(900, "jpy"), Money(7_500, "usd")]
    assert (found.lines[-1].part, found.lines[-1].count) == ("labour", 3)


def test_other_choices_fight_other_cases_and_what_came_is_told_of_those_that_were() -> None:
    some = [
        measured(id="du_1", chance=700_000, status="won"),
        measured(id="du_2", chance=200_000, status="lost"),
        measured(id="du_3", chance=150_000, status="lost", submission_count=0),
        measured(id="du_4", chance=None, status="lost"),
    ]
    asked = [some, {"con_1": "US"}, Choices(smart=False), None, no_rate]
    found = ahead.what_if(*asked)
    assert (found.cases, found.of, found.fights) == (3, 4, 3)
    assert (found.came.won, found.came.cases) == (1, 2)
    assert found.came.brought == [Money(10_000 - 1_500, "usd")]
    asked[2] = Choices(smart=False, minimum_ppm=500_000)
    found = ahead.what_if(*asked)
    assert (found.fights, found.came.brought) == (1, [Money(10_000, "usd")])
    asked[2:4] = [Choices(smart=False, labour=Money(1_000, "usd")), Money(9_000, "usd")]
    found = ahead.what_if(*asked)
    assert found.fights == 1
    assert found.came.brought == [Money(9_000, "usd")]
    assert found.expected == [Money(7_000 - 2_700 - 1_000, "usd")]


def test_cases_with_the_bank_are_expected_back_even_where_little_is_known() -> None:
    waits = {"status": "under_review", "submission_count": 1}
    some = [
        measured(id="du_1", chance=500_000, answered_at=START, **waits),
        measured(id="du_2", due_by=START, **waits),
    ]
    found = ahead.expected(some, START + DAY, ZONE)
    assert (found.cases, found.general, found.undated) == (2, 1, 1)
    assert sum(one.most for one in found.months if one.currency == "usd") >= 20_000
    general = ahead.awaited(some[1]).p_ppm
    whole = sum(one.expected for one in found.months)
    assert abs(whole - (5_000 + general // 100)) <= len(found.months)


def test_every_group_and_line_has_its_words() -> None:
    assert {*GROUPS, *PARTS} <= WORDS.keys()
    assert {one.made[-1] for one in WORDS.values()}.isdisjoint({"."})

"""Win rates with bounds, forecasts held against outcomes, and why a rate moved."""

from datetime import UTC, datetime
from fractions import Fraction
from math import sqrt

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.disputes.deciding.cases import DAY, OPENED, a_case, an_attempt, closed, packed
from tillwatch.features.disputes.learn import Learned, learn
from tillwatch.features.disputes.learn.change import CUTS, explained, told
from tillwatch.features.disputes.learn.hindsight import TURNS, chance, foretold
from tillwatch.features.disputes.learn.known import Closed
from tillwatch.features.disputes.learn.measures import bounded, wins
from tillwatch.features.disputes.learn.reliability import reliability
from tillwatch.features.disputes.score import facts, score
from tillwatch.features.disputes.value.forecast import Open, forecast


def test_won_of_fought_and_won_of_all() -> None:
    cases = [
        closed(1, won=True, amount=10_000),
        closed(2, won=True, amount=2_000),
        closed(3, won=False, amount=3_000, currency="eur"),
        closed(4, won=False, amount=5_000, outcome="not_contested"),
        closed(5, won=False, outcome="prevented"),
        closed(6, won=False, outcome="inquiry_closed"),
        closed(7, won=False, outcome="refunded"),
    ]
    found = wins(cases)
    assert (found.fought.numerator, found.fought.denominator) == (2, 3)
    assert (found.all.numerator, found.all.denominator) == (2, 4)
    assert found.not_contested == 1
    usd, whole = found.fought_value["usd"], found.all_value["usd"]
    assert (usd.numerator, usd.denominator) == (12_000, 12_000)
    assert (whole.numerator, whole.denominator) == (12_000, 17_000)
    assert found.fought_value["eur"].numerator == 0
    nothing = wins([]).fought
    assert (nothing.numerator, nothing.denominator, nothing.low_ppm) == (0, 0, None)


@given(st.integers(1, 5_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_bounds_are_wilsons_to_a_millionth(pair: tuple[int, int]) -> None:
    won, n = pair
    rate = bounded(won, n, n, 1)
    z, p = 1.959964, won / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    assert rate.low_ppm == pytest.approx(max(middle - half, 0) * 1e6, abs=2)
    assert rate.high_ppm == pytest.approx(min(middle + half, 1) * 1e6, abs=2)
    assert rate.low_ppm is not None
    assert rate.high_ppm is not None
    assert 0 <= rate.low_ppm <= p * 1e6 <= rate.high_ppm <= 1e6


def test_one_large_case_makes_money_less_sure_than_cases_of_one_size() -> None:
    even = wins(closed(k, won=k % 2 == 0, amount=1_000) for k in range(40))
    assert even.fought_value["usd"].low_ppm == even.fought.low_ppm
    uneven = wins(closed(k, won=k % 2 == 0, amount=100_000 if k == 0 else 1_000) for k in range(40))
    wide = uneven.fought_value["usd"]
    assert wide.high_ppm is not None
    assert wide.low_ppm is not None
    assert even.fought.high_ppm is not None
    assert even.fought.low_ppm is not None
    assert wide.high_ppm - wide.low_ppm > even.fought.high_ppm - even.fought.low_ppm


def test_how_often_it_was_right_is_said_from_twenty_cases_on() -> None:
    cases = [closed(k, won=k < 12, forecast_ppm=700_000 if k < 14 else 200_000) for k in range(19)]
    assert reliability(cases).says is None
    cases.append(closed(19, won=True, forecast_ppm=300_000))
    cases.append(closed(20, won=False, outcome="refunded", forecast_ppm=900_000))
    found = reliability(cases)
    assert (found.cases, found.right) == (20, 17)
    assert found.says == "right about 9 times in 10 so far"
    exact = (12 * 0.3**2 + 2 * 0.7**2 + 5 * 0.2**2 + 0.7**2) / 20
    assert found.brier_ppm == pytest.approx(exact * 1e6, abs=1)
    assert [(one.cases, one.won) for one in found.bins] == [
        (0, 0),
        (6, 1),
        (0, 0),
        (14, 12),
        (0, 0),
    ]


HISTORY = st.lists(
    st.builds(
        lambda number, won, reason, network: closed(
            number, won=won, reason=reason, network=network, issuer="US"
        ),
        st.integers(0, 999),
        st.booleans(),
        st.sampled_from(["fraudulent", "duplicate", "general"]),
        st.sampled_from(["visa", "mastercard", None]),
    ),
    max_size=12,
)


@given(HISTORY, HISTORY, st.sampled_from(sorted(CUTS)))
def test_what_explains_a_change_adds_up_to_it(
    before: list[Closed], now: list[Closed], cut: str
) -> None:
    found = explained(before, now, cut)
    if not before or not now:
        assert found is None
        return
    assert found is not None
    assert found.mix + found.result == found.change
    assert found.change == Fraction(*found.now) - Fraction(*found.before)
    swapped = explained(now, before, cut)
    assert swapped is not None
    assert (swapped.mix, swapped.result) == (-found.mix, -found.result)


def test_other_cases_and_other_results_are_told_apart() -> None:
    def cases(fraud: tuple[int, int], double: tuple[int, int]) -> list[Closed]:
        return [
            closed(k, won=k < won, reason=reason, network="visa")
            for reason, (won, count) in (("fraudulent", fraud), ("duplicate", double))
            for k in range(count)
        ]

    more_fraud = explained(cases((2, 10), (8, 10)), cases((6, 30), (8, 10)), "reason")
    assert more_fraud is not None
    assert (more_fraud.result, more_fraud.change) == (Fraction(0), Fraction(-3, 20))
    worse = told(cases((2, 10), (8, 10)), cases((2, 10), (4, 10)))
    assert [one.cut for one in worse] == ["reason", "brand", "issuer"], "all are of one brand"
    by_reason = worse[0]
    assert (by_reason.mix, by_reason.result) == (Fraction(0), Fraction(-1, 5))
    assert by_reason.slices[0].name == "duplicate"


def test_money_comes_back_in_the_months_of_the_banks_decisions() -> None:
    sent = int(datetime(2026, 10, 1, tzinfo=UTC).timestamp())
    case = Open(amount=24_600, currency="usd", p_ppm=500_000, sent=sent)
    months = forecast([case], sent)
    assert [(one.month, one.expected, one.most) for one in months] == [
        ("2026-11", 769, 24_600),
        ("2026-12", 11_531, 24_600),
    ]
    assert sum(one.expected for one in months) == 12_300
    late = forecast([case], sent + 90 * DAY)
    assert sum(one.expected for one in late) == 12_300
    many = forecast([case] * 100, sent + 62 * DAY)
    assert [one.month for one in many] == ["2026-12"]
    assert many[0].expected == 1_230_000
    half = Fraction(1_281_552, 10**6) * 123_000
    assert many[0].low == round(1_230_000 - half)
    assert many[0].high == round(1_230_000 + half)


def test_hindsight_knows_only_what_was_decided_when_a_case_opened() -> None:
    past = [closed(n, won=n % 3 == 0, closed=OPENED + (n + 2) * DAY) for n in range(60)]
    told = foretold(past)
    assert [one.id for one in told] == [one.id for one in past]
    assert told[0].forecast_ppm == chance(past[0], Learned()), "nothing was decided yet"
    block = -(-60 // TURNS)
    for start in range(0, 60, block):
        known = learn(one for one in past if one.closed <= past[start].opened)
        for one in told[start : start + block]:
            assert one.forecast_ppm == chance(one, known)
    later = [*past[:50], *(closed(n, won=True) for n in range(50, 60))]
    assert foretold(later)[:50] == told[:50], "what came later does not matter"
    seen = [closed(n, won=True, forecast_ppm=600_000) for n in range(60)]
    assert foretold(seen) == [], "of those a chance was shown in truth"


def test_a_chance_in_hindsight_is_that_of_the_score() -> None:
    case = a_case(attempt=an_attempt(check_cvc="pass", check_line1="fail"))
    some = [closed(n, won=n % 4 != 0, reason="product_not_received") for n in range(40)]
    for learned in (Learned(), learn(some)):
        scored = score(case, packed(20), learned)
        assert scored is not None
        one = closed(1, won=True, reason=case.dispute.reason, start_ppm=450_000)
        one = msgspec.structs.replace(one, parts=facts(scored))
        assert chance(one, learned) == scored.p_ppm


def test_what_is_said_of_how_often_we_were_right() -> None:
    shown = reliability(closed(n, won=n < 15, forecast_ppm=700_000) for n in range(20))
    past = reliability(closed(n, won=n < 7, forecast_ppm=300_000) for n in range(30))
    assert Learned().right is None
    assert Learned(hindsight=past).right == (
        "In hindsight right about 8 times in 10 on your 30 past cases"
    )
    both = Learned(shown=shown, hindsight=past)
    assert both.right == "We were right about 8 times in 10 so far, on 20 cases"

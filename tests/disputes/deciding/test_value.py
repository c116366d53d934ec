"""Expected money, to the cent, against every table of the reference and in odd currencies."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.disputes.deciding.cases import OPENED, a_stake, rates
from tillwatch.features.disputes.fees import fees_of
from tillwatch.features.disputes.value import Choices, Stake, no_rate, routes, verdict
from tillwatch.features.disputes.value.exact import converted, rounded
from tillwatch.features.disputes.value.routes import Route
from tillwatch.features.disputes.value.whatif import Priced, outlook
from tillwatch.kernel.money import Money

PLAIN = Choices()


def gain(route: Route) -> int:
    assert route.gain is not None, route.lacks
    return route.gain.amount


def fought(amount: int, p: int, currency: str = "usd", country: str = "US", rate=no_rate) -> int:  # type: ignore[no-untyped-def]
    """Expected of answering at `p` percent."""
    return gain(routes.fight(a_stake(amount, currency, country), p * 10_000, PLAIN, rate))


def test_the_published_example_loses_two_dollars_and_not_five() -> None:
    assert fought(5_000, 20) == -200
    assert 20 * 5_000 // 100 - 1_500 == -500, "what the published form says"


def test_the_page_of_the_reference_adds_up_as_it_is_written() -> None:
    found = {one.name: gain(one) for one in routes.routes(a_stake(24_600), 520_000, PLAIN, no_rate)}
    assert found == {"fight": 12_072, "smart": 8_954, "accept": 0}


@pytest.mark.parametrize(
    ("amount", "published", "correct"),
    [
        (1_500, "100.0", "50.0"),
        (2_000, "75.0", "42.9"),
        (3_000, "50.0", "33.3"),
        (5_000, "30.0", "23.1"),
        (10_000, "15.0", "13.0"),
        (25_000, "6.0", "5.7"),
        (50_000, "3.0", "2.9"),
    ],
)
def test_answering_pays_from_this_chance_on(amount: int, published: str, correct: str) -> None:
    even = routes.break_even(amount, 1_500)
    assert even is not None
    assert f"{float(even * 100):.1f}" == correct
    assert f"{float(Fraction(1_500, amount) * 100):.1f}" == published
    exact = amount * even - (1 - even) * 1_500
    assert exact == 0


@pytest.mark.parametrize(
    ("amount", "percent"), [(5_000, "50.0"), (10_000, "33.3"), (25_000, "16.7"), (50_000, "9.1")]
)
def test_answering_yourself_beats_stripe_from_this_chance_on(amount: int, percent: str) -> None:
    even = routes.smart_even(amount, 1_500)
    assert even is not None
    assert f"{float(even * 100):.1f}" == percent
    for p in range(1, 100):
        own = fought(amount, p)
        stripe = gain(routes.smart(a_stake(amount), p * 10_000, PLAIN))
        assert (own > stripe) == (Fraction(p, 100) > even) or own == stripe


@pytest.mark.parametrize(
    ("amount", "currency", "country", "p", "expected", "why"),
    [
        (10_000, "eur", "DE", 50, 4_000, "50 % x 100.00 - 50 % x 20.00"),
        (10_000, "aud", "AU", 50, 3_750, "50 % x 100.00 - 50 % x 25.00"),
        (10_000, "cad", "CA", 33, 2_295, "33 % x 100.00 - 67 % x 15.00"),
        (12_345, "sgd", "SG", 37, 3_623, "45.6765 - 9.45 = 36.2265, rounded"),
        (9_800, "jpy", "JP", 40, 3_920, "Japan: no fee for an answer"),
        (9_801, "jpy", "JP", 50, 4_901, "4,900.5 goes up"),
        (60_000, "mxn", "MX", 50, 57_000, "a win returns the opening fee too"),
        (100_000, "isk", "IS", 50, -100_000, "50 % x 1,000 kr - 50 % x 3,000 kr"),
        (100_100, "isk", "IS", 37, -152_000, "-1,519.63 kr is a whole number of kronur"),
        (12_340, "kwd", "US", 25, -610, "3.085 - 75 % x 4.93 = -0.6125, by the ten fils"),
        (500_000_00, "ugx", "US", 10, -470_500, "50,000 - 90 % x 60,783 shillings"),
    ],
)
def test_to_the_smallest_unit(
    amount: int, currency: str, country: str, p: int, expected: int, why: str
) -> None:
    stored = rates(usd="1.1", jpy="165", mxn="39.6", isk="150", kwd="0.36153", ugx="4457.42")
    assert fought(amount, p, currency, country, stored) == expected, why


def test_labour_late_fees_and_a_compliance_case_are_taken_off() -> None:
    costly = Choices(labour=Money(900, "usd"), late=Money(105, "usd"))
    assert gain(routes.fight(a_stake(10_000), 500_000, costly, no_rate)) == 4_250 - 1_005
    fees = fees_of("US", "usd", "visa", OPENED, "compliance")
    stake = Stake(amount=100_000, currency="usd", fees=fees)
    found = routes.routes(stake, 600_000, PLAIN, no_rate)
    assert [(one.name, gain(one)) for one in found] == [("fight", 39_400), ("accept", 0)]


def test_a_fee_without_a_rate_leaves_the_route_without_a_price() -> None:
    route = routes.fight(a_stake(10_000, "thb", "TH"), 500_000, PLAIN, no_rate)
    assert route.gain is None
    assert route.lacks == "No rate from USD to THB is known: upload one"


def test_a_question_from_the_bank_costs_nothing_to_answer_and_a_refund_saves_the_fee() -> None:
    found = routes.routes(
        a_stake(2_000, inquiry=True, refundable=True),
        300_000,
        Choices(count=Money(250, "usd")),
        no_rate,
    )
    assert {one.name: gain(one) for one in found} == {"fight": 600, "refund": 1_750, "accept": 0}


def test_a_second_round_returns_the_fee_of_the_first_or_costs_that_of_the_network() -> None:
    found = routes.routes(a_stake(24_600, appeal=True), 200_000, PLAIN, no_rate)
    lost = 5_220 - 48_000
    assert [(one.name, gain(one)) for one in found] == [("fight", lost), ("accept", 0)]
    large = a_stake(1_000_000, appeal=True)
    assert gain(routes.fight(large, 200_000, PLAIN, no_rate)) == 200_300 - 48_000
    unheard = a_stake(24_600, network="amex", appeal=True)
    assert gain(routes.fight(unheard, 200_000, PLAIN, no_rate)) == 5_220


def test_what_has_no_price_is_not_said_to_cost_more_than_it_brings() -> None:
    euros = a_stake(24_600, "eur")
    for choices, name in ((PLAIN, "fight_smart"), (Choices(smart=False), "accept")):
        found = routes.routes(euros, 900_000, choices, no_rate)
        told = verdict.judged(found, 900_000, choices, due_by=10**9, at=0)
        assert told.name == name
        assert told.why.endswith(". No rate from USD to EUR is known: upload one")


def test_what_the_suggestion_is_called() -> None:
    said = []
    for amount, p, inquiry, choices in [
        (24_600, 520_000, False, PLAIN),
        (5_000, 300_000, False, PLAIN),
        (5_000, 300_000, False, Choices(smart=False)),
        (5_000, 200_000, False, Choices(smart=False)),
        (24_600, 520_000, False, Choices(minimum_ppm=600_000)),
        (24_600, 90_000, True, PLAIN),
        (24_600, 100_000, True, PLAIN),
        (2_000, 500_000, True, PLAIN),
        (24_600, 520_000, False, Choices(pattern=True)),
    ]:
        stake = a_stake(amount, inquiry=inquiry, refundable=inquiry)
        found = routes.routes(stake, p, choices, no_rate)
        said.append(verdict.judged(found, p, choices, due_by=10**9, at=0).names)
    assert said == [
        ("fight",),
        ("fight_smart",),
        ("fight",),
        ("accept",),
        ("accept",),
        ("prevent_refund",),
        ("fight",),
        ("prevent_refund",),
        ("fight", "prevent_pattern"),
    ]


def test_in_the_last_day_it_is_said_to_hurry() -> None:
    found = routes.routes(a_stake(24_600), 520_000, PLAIN, no_rate)
    due = 1_000_000
    early, late = (
        verdict.judged(found, 520_000, PLAIN, due_by=due, at=at)
        for at in (due - 86_401, due - 86_400)
    )
    assert (early.hurry, late.hurry, late.answer_by) == (False, True, due - 86_400)


PERCENTS = st.integers(1, 99).map(lambda one: one * 10_000)
AMOUNTS = st.integers(1, 10_000_000)


@given(AMOUNTS, AMOUNTS, PERCENTS, PERCENTS)
def test_more_money_or_a_better_chance_never_makes_answering_worth_less(
    amount: int, more: int, p: int, q: int
) -> None:
    low, high = sorted((p, q))
    assert fought(amount, low // 10_000) <= fought(amount, high // 10_000)
    assert fought(min(amount, more), p // 10_000) <= fought(max(amount, more), p // 10_000)


@given(AMOUNTS, PERCENTS, st.booleans(), st.integers(0, 5_000))
def test_the_suggestion_never_brings_less_than_accepting(
    amount: int, p: int, inquiry: bool, labour: int
) -> None:
    choices = Choices(labour=Money(labour, "usd"))
    found = routes.routes(a_stake(amount, inquiry=inquiry, refundable=inquiry), p, choices, no_rate)
    told = verdict.judged(found, p, choices, due_by=10**9, at=0)
    assert told.gain is not None
    assert told.gain.amount >= 0
    if told.name != verdict.PREVENT_REFUND:
        assert told.gain.amount == max(gain(one) for one in found)


@given(st.fractions(-(10**9), 10**9), st.sampled_from(["usd", "jpy", "isk", "kwd"]))
def test_rounding_is_near_even_handed_and_in_steps_the_currency_has(
    exact: Fraction, currency: str
) -> None:
    step = {"isk": 100, "kwd": 10}.get(currency, 1)
    there = rounded(exact, currency)
    assert there % step == 0
    assert abs(there - exact) * 2 <= step
    assert rounded(-exact, currency) == -there


def test_a_rate_is_taken_between_currencies_of_different_digits() -> None:
    stored = rates(usd="1.1", jpy="165", kwd="0.33")
    assert converted(Money(1_500, "usd"), "jpy", stored) == 2_250
    assert converted(Money(2_250, "jpy"), "usd", stored) == 1_500
    assert converted(Money(1_500, "usd"), "kwd", stored) == 4_500
    assert converted(Money(0, "usd"), "xxx", no_rate) == 0


def test_other_choices_are_tried_over_many_cases() -> None:
    cases = [
        Priced(stake=a_stake(amount), p_ppm=p, due_by=10**9, at=0)
        for amount, p in [(24_600, 520_000), (5_000, 300_000), (5_000, 100_000)]
    ]
    cases.append(Priced(stake=a_stake(9_900), p_ppm=None, due_by=None, at=0, barred="Closed"))
    plain = outlook(cases, PLAIN, no_rate)
    assert (plain.cases, plain.verdicts["fight"], plain.verdicts["fight_smart"]) == (4, 1, 2)
    assert plain.gains == {"usd": 12_072 + 1_050 + 350}
    costly = outlook(cases, Choices(labour=Money(2_000, "usd"), smart=False), no_rate)
    assert (costly.verdicts["fight"], costly.verdicts["accept"]) == (1, 2)
    assert costly.gains == {"usd": 10_072}

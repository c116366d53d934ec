"""Limits of the card networks: the rule of the day, the distance, the fines. Exact, without a
store."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.monitoring import programmes_page
from tillwatch.features.monitoring.programmes import fines, judging, months
from tillwatch.features.monitoring.programmes.judging import Figures
from tillwatch.features.monitoring.programmes.rules import BOOK, CURRENCY, Rule, programme, region
from tillwatch.lake import facts

RULES = [
    (slug, level.slug, rule)
    for slug, one in BOOK.programmes.items()
    for level in one.levels
    for rule in level.rules
]
VISA = programme("visa_vamp")
APRIL = months.parse("2026-04")


def excessive(month: int, country: str | None = "US") -> Rule:
    found = VISA.levels[1].rule(month, country)
    assert found is not None
    return found


def figures(cases: int, sales: int, **told: int) -> Figures:
    return Figures(numerator=cases, denominator=sales, cases=cases, sales=sales, value=0, **told)


def test_a_month_is_judged_by_the_rule_of_its_day() -> None:
    """1.8 % was below in March 2026 and is above from April on."""
    same = figures(1_800, 100_000)
    march = judging.judged(excessive(APRIL - 1), same, by_value=False)
    april = judging.judged(excessive(APRIL), same, by_value=False)
    assert (march.state, april.state) == ("near", "over")
    assert march.more == 400, "2.2 % of 100,000 are 2,200"
    assert april.fewer == 301, "1,499 are below both 1.5 % and 1,500"
    assert VISA.levels[1].rule(months.parse("2025-05"), "US") is None, "before the programme began"


@pytest.mark.parametrize(
    ("country", "ratio", "count"),
    [
        ("US", "0.015", 1500),
        ("DE", "0.015", 1500),
        ("JP", "0.015", 1500),
        ("BR", "0.015", 1500),
        ("AE", "0.022", 150),
        ("UA", "0.022", 150),
        (None, "0.015", 1500),
    ],
)
def test_each_region_has_its_own_limit(country: str | None, ratio: str, count: int) -> None:
    rule = excessive(APRIL, country)
    assert rule.count is not None
    assert (rule.ratio.limit, rule.count.first) == (Fraction(ratio), count)


def test_of_a_level_one_rule_holds_at_a_time_in_a_place() -> None:
    places = [None, "US", "CA", "DE", "GB", "AU", "JP", "BR", "AE", "UA", "IN", "CH"]
    for one in BOOK.programmes.values():
        for level in one.levels:
            for month in range(months.parse("2025-01"), months.parse("2027-01")):
                for country in places:
                    holding = [rule for rule in level.rules if rule.holds(month, country)]
                    assert len(holding) <= 1, (level.slug, months.named(month), country)


def test_every_rule_says_where_it_was_read_and_how_sure_it_is() -> None:
    for slug, level, rule in RULES:
        assert rule.source, slug
        assert rule.certainty in ("stated", "conflicting", "unconfirmed"), slug
        assert rule.certainty == "stated" or rule.also or slug == "visa_vamp", (slug, level)
        assert rule.since < rule.read
        assert rule.until is None or rule.until > rule.since
        for name in rule.regions:
            assert any(region(code) == name for code in ("US", "CA", "DE", "JP", "BR", "AE", "UA"))


def test_measures_ask_for_columns_that_there_are() -> None:
    for slug, measure in BOOK.measures.items():
        known = facts.columns_of(measure.fact)
        for conditions in measure.fits:
            assert {one.column for one in conditions} <= known, slug
    used = {slug for one in BOOK.programmes.values() for slug in one.measures}
    assert used == set(BOOK.measures)
    assert CURRENCY == "usd"


RULED = st.sampled_from([rule for _, _, rule in RULES])


@given(RULED, st.integers(0, 5_000), st.integers(1, 2_000_000))
def test_the_distance_is_the_smallest_number_of_cases_that_reaches_it(
    rule: Rule, cases: int, sales: int
) -> None:
    more = judging.more(rule, cases, sales)
    assert more is not None

    def reached(count: int) -> bool:
        enough = rule.count is None or count >= rule.count.first
        return enough and rule.ratio.reached(count, sales)

    assert reached(cases + more)
    assert more == 0 or not reached(cases + more - 1)


@given(RULED, st.integers(0, 400_000), st.integers(1, 2_000_000))
def test_so_many_cases_less_would_have_stayed_below(rule: Rule, cases: int, sales: int) -> None:
    plain = Rule(
        since=rule.since,
        source="",
        read=rule.read,
        certainty="",
        ratio=rule.ratio,
        count=rule.count,
    )
    verdict = judging.judged(plain, figures(cases, sales), by_value=False)
    if verdict.state != "over":
        assert verdict.fewer is None
        return
    assert verdict.fewer is not None
    assert verdict.fewer > 0
    less = judging.judged(plain, figures(cases - verdict.fewer, sales), by_value=False)
    still = judging.judged(plain, figures(cases - verdict.fewer + 1, sales), by_value=False)
    assert less.state != "over"
    assert still.state == "over"


def test_both_the_ratio_and_the_number_must_be_reached() -> None:
    rule = excessive(APRIL)
    assert judging.judged(rule, figures(60, 1_000), by_value=False).state == "far"
    assert judging.judged(rule, figures(1_600, 1_000_000), by_value=False).state == "far"
    assert judging.judged(rule, figures(1_500, 100_000), by_value=False).state == "over"
    assert judging.judged(rule, figures(1_499, 99_000), by_value=False).state == "near"


def test_without_payments_there_is_no_data() -> None:
    verdict = judging.judged(excessive(APRIL), figures(0, 0), by_value=False)
    assert (verdict.state, verdict.more) == ("no_data", None)


def test_the_fraud_limit_takes_all_five() -> None:
    level = programme("mastercard_efm").levels[0]
    rule = level.rule(APRIL, "US")
    assert rule is not None

    def state(cases: int, value: int, sales: int, secure: int) -> str:
        given = Figures(
            numerator=cases,
            denominator=sales,
            cases=cases,
            sales=sales,
            value=value,
            secure=secure,
        )
        return judging.judged(rule, given, by_value=False).state

    assert state(60, 5_000_001, 10_000, 1_000) == "over"
    assert state(50, 5_000_001, 10_000, 1_000) == "near", "0.5 % itself is not above 0.5 %"
    assert state(60, 5_000_000, 10_000, 1_000) == "near", "nor are 50,000 USD above 50,000"
    assert state(60, 5_000_001, 10_000, 1_001) == "far", "more than 10 % had the extra check"
    assert state(60, 5_000_001, 700, 0) == "far", "too few payments"
    assert level.rule(APRIL, "DE") is None


@pytest.mark.parametrize(
    ("reached", "month"),
    [
        ("", 0),
        ("+", 1),
        ("+-", 0),
        ("++", 2),
        ("+--+", 2),
        ("+---+", 1),
        ("+++--++", 5),
        ("+++---++", 2),
    ],
)
def test_months_above_count_on_until_three_are_below(reached: str, month: int) -> None:
    assert fines.months_above([one == "+" for one in reached]) == month


@pytest.mark.parametrize(
    ("above", "cases", "minor"),
    [
        (1, 400, 0),
        (2, 400, 100_000),
        (3, 400, 200_000),
        (4, 400, 1_000_000 + 100 * 500),
        (7, 300, 5_000_000),
        (12, 301, 10_000_500),
        (30, 300, 20_000_000),
    ],
)
def test_fines_grow_with_the_months_above(above: int, cases: int, minor: int) -> None:
    rule = programme("mastercard_ecm").levels[1].rule(APRIL, "US")
    assert rule is not None
    found = fines.cost(rule, APRIL, above, cases)
    assert (found.low, found.high) == (minor, minor)


def test_visa_charges_each_case_from_october_2025_after_three_months() -> None:
    early = fines.cost(excessive(months.parse("2025-09")), months.parse("2025-09"), 9, 2_000)
    assert early.free
    assert fines.cost(excessive(APRIL), APRIL, 3, 2_000).free
    fourth = fines.cost(excessive(APRIL), APRIL, 4, 2_000)
    assert (fourth.low, fourth.high) == (1_600_000, 2_000_000)


def test_months_are_those_of_the_calendar_in_utc() -> None:
    january = months.parse("2026-01")
    assert months.first(january) == date(2026, 1, 1)
    period = months.period(january)
    assert (period.end - period.start) // 86_400 == 31
    assert months.of(period.start) == months.of(period.end - 1) == january
    assert months.named(january - 1) == "2025-12"


def test_the_page_about_the_limits_has_the_rules_of_today() -> None:
    page = programmes_page.PAGE.read_text()
    assert page == programmes_page.written(page), "python -m tests.monitoring.programmes_page"

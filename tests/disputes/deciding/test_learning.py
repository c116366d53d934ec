"""What closed cases teach: nothing before there are enough, everything when there are many."""

import random
from math import exp

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.disputes.deciding.cases import closed
from tillwatch.features.disputes.learn import Closed, Learned, learn
from tillwatch.features.disputes.learn.fitting import chance, shift
from tillwatch.features.disputes.learn.learning import logit, posterior


def lived(count: int, seed: int, offset: float, scale: float = 1.0) -> list[Closed]:
    """Cases of a business that fares by `offset` of log-odds, where facts weigh `scale`."""
    rolled = random.Random(seed)
    found = []
    for number in range(count):
        parts = {name: rolled.choice((-600_000, 0, 600_000)) for name in ("avs", "cvc")}
        odds = logit(0.3) + offset + scale * sum(parts.values()) / 1e6
        won = rolled.random() < 1 / (1 + exp(-odds))
        found.append(closed(number, won=won, parts=parts))
    return found


def test_nothing_closed_says_nothing() -> None:
    assert learn([]) == Learned()


def test_nineteen_cases_are_counted_and_do_not_count() -> None:
    learned = learn(closed(k, won=True) for k in range(19))
    assert (learned.cases, learned.won, learned.counts) == (19, 19, False)
    assert (learned.offset, learned.scales) == (0, {})
    one_more = learn(closed(k, won=True) for k in range(20))
    assert one_more.counts
    assert one_more.offset > 500_000


def test_only_what_a_bank_decided_teaches() -> None:
    fought = [closed(k, won=k % 2 == 0) for k in range(30)]
    aside = [
        closed(100 + k, won=False, outcome=outcome)
        for k, outcome in enumerate(
            ("not_contested", "prevented", "inquiry_closed", "refunded") * 20
        )
    ]
    taught, same = learn(fought), learn(fought + aside)
    assert (same.cases, same.won, same.offset, same.scales) == (
        taught.cases,
        taught.won,
        taught.offset,
        taught.scales,
    )
    assert same.usual == {"usd": 5_000}


def test_a_reason_counts_for_itself_from_twenty_of_its_own_on() -> None:
    lost = [closed(k, won=False) for k in range(40)]
    duplicates = [
        closed(100 + k, won=True, reason="duplicate", start_ppm=500_000) for k in range(19)
    ]
    learned = learn(lost + duplicates)
    assert learned.reasons["duplicate"].offset == 0
    learned = learn(
        [*lost, *duplicates, closed(200, won=True, reason="duplicate", start_ppm=500_000)]
    )
    assert learned.reasons["duplicate"].offset > 500_000
    assert learned.reasons["fraudulent"].offset < 0


def test_second_rounds_count_for_themselves_from_twenty_on() -> None:
    first = [closed(number, won=number % 2 == 0) for number in range(30)]
    for many, counts in ((19, False), (20, True)):
        again = [closed(100 + n, won=n % 4 != 0, second=True) for n in range(many)]
        learned = learn([*first, *again], second_start_ppm=250_000)
        assert (learned.cases, learned.second.cases) == (30 + many, many)
        assert (learned.second.offset > 0) is counts
    mean = (4 * 0.25 + 15) / 24
    assert chance(logit(0.25) + learned.second.offset / 1e6) == pytest.approx(mean, abs=1e-5)


def test_the_business_own_part_grows_with_every_case() -> None:
    assert posterior(0.3, 0, 0, 8) == pytest.approx(0.3)
    assert posterior(0.3, 12, 24, 8) == pytest.approx((8 * 0.3 + 12) / 32)
    assert posterior(0.3, 5_000, 10_000, 8) == pytest.approx(0.5, abs=1e-3)


@pytest.mark.parametrize("offset", [-1.5, 1.2])
def test_with_many_cases_the_figures_are_the_business_own(offset: float) -> None:
    learned = learn(lived(3_000, 1, offset, scale=1.8))
    assert learned.offset / 1e6 == pytest.approx(offset, abs=0.2)
    assert learned.scales["avs"] / 1e3 == pytest.approx(1.8, abs=0.3)
    assert learned.spreads["avs"] < 150
    few = learn(lived(25, 1, offset, scale=1.8))
    assert abs(few.scales["avs"] / 1e3 - 1) < abs(learned.scales["avs"] / 1e3 - 1) + 0.3
    assert few.spreads["avs"] > learned.spreads["avs"]


@given(st.permutations(range(40)))
@settings(max_examples=10)
def test_the_order_of_cases_does_not_matter(order: list[int]) -> None:
    cases = lived(40, 7, 0.4)
    assert learn(cases[k] for k in order) == learn(cases)
    assert learn(cases).version.startswith("own-")


def test_another_outcome_is_another_version() -> None:
    one = learn(closed(k, won=k % 2 == 0) for k in range(30))
    other = learn(closed(k, won=k % 3 == 0) for k in range(30))
    assert one.version != other.version


@given(
    st.lists(st.floats(-4, 4), min_size=1, max_size=30),
    st.floats(0.02, 0.98),
)
def test_a_shift_brings_the_mean_where_it_is_wanted(logits: list[float], rate: float) -> None:
    moved = shift(logits, rate)
    assert sum(chance(one + moved) for one in logits) / len(logits) == pytest.approx(rate)

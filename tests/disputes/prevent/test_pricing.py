"""What a warning costs, to the cent, and by whose figures."""

from fractions import Fraction

import pytest

from tillwatch.features.disputes.prevent.happening.shapes import Happening
from tillwatch.features.disputes.prevent.pricing.cost import Terms, compare
from tillwatch.features.disputes.prevent.pricing.share import Share, share
from tillwatch.features.disputes.value.exact import no_rate
from tillwatch.kernel.money import Money

NOW = 1_790_000_000
DAY = 86_400
FEE = Money(1_500, "usd")
TERMS = Terms(received=FEE, countered=FEE)


def warned(number: int, became: str, days: int = 120, *, open: bool = True) -> Happening:
    return Happening(
        kind="warning",
        id=f"issfr_{number}",
        connection_id="con",
        at=NOW - days * DAY,
        open=open,
        became=became,
    )


def general() -> Share:
    return share("warning", [], NOW)


@pytest.mark.parametrize(
    ("amount", "verdict"),
    [(1_000, "refund"), (1_500, "refund"), (2_024, "refund"), (2_026, "wait"), (9_900, "wait")],
)
def test_without_own_cases_it_is_the_processors_own_advice(amount: int, verdict: str) -> None:
    """Refund what is at most 35 % above the fee: 15.00 · 1.35 = 20.25."""
    assert compare(Money(amount, "usd"), general(), TERMS, no_rate).verdict == verdict


def test_the_sum_adds_up() -> None:
    told = [warned(n, "disputed" if n < 18 else "nothing") for n in range(24)]
    own = share("warning", told, NOW)
    assert (own.disputed, own.counted, own.own, own.ppm) == (18, 24, True, 750_000)
    assert own.low is not None
    assert own.high is not None
    assert own.low < 750_000 < own.high
    found = compare(Money(4_000, "usd"), own, TERMS, no_rate)
    assert (found.waiting, found.refund) == (Money(4_125, "usd"), Money(4_000, "usd"))
    assert (found.verdict, found.gain, found.sure) == ("refund", Money(125, "usd"), False)


def test_what_is_won_back_the_count_and_the_margin_change_it() -> None:
    terms = Terms(
        received=FEE, countered=FEE, count=Money(500, "usd"), margin_ppm=400_000, win_ppm=250_000
    )
    found = compare(Money(4_000, "usd"), general(), terms, no_rate)
    # 27/47 · (0.75 · 40.00 + 15.00 + 0.75 · 15.00 + 5.00); 40 % of 40.00
    assert found.waiting == Money(round(Fraction(27, 47) * 6_125), "usd")
    assert found.refund == Money(1_600, "usd")


def test_of_whom_the_share_is_counted() -> None:
    """Not those that were refunded, that could not be, or that are younger than 90 days."""
    told = [warned(n, "disputed") for n in range(19)]
    assert not share("warning", told, NOW).own
    told += [warned(20, "refunded"), warned(21, "early", 30), warned(22, "nothing", open=False)]
    assert share("warning", told, NOW).counted == 19
    assert share("warning", [*told, warned(23, "nothing")], NOW).own


def test_fees_in_another_currency_claim_nothing_without_a_rate() -> None:
    found = compare(Money(4_000, "eur"), general(), TERMS, no_rate)
    assert (found.verdict, found.waiting) == ("unknown", None)

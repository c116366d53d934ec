"""How often Stripe is asked: never more than its allowance, never slower than a person expects."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tillwatch.intake import pace


@pytest.mark.parametrize(
    ("transactions", "seconds"),
    [(0, 518.4), (20, 518.4), (60, 172.8), (173, 60.0), (100_000, 60.0)],
)
def test_the_unit_follows_the_account(transactions: int, seconds: float) -> None:
    assert pace.unit_s(transactions, None) == pytest.approx(seconds, abs=0.5)


@given(st.integers(0, 10**7))
def test_looking_at_the_event_list_keeps_to_half_of_what_is_allowed(transactions: int) -> None:
    looks = pace.MONTH_S / pace.unit_s(transactions, None)
    allowed = max(pace.READS_AT_LEAST, pace.READS_A_TRANSACTION * transactions)
    assert looks <= allowed * pace.SHARE + 1


def test_the_setting_wins() -> None:
    assert pace.unit_s(0, 2.5) == 2.5

"""What a dispute costs: by country and day, and by what the balance shows."""

from datetime import UTC, date, datetime, time

import pytest

from tests.disputes.deciding.cases import DAY, OPENED, a_case, an_entry
from tillwatch.features.disputes.fees import fees_for, fees_of
from tillwatch.features.disputes.fees.table import TABLE

JUNE_17 = 1_750_118_400
"""Midnight UTC of 17 June 2025."""


@pytest.mark.parametrize(
    ("country", "received", "countered"),
    [
        ("US", "1500 usd", "1500 usd"),
        ("CA", "1500 cad", "1500 cad"),
        ("SG", "1500 sgd", "1500 sgd"),
        ("AU", "2500 aud", "2500 aud"),
        ("DE", "2000 eur", "2000 eur"),
        ("MX", "1500 usd", "0 usd"),
        ("JP", "1500 usd", "0 usd"),
        ("ZZ", "1500 usd", "1500 usd"),
    ],
)
def test_by_country(country: str, received: str, countered: str) -> None:
    fees = fees_of(country, None, "visa", OPENED, "chargeback")
    assert f"{fees.received.amount} {fees.received.currency}" == received
    assert f"{fees.countered.amount} {fees.countered.currency}" == countered
    assert fees.received_returned is (country == "MX")
    assert all(one.source for one in (fees.received, fees.countered))


def test_an_unknown_country_is_read_from_the_currency() -> None:
    guessed = fees_of(None, "aud", None, OPENED, None).countered
    assert (guessed.amount, guessed.unconfirmed) == (2_500, True)
    assert "country is not known" in guessed.source
    assert fees_of("NO", "nok", None, OPENED, None).countered.unconfirmed


def test_answers_cost_something_for_disputes_from_the_17th_of_june_2025_on() -> None:
    before, since = (
        fees_of("US", "usd", "visa", at, "chargeback") for at in (JUNE_17 - 1, JUNE_17)
    )
    assert (before.countered.amount, since.countered.amount) == (0, 1_500)
    assert before.received.amount == 1_500


@pytest.mark.parametrize(
    ("country", "day", "received", "returned"),
    [
        ("GB", date(2023, 4, 9), 1_500, False),
        ("GB", date(2023, 4, 10), 2_000, False),
        ("DE", date(2023, 4, 9), 1_500, False),
        ("US", date(2023, 5, 31), 1_500, True),
        ("US", date(2023, 6, 1), 1_500, False),
        ("CA", date(2023, 10, 14), 1_500, True),
        ("CA", date(2023, 10, 15), 1_500, False),
        ("MX", date(2026, 1, 1), 1_500, True),
    ],
)
def test_by_the_day_it_opened(country: str, day: date, received: int, returned: bool) -> None:
    at = int(datetime.combine(day, time(), UTC).timestamp())
    fees = fees_of(country, None, "visa", at, "chargeback")
    assert (fees.received.amount, fees.received_returned) == (received, returned)
    assert fees.countered.amount == (received if at >= JUNE_17 and country != "MX" else 0)


def test_a_question_costs_nothing_to_answer_and_cartes_bancaires_costs_nothing_at_all() -> None:
    asked = fees_of("US", "usd", "amex", OPENED, "inquiry")
    assert (asked.countered.amount, asked.received.amount) == (0, 1_500)
    french = fees_of("FR", "eur", "cartes_bancaires", OPENED, "chargeback")
    assert (french.countered.amount, french.received.amount) == (0, 0)
    assert fees_of("US", "usd", "cartes_bancaires", OPENED, "chargeback").countered.amount == 1_500


@pytest.mark.parametrize("network", ["visa", "mastercard", None])
def test_a_compliance_case_costs_500_dollars(network: str | None) -> None:
    fee = fees_of("DE", "eur", network, OPENED, "compliance").compliance
    assert fee is not None
    assert (fee.amount, fee.currency) == (50_000, "usd")
    assert fees_of("DE", "eur", "amex", OPENED, "compliance").compliance is None
    assert fees_of("DE", "eur", "visa", OPENED, "chargeback").compliance is None


def test_what_the_balance_shows_wins_over_the_table() -> None:
    taken = an_entry(id="txn_1", fee=1_700, net=-26_300)
    fees = fees_for(a_case(entries=(taken,)))
    assert (fees.received.amount, fees.received.by) == (1_700, "balance")
    assert (fees.countered.amount, fees.countered.by) == (1_700, "balance"), "as much again"
    assert "txn_1" in fees.countered.source
    row = an_entry(
        id="txn_2",
        amount=-1_600,
        fee=0,
        net=-1_600,
        description="Card Dispute Countered Fee (2025-11-20)",
    )
    fees = fees_for(a_case(entries=(taken, row)))
    assert (fees.countered.amount, fees.countered.source) == (1_600, "Your balance, entry txn_2")


def test_the_balance_does_not_bring_a_fee_where_none_is_taken() -> None:
    taken = an_entry(fee=1_500)
    assert fees_for(a_case(country="JP", entries=(taken,))).countered.amount == 0
    old = a_case({"created": JUNE_17 - DAY}, entries=(taken,))
    assert fees_for(old).countered.amount == 0
    free = fees_for(a_case(entries=(an_entry(fee=0, net=-24_600),)))
    assert (free.received.amount, free.countered.amount) == (0, 1_500)


def test_the_table_names_each_country_once() -> None:
    named = [country for one in TABLE.amounts for country in one.countries]
    assert len(named) == len(set(named))

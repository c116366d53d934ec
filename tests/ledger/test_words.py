"""What a person may type, and everything it can mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tillwatch.kernel.money import Money
from tillwatch.ledger.questions.finding import words
from tillwatch.ledger.questions.finding.words import Amount

PLAIN = {"bhd": 3, "jpy": 0, "usd": 2}


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("pi_3Nabc", ("pi_3Nabc",)),
        ("  pi_3Nabc\n", ("pi_3Nabc",)),
        ("pi_1, ch_2;re_3\ntxn_4", ("pi_1", "ch_2", "re_3", "txn_4")),
        ("pi_1 pi_1", ("pi_1",)),
        ("cs_test_a1B2", ("cs_test_a1B2",)),
        ("txn_4/2", ("txn_4",)),
        ("txn_4/1\ntxn_4/2 74537604221222132710572", ("txn_4",)),
        ("pi_1 refund", ()),
        ("maya", ()),
        ("", ()),
    ],
)
def test_ids(typed: str, ids: tuple[str, ...]) -> None:
    assert words.read(typed).ids == ids


def test_references_of_banks() -> None:
    first, second = "74537604221222132710572", "24692160000000000000001"
    meant = words.read(f"{first}, pi_1\n{second} {first}")
    assert (meant.references, meant.ids) == ((first, second), ("pi_1",))
    assert words.read(f"{first}0").references == ()


@pytest.mark.parametrize(
    ("typed", "last4"),
    [
        ("4242", "4242"),
        ("•••• 4242", "4242"),
        ("****4242", "4242"),
        ("visa 4242", "4242"),
        ("42424", None),
        ("$4242", None),
        ("4,242", None),
    ],
)
def test_the_end_of_a_card_number(typed: str, last4: str | None) -> None:
    assert words.read(typed).last4 == last4


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("184.50", {2: 18450, 3: 184500}),
        ("184,50", {2: 18450, 3: 184500}),
        ("1,184.50", {2: 118450, 3: 1184500}),
        ("1.184,50", {2: 118450, 3: 1184500}),
        ("1 184,50", {2: 118450, 3: 1184500}),
        ("1'184.50", {2: 118450, 3: 1184500}),
        ("1,234,567", {0: 1234567, 2: 123456700, 3: 1234567000}),
        ("1200", {0: 1200, 2: 120000, 3: 1200000}),
        ("1200.00", {0: 1200, 2: 120000, 3: 1200000}),
        ("12.3456", {}),
        ("-5.00", {0: -5, 2: -500, 3: -5000}),
        ("1,2,3", {}),
        ("12.", {}),
        ("maya", {}),
        ("9" * 30, {}),
    ],
)
def test_amounts(typed: str, minor: dict[int, int]) -> None:
    assert {one.exponent: one.minor for one in words.amounts(typed)} == minor


def test_three_digits_behind_one_mark_are_thousands_or_a_third_of_a_coin() -> None:
    found = {(one.exponent, one.minor) for one in words.amounts("1.184")}
    assert found == {(0, 1184), (2, 118400), (3, 1184000), (3, 1184)}


def test_a_sign_or_code_names_currencies() -> None:
    assert words.amounts("€12") == (Amount(1200, 2, ("eur",)),)
    assert words.amounts("12 eur") == words.amounts("EUR 12") == words.amounts("€12")
    assert words.amounts("¥1200") == (Amount(1200, 0, ("jpy",)), Amount(120000, 2, ("cny",)))
    assert words.amounts("CA$5") == (Amount(500, 2, ("cad",)),)
    (dollars,) = words.amounts("$1,184.50")
    assert dollars.minor == 118450
    assert {"usd", "cad", "aud"} <= set(dollars.currencies)
    assert words.amounts("¥12.50") == (Amount(1250, 2, ("cny",)),)


@given(st.text(max_size=40))
def test_anything_can_be_typed(typed: str) -> None:
    words.read(typed)


@given(st.integers(0, 10**12), st.sampled_from(sorted(PLAIN)))
def test_an_amount_written_out_is_found(minor: int, currency: str) -> None:
    written = f"{Money(minor, currency).major():,f}"
    assert Amount(minor, PLAIN[currency]) in words.amounts(written)
    assert Amount(minor, PLAIN[currency], (currency,)) in words.amounts(f"{written} {currency}")

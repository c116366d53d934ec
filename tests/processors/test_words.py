"""Every code Stripe documents has words, and a code nobody documented keeps its own name."""

import msgspec
import pytest

from tests.processors import samples
from tillwatch.processors.stripe import events, pages
from tillwatch.processors.stripe.catalogue import EVENTS
from tillwatch.processors.stripe.offer.places import DASHBOARD
from tillwatch.processors.stripe.sentences import reasons, words
from tillwatch.processors.stripe.sentences.reasons import StripeWords
from tillwatch.processors.stripe.translate.disputes import REASONS

SAYS = StripeWords()
CARD_CODES = (
    "authentication_required authentication_not_handled approve_with_id call_issuer "
    "card_not_supported card_velocity_exceeded currency_not_supported do_not_honor "
    "do_not_try_again duplicate_transaction expired_card fraudulent generic_decline "
    "incorrect_address incorrect_cvc incorrect_number incorrect_pin incorrect_zip "
    "insufficient_funds invalid_account invalid_amount invalid_cvc invalid_expiry_month "
    "invalid_expiry_year invalid_number invalid_pin issuer_not_available lost_card "
    "merchant_blacklist mobile_device_authentication_required new_account_information_available "
    "no_action_taken not_permitted offline_pin_required online_or_offline_pin_required pickup_card "
    "pin_try_exceeded processing_error reenter_transaction restricted_card "
    "revocation_of_all_authorizations revocation_of_authorization security_violation "
    "service_not_allowed stolen_card stop_payment_order testmode_decline transaction_not_allowed "
    "try_again_later withdrawal_count_limit_exceeded"
).split()
HARD = (
    "incorrect_number lost_card pickup_card stolen_card revocation_of_authorization "
    "revocation_of_all_authorizations highest_risk_level transaction_not_allowed"
).split()
"""Of which Stripe says that trying again does not help."""
CATEGORIES = (
    "advance advance_funding anticipation_repayment charge charge_failure climate_order_purchase "
    "climate_order_refund connect_collection_transfer connect_reserved_funds contribution dispute "
    "dispute_reversal fee financing_paydown financing_paydown_reversal financing_payout "
    "financing_payout_reversal issuing_authorization_hold issuing_authorization_release "
    "issuing_dispute issuing_transaction network_cost other_adjustment partial_capture_reversal "
    "payout payout_reversal platform_earning platform_earning_refund refund refund_failure "
    "risk_reserved_funds tax topup topup_reversal transfer transfer_reversal "
    "unreconciled_customer_funds"
).split()


@pytest.mark.parametrize("code", CARD_CODES)
def test_each_card_code_says_what_it_means_and_what_to_do(code: str) -> None:
    told = SAYS.decline(code)
    assert "_" not in told.words
    assert told.words[0].islower() or told.words.startswith(("PIN", "Stripe"))
    assert told.means.endswith(".")
    assert told.advice.endswith(".")
    assert told.hard is not None


def test_the_card_codes_are_fifty() -> None:
    assert len(set(CARD_CODES)) == 50
    assert all(SAYS.decline(code).hard for code in HARD)
    assert not SAYS.decline("insufficient_funds").hard


def test_every_table_is_whole() -> None:
    for told in words.DECLINES.values():
        assert told.keys() == {"words", "means", "advice", "hard"}
        assert told["advice"] in words.ADVICE
    assert not {told["advice"] for told in words.DECLINES.values()} ^ words.ADVICE.keys()
    assert not set(CATEGORIES) - reasons.CATEGORIES.keys()
    assert not reasons.TITLES.keys() ^ EVENTS.keys(), "a title in titles.json is missing, or odd"
    assert {tone for _, tone in reasons.TITLES.values()} <= {"plain", "good", "bad", "warn", "info"}
    assert not REASONS - reasons.CLAIMS.keys()


def test_two_reasons_for_a_decline_are_told_apart() -> None:
    """Home lists them one below the other."""
    same = {"testmode_decline": "live_mode_test_card", "rule": "blocked_by_rule"}
    codes = [code for code in words.DECLINES if code not in same.values()]
    assert len({words.declined(code) for code in codes}) == len(codes)
    assert all(words.declined(one) == words.declined(other) for one, other in same.items())


def test_what_nobody_documented_is_told_honestly() -> None:
    told = SAYS.decline("brand_new_code")
    assert (told.words, told.hard) == ("brand new code", None)
    assert "no explanation" in told.means
    assert SAYS.decline(None).words == "the card was declined, no reason is known"
    assert SAYS.category("brand_new").many == "Brand new"
    assert SAYS.claim("brand_new", None, None).words == "brand new"
    assert SAYS.happened("gift.wrapped", {}).says == "gift wrapped"
    assert SAYS.fee("new_fee") == "New fee"


@pytest.mark.parametrize(
    ("network", "code", "said"),
    [
        ("visa", "10.4", "other fraud, card not present"),
        ("mastercard", "4853", "the cardholder disputes what was delivered or charged"),
        ("amex", "F29", "card not present fraud"),
        ("diners", "UA02", "fraud: card not present"),
        ("visa", "99.9", None),
        (None, None, None),
    ],
)
def test_the_networks_own_codes(network: str | None, code: str | None, said: str | None) -> None:
    assert SAYS.claim("fraudulent", network, code).network_words == said


@pytest.mark.parametrize("type_", sorted(EVENTS))
def test_every_kind_of_event_stands_on_a_timeline(type_: str) -> None:
    said = SAYS.happened(type_, samples.named(type_).object)
    assert said.says
    assert "_" not in said.says


def test_an_object_has_its_page_at_stripe() -> None:
    def page(kind: str, id_: str, mode: str | None = "live", account: str | None = None) -> str:
        return str(pages.page(DASHBOARD, kind, id_, mode=mode, account_id=account))

    assert page("payment", "pi_1") == "https://dashboard.stripe.com/payments/pi_1"
    assert page("dispute", "du_1", "test", "acct_1") == (
        "https://dashboard.stripe.com/acct_1/test/disputes/du_1"
    )
    assert page("payment", "a/../b").endswith("/payments/a%2F..%2Fb")
    assert page("balance_entry", "txn_1") == "None"
    assert page("payment", "pi_1", None) == "None"


def test_an_event_mentions_its_object_and_the_payment_that_one_names() -> None:
    def body(**about: object) -> bytes:
        return msgspec.json.encode({"id": "evt_1", "data": {"object": about}})

    assert events.mentions(body(id="re_1", payment_intent="pi_1", charge="ch_1")) == (
        "re_1",
        "pi_1",
        "ch_1",
    )
    assert events.mentions(body(id="du_1", payment_intent={"id": "pi_1"}, charge=None)) == (
        "du_1",
        "pi_1",
    )
    assert events.mentions(body(id=7)) == ()
    assert events.mentions(b"{}") == events.mentions(b"\xff") == ()

"""Compelling Evidence 3.0: each rule has its failing example, and the best pair is the best."""

from typing import Any

import pytest

from tests.disputes.evidence.cases import HOME, buyer, case, earlier
from tillwatch.features.disputes import pairs
from tillwatch.features.disputes.case.known import Buying, Case
from tillwatch.features.disputes.pairs import elements
from tillwatch.processors.defending import Address, Purchase

OPEN = ["visa_compelling_evidence_3"]
FRAUD = {"network_reason_code": "10.4", "enhanced_eligibility": OPEN}
GOOD = (earlier("ch_1", 150), earlier("ch_2", 300))


def fraud(*before: Buying, **more: Any) -> Case:
    known = {"dispute": FRAUD, "earlier": before, "purchase": buyer()}
    return case("fraudulent", **{**known, **more})


def picked(one: Case) -> pairs.Pairing:
    return pairs.pick(one, pairs.candidates(one))


def why_not(one: Case, id_: str = "ch_x") -> str:
    return "; ".join(next(c.why_not for c in pairs.candidates(one) if c.id == id_))


def test_two_old_clean_payments_from_the_same_place_are_a_pair() -> None:
    found = picked(fraud(*GOOD))
    assert found.pair is not None
    assert [c.id for c in found.pair.candidates] == ["ch_1", "ch_2"]
    assert [c.age_days for c in found.pair.candidates] == [150, 300]
    assert found.pair.matches == ("ip", "email")
    assert found.says == (
        "Address on the internet (IP) and e-mail address are the same in all three payments."
    )


@pytest.mark.parametrize(("days", "counts"), [(119, False), (120, True), (365, True), (366, False)])
def test_the_age_counts_both_borders(days: int, counts: bool) -> None:
    found = pairs.candidates(fraud(earlier("ch_x", days)))[0]
    assert (found.age_days, found.counts) == (days, counts)


SPOILED = [
    (earlier("ch_x", 93), "too young: 93 days before, at least 120 are needed"),
    (earlier("ch_x", 400), "too old: 400 days before, at most 365 count"),
    (earlier("ch_x", -2), "made after the disputed payment"),
    (earlier("ch_x", 200, disputed=True), "disputed itself"),
    (earlier("ch_x", 200, warned=True), "reported as fraud by the bank"),
    (earlier("ch_x", 200, refunded=24600, refunded_as_fraud=True), "refunded as fraud"),
    (earlier("ch_x", 200, connection_id="con_2"), "paid to another of your accounts"),
    (earlier("ch_x", 200, attempt={"card_fingerprint": "fp_other"}), "paid with another card"),
    (earlier("ch_x", 200, attempt={"card_fingerprint": None}), "paid with another card"),
    (earlier("ch_x", 200, attempt={"status": "failed", "captured": False}), "not paid"),
    (earlier("ch_x", 200, attempt={"amount_captured": 0}), "not paid"),
    (
        earlier("ch_x", 200, purchase=buyer(email="other@example.com")),
        "only one thing is equal: address on the internet (IP)",
    ),
    (
        earlier("ch_x", 200, purchase=buyer(ip="198.51.100.1", email="other@example.com")),
        "nothing in it is equal to the disputed payment",
    ),
]


@pytest.mark.parametrize(("before", "words"), SPOILED, ids=[words for _, words in SPOILED])
def test_each_rule_keeps_a_payment_out_by_itself(before: Buying, words: str) -> None:
    one = fraud(earlier("ch_1", 150), before)
    assert why_not(one) == words
    assert picked(one).pair is None
    assert picked(one).says.startswith("Only one earlier payment counts")


def test_all_reasons_are_said_not_the_first_only() -> None:
    one = fraud(earlier("ch_x", 30, disputed=True, attempt={"card_fingerprint": "fp_other"}))
    assert why_not(one) == (
        "too young: 30 days before, at least 120 are needed; paid with another card; "
        "disputed itself"
    )
    assert picked(one).says == "The one earlier payment does not count."


def test_one_of_the_equal_things_has_to_be_the_place_or_the_device() -> None:
    same = buyer(ip=None, account_id="ryan.doyle", shipping=HOME)
    one = fraud(earlier("ch_x", 200, purchase=same), purchase=same)
    assert why_not(one) == "neither the address on the internet (IP) nor the device is equal"


def test_both_names_of_a_device_are_one_thing() -> None:
    same = Purchase(device_id="A1B2C3D4E5F6G7H8", device_fingerprint="Xy7Fq0pLm2Nv9Rt4Kw1Z")
    one = fraud(earlier("ch_x", 200, purchase=same), purchase=same)
    assert why_not(one) == "only one thing is equal: device id and device fingerprint"


def test_a_route_that_is_not_open_gets_no_block() -> None:
    one = fraud(*GOOD, dispute={"network_reason_code": "10.4"})
    found = picked(one)
    assert found.pair is not None
    assert found.says.endswith("so they stand in the argument only.")
    assert pairs.enhanced_evidence(one, found.pair) == {}
    assert pairs.still_open(one, None) == []


def test_a_refund_that_is_no_fraud_does_not_keep_a_payment_out() -> None:
    assert pairs.candidates(fraud(earlier("ch_x", 200, refunded=24600)))[0].counts


def test_the_same_two_things_have_to_be_equal_over_all_three() -> None:
    now = buyer(device_id="A1B2C3D4E5F6G7H8")
    by_device = buyer(ip=None, device_id="A1B2C3D4E5F6G7H8", email="ryan@example.com")
    by_place = buyer(account_id=None, device_id=None)
    one = fraud(
        earlier("ch_1", 150, purchase=by_device),
        earlier("ch_2", 160, purchase=by_place),
        purchase=now,
    )
    assert all(c.counts for c in pairs.candidates(one))
    assert picked(one).pair is None
    assert picked(one).says == (
        "No two of the earlier payments share the same two things with the disputed one."
    )


@pytest.mark.parametrize(
    ("dispute", "reason"),
    [
        ({"network_reason_code": "10.3"}, "fraudulent"),
        ({"network_reason_code": "10.4", "network": "mastercard"}, "fraudulent"),
        ({"network_reason_code": "13.1"}, "product_not_received"),
    ],
)
def test_only_visa_fraud_without_the_card_takes_a_pair(
    dispute: dict[str, Any], reason: str
) -> None:
    one = case(reason, dispute=dispute, earlier=GOOD, purchase=buyer())
    assert not pairs.applies(one)
    assert picked(one).pair is None


def test_values_are_compared_without_what_does_not_matter() -> None:
    loud = buyer(
        ip="2001:DB8::7",
        email=" Ryan@Example.COM ",
        shipping=Address(
            line1="418  N.E. Alder St.",
            city="PORTLAND",
            state="or",
            postal_code="97232",
            country="US",
        ),
    )
    quiet = buyer(
        ip="2001:db8:0:0::7",
        shipping=Address(
            line1="418 n e alder st", city="Portland", state="OR", postal_code="97232", country="us"
        ),
    )
    assert elements.matching(elements.compared(loud), elements.compared(quiet)) == (
        "ip",
        "email",
        "shipping",
    )


@pytest.mark.parametrize(
    "weak",
    [
        {"device_fingerprint": "x" * 19},
        {"device_id": "x" * 14},
        {"account_id": "  "},
        {"ip": "10.0.0.4"},
        {"ip": "nonsense"},
        {"email": "nonsense"},
        {"shipping": Address(line1="418 NE Alder St", city="Portland", country="US")},
    ],
    ids=str,
)
def test_what_is_too_short_or_not_whole_proves_nothing(weak: dict[str, Any]) -> None:
    assert elements.compared(Purchase(**weak)) == {}
    strong = Purchase(device_fingerprint="x" * 20, device_id="x" * 15)
    assert set(elements.compared(strong)) == {"device_fingerprint", "device_id"}


def test_one_more_line_of_an_address_is_another_address() -> None:
    flat = Address(
        **{name: getattr(HOME, name) for name in HOME.__struct_fields__} | {"line2": "4"}
    )
    assert elements.place(HOME) != elements.place(flat)


def test_what_the_merchant_told_stands_before_what_the_charge_says() -> None:
    one = fraud(
        *GOOD, purchase=buyer(ip="198.51.100.9"), facts={"customer_purchase_ip": "203.0.113.7"}
    )
    assert picked(one).pair is not None


def test_most_equal_things_win_then_descriptions_then_the_newest() -> None:
    rich = buyer(device_id="A1B2C3D4E5F6G7H8")
    old = [earlier(f"ch_{n}", 300 + n, purchase=rich) for n in (1, 2)]
    young = [earlier(f"ch_{n}", 120 + n) for n in (3, 4, 5)]
    bare = [earlier(f"ch_{n}", 121, purchase=buyer(description=None)) for n in (6, 7)]
    by_device = picked(fraud(*old, *young, *bare, purchase=rich)).pair
    assert by_device is not None
    assert [c.id for c in by_device.candidates] == ["ch_1", "ch_2"]
    described = picked(fraud(*young, *bare)).pair
    assert described is not None
    assert [c.id for c in described.candidates] == ["ch_3", "ch_4"]


def test_the_block_says_what_the_processor_takes_and_nothing_that_differs() -> None:
    now = buyer(
        device_id="A1B2C3D4E5F6G7H8", account_id="ryan.doyle", description="Espresso machine"
    )
    one = fraud(*GOOD, purchase=now)
    found = picked(one).pair
    assert found is not None
    same = {"customer_purchase_ip": "203.0.113.7", "customer_email_address": "ryan@example.com"}
    block = pairs.enhanced_evidence(one, found)
    assert block == {
        "visa_compelling_evidence_3": {
            "disputed_transaction": {
                **same,
                "merchandise_or_services": "merchandise",
                "product_description": "Espresso machine",
            },
            "prior_undisputed_transactions": [
                {"charge": "ch_1", **same, "product_description": "Two bags of coffee"},
                {"charge": "ch_2", **same, "product_description": "Two bags of coffee"},
            ],
        }
    }
    assert not any(not action.answered for action in pairs.still_open(one, block))


def test_what_is_still_open_is_said() -> None:
    asked = ["missing_customer_identifiers", "missing_merchandise_or_services"]
    status = {
        "visa_compelling_evidence_3": {"status": "requires_action", "required_actions": asked}
    }
    bare = buyer(description=None)
    before = [earlier("ch_1", 150, purchase=bare), earlier("ch_2", 300, purchase=bare)]
    one = fraud(*before, purchase=bare, dispute={**FRAUD, "enhanced_status": status})
    found = picked(one).pair
    assert found is not None
    block = pairs.enhanced_evidence(one, found)
    opened = {action.name: action.answered for action in pairs.still_open(one, block)}
    assert opened == {
        "missing_customer_identifiers": True,
        "missing_merchandise_or_services": True,
        "missing_disputed_transaction_description": False,
        "missing_prior_undisputed_transaction_description": False,
    }
    said = pairs.enhanced_evidence(
        one, found, {"ch_now": "Coffee", "ch_1": "Coffee", "ch_2": "A cup"}
    )
    assert all(action.answered for action in pairs.still_open(one, said))
    assert len([a for a in pairs.still_open(one, None) if not a.answered]) == 5

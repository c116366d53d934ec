"""The form of a case: every field with what is known of it, from where, and what to look at."""

import pytest

from tests.disputes.evidence.cases import PARCEL, Fact, blank, case, earlier
from tillwatch.features.disputes.case.known import Case
from tillwatch.features.disputes.evidence import (
    Field,
    emptied,
    evidence_for,
    form,
)
from tillwatch.features.disputes.evidence.remarks import wrong_check_digit
from tillwatch.processors.defending import Purchase
from tillwatch.rows import Customer


def shown(one: Case, name: str) -> Field:
    found = form(one).field(name)
    assert found is not None
    return found


def beside(one: Case, name: str) -> list[tuple[str, bool]]:
    return [(remark.words, remark.good) for remark in shown(one, name).remarks]


def test_fields_stand_in_one_order_and_come_filled_from_the_charge() -> None:
    one = form(case(purchase=PARCEL))
    assert [field.name for field in one.fields] == [
        "shipping_carrier",
        "shipping_date",
        "shipping_tracking_number",
        "shipping_address",
        "delivered_on",
        "signed_by",
        "shipping_documentation",
        "customer_signature",
        "customer_communication",
        "uncategorized_text",
        "uncategorized_file",
    ]
    carrier = one.field("shipping_carrier")
    assert carrier is not None
    assert (carrier.label, carrier.value, carrier.source, carrier.told) == (
        "Carrier",
        "UPS",
        "charge",
        "shipping.carrier",
    )
    assert shown(case(purchase=PARCEL), "shipping_date").told == "metadata.shipped_at"
    assert not shown(case(purchase=PARCEL), "delivered_on").sent


ORDER = [
    ("charge", {}, {}, {}, "UPS"),
    ("what somebody saved", {"shipping_carrier": "DHL"}, {}, {}, "DHL"),
    (
        "the merchant's system",
        {"shipping_carrier": "DHL"},
        {"shipping_carrier": "FedEx"},
        {},
        "FedEx",
    ),
    (
        "a person",
        {"shipping_carrier": "DHL"},
        {"shipping_date": "2026-11-05"},
        {"shipping_carrier": "USPS"},
        "USPS",
    ),
    ("a person who emptied it", {"shipping_carrier": "DHL"}, {}, {"shipping_carrier": ""}, ""),
]


@pytest.mark.parametrize(
    ("who", "saved", "facts", "typed", "value"), ORDER, ids=[r[0] for r in ORDER]
)
def test_who_is_believed_first(
    who: str, saved: dict[str, str], facts: dict[str, str], typed: dict[str, str], value: str
) -> None:
    one = case(purchase=PARCEL, dispute={"evidence": saved}, facts=facts, typed=typed)
    assert shown(one, "shipping_carrier").value == value
    assert emptied(one) == (["shipping_carrier"] if saved and not value else [])


def test_what_the_processor_filled_in_waits_for_a_yes() -> None:
    prefilled = {"customer_name": "R Doyle", "product_description": "Coffee, three bags"}
    one = case("fraudulent", dispute={"evidence": prefilled})
    assert [(f.name, f.source) for f in form(one).fields if not f.confirmed] == [
        ("product_description", "processor"),
        ("customer_name", "processor"),
    ]
    sure = case("fraudulent", dispute={"evidence": prefilled}, typed={"customer_name": "R Doyle"})
    assert shown(sure, "customer_name").confirmed


def test_the_customer_fills_in_what_the_charge_does_not_say() -> None:
    customer = blank(Customer, id="cus_1", email="ryan@example.com", name="Ryan Doyle")
    one = case("product_not_received", "digital", customer=customer)
    assert shown(one, "customer_email_address").told == "customer cus_1"
    assert not shown(one, "customer_email_address").confirmed


def test_the_other_payment_is_found_where_paid_twice_is_claimed() -> None:
    twins = [
        earlier("ch_far", 80),
        earlier("ch_near", 2),
        earlier("ch_less", 1, attempt={"amount": 100}),
    ]
    one = case("duplicate", earlier=twins)
    assert shown(one, "duplicate_charge_id").value == "ch_near"
    assert shown(one, "duplicate_charge_id").source == "history"
    assert beside(one, "duplicate_charge_id") == [("another payment of this customer", True)]
    assert shown(case("duplicate", earlier=twins[2:]), "duplicate_charge_id").value == ""


def test_nothing_is_sent_that_is_not_seen() -> None:
    one = case(
        dispute={"evidence": {"refund_policy": "file_9", "enhanced_evidence": {"x": {}}}},
        typed={"billing_address": "1 Some Street, Town"},
        files=("receipt",),
    )
    names = {field.name for field in form(one).fields}
    assert {"refund_policy", "billing_address", "receipt"} <= names


CHECKED = {"check_line1": "pass", "check_postal_code": "pass"}
REMARKS = [
    ("shipping_address", case(purchase=PARCEL), "same as billing", True),
    (
        "shipping_address",
        case(purchase=PARCEL, attempt=CHECKED),
        "same as billing, confirmed by the bank",
        True,
    ),
    (
        "shipping_address",
        case(
            purchase=PARCEL,
            typed={"shipping_address": "Ryan Doyle, Portland OR 97232, 418 NE Alder St."},
        ),
        "same as billing",
        True,
    ),
    (
        "shipping_address",
        case(purchase=PARCEL, typed={"shipping_address": "9 Other Rd, Salem, OR 97301"}),
        "not the billing address",
        False,
    ),
    ("shipping_date", case(purchase=PARCEL), "1 day after the purchase", True),
    ("delivered_on", case(purchase=PARCEL), "3 days after the purchase", True),
    (
        "delivered_on",
        case(facts={"delivered_on": "2026-11-03"}),
        "on the day of the purchase",
        True,
    ),
    (
        "delivered_on",
        case(facts={"delivered_on": "2026-10-30"}),
        "before the purchase (3 November 2026)",
        False,
    ),
    (
        "delivered_on",
        case(purchase=PARCEL, facts={"shipping_date": "2026-11-09"}),
        "before it was shipped",
        False,
    ),
    ("shipping_tracking_number", case(purchase=PARCEL), "looks like a number of UPS", True),
    (
        "shipping_tracking_number",
        case(purchase=PARCEL, facts={"shipping_tracking_number": "1Z 999AA 1012345 6785"}),
        "1Z 999AA 1012345 6785: a digit is wrong, check it",
        False,
    ),
    (
        "shipping_tracking_number",
        case(purchase=PARCEL, facts={"shipping_tracking_number": "ABC123"}),
        "does not look like a number of UPS",
        False,
    ),
    (
        "customer_purchase_ip",
        case("fraudulent", facts={"customer_purchase_ip": "192.168.0.7"}),
        "not an address on the internet",
        False,
    ),
    (
        "device_id",
        case("fraudulent", facts={"device_id": "short"}),
        "too short to count: at least 15 characters",
        False,
    ),
    (
        "duplicate_charge_id",
        case("duplicate", typed={"duplicate_charge_id": "ch_nobody"}),
        "not found among this customer's payments",
        False,
    ),
    (
        "duplicate_charge_id",
        case("duplicate", typed={"duplicate_charge_id": "ch_now"}),
        "this is the disputed payment itself",
        False,
    ),
]


@pytest.mark.parametrize(("name", "one", "words", "good"), REMARKS, ids=[row[2] for row in REMARKS])
def test_facts_are_compared_with_each_other(name: str, one: Case, words: str, good: bool) -> None:
    assert beside(one, name) == [(words, good)]


def test_a_carrier_that_is_not_in_the_table_is_not_judged() -> None:
    one = case(facts={"shipping_carrier": "Ann's bike", "shipping_tracking_number": "AB-12-99"})
    assert beside(one, "shipping_tracking_number") == []


@pytest.mark.parametrize(
    ("number", "wrong"),
    [
        ("1Z999AA10123456784", False),
        ("1Z879E930346834440", False),
        ("1Z879E930346834441", True),
        ("RA123456785GB", False),
        ("RA123456784GB", True),
        ("9400111899223197428490", False),
    ],
)
def test_check_digits_that_are_known_for_certain(number: str, wrong: bool) -> None:
    assert wrong_check_digit(number) == wrong


def test_what_the_customer_wrote_may_be_told_in_words_and_no_link_stands_for_it() -> None:
    wrote = "6 November: the parcel is here, thank you. 12 November: I want my money back."
    told = case(facts={"customer_communication": wrote})
    assert shown(told, "customer_communication").counts
    assert "customer_communication" not in evidence_for(form(told)), "it is set in the packet"
    short = case(facts={"customer_communication": "Thanks."})
    assert beside(short, "customer_communication") == [
        ("too short to count: at least 20 characters", False)
    ]
    link = case(facts={"customer_communication": f"https://mail.example/{wrote}"})
    assert not shown(link, "customer_communication").value


def test_our_own_argument_at_the_processor_is_not_read_as_evidence() -> None:
    saved = {"uncategorized_text": "Delivery of what was bought\n1. …"}
    for facts in ({}, {"uncategorized_text": Fact(value="1. …", source="processor")}):
        field = shown(case(dispute={"evidence": saved}, told=facts), "uncategorized_text")
        assert (field.value, len(field.remarks)) == ("", 1)


def test_an_id_of_a_catalogue_does_not_say_what_was_sold() -> None:
    for id_ in ("prod_X4qIDKt7vEH2TG", "8f14e45fceea167a5a36dedd4bea2543"):
        one = case("product_unacceptable", purchase=Purchase(description=id_))
        assert shown(one, "product_description").value == ""
    named = case("product_unacceptable", purchase=Purchase(description="Extrakoffeinhaltig"))
    assert shown(named, "product_description").value == "Extrakoffeinhaltig"

"""What is asked for, per reason and kind of product: as the processor recommends, told here as its
page tells it."""

import pytest

from tests.disputes.evidence import page
from tests.disputes.evidence.cases import case, disputed
from tillwatch.features.disputes.case.known import PRODUCTS
from tillwatch.features.disputes.evidence import answered, book, form, proofs
from tillwatch.features.disputes.evidence.form import items

REASONS = (
    "bank_cannot_process check_returned credit_not_processed customer_initiated "
    "debit_not_authorized duplicate fraudulent general incorrect_account_details "
    "insufficient_funds noncompliant product_not_received product_unacceptable "
    "subscription_canceled unrecognized"
).split()
EVERY = "customer_communication uncategorized_text uncategorized_file"
SHIPPING = (
    "customer_signature shipping_address shipping_documentation shipping_date shipping_carrier "
    "shipping_tracking_number"
)
DIGITAL = "customer_purchase_ip customer_name customer_email_address access_activity_log"
SERVICE = "customer_signature service_date service_documentation"
REFUND = "refund_policy refund_policy_disclosure"
CANCEL = "cancellation_policy cancellation_policy_disclosure cancellation_rebuttal"
TWICE = "duplicate_charge_id duplicate_charge_explanation duplicate_charge_documentation"
RECOMMENDED = {
    "credit_not_processed": (
        f"{REFUND} refund_refusal_explanation",
        f"{REFUND} refund_refusal_explanation {CANCEL}",
        f"{REFUND} refund_refusal_explanation {CANCEL}",
    ),
    "duplicate": (
        f"{TWICE} shipping_documentation",
        TWICE,
        f"{TWICE} service_documentation",
    ),
    "fraudulent": (SHIPPING, DIGITAL, SERVICE),
    "unrecognized": (SHIPPING, DIGITAL, SERVICE),
    "product_not_received": (SHIPPING, DIGITAL, SERVICE),
    "product_unacceptable": (
        f"product_description {REFUND}",
        f"product_description {REFUND} access_activity_log",
        f"product_description {REFUND}",
    ),
    "subscription_canceled": (CANCEL, CANCEL, f"{CANCEL} service_date service_documentation"),
    "general": ("", "", ""),
    "noncompliant": ("fee_acknowledged",) * 3,
}
CELLS = [(reason, product) for reason in REASONS for product in PRODUCTS]


@pytest.mark.parametrize(("reason", "product"), CELLS)
def test_every_reason_asks_for_what_the_processor_recommends(reason: str, product: str) -> None:
    shown = {field.name for field in form(case(reason, product)).fields}
    row = RECOMMENDED.get(reason, RECOMMENDED["general"])
    wanted = {*row[PRODUCTS.index(product)].split(), *EVERY.split()}
    assert wanted <= shown
    if product != "physical":
        assert not {"shipping_carrier", "shipping_tracking_number"} & shown, "nothing was sent"


DECISIVE = {
    "fraudulent": "three_d_secure earlier_pair address_and_code place",
    "product_not_received": "tracking address delivery",
    "product_unacceptable": "description communication refund_rules",
    "subscription_canceled": "cancel_rules",
    "credit_not_processed": "refund_refused",
    "duplicate": "other_payment",
    "unrecognized": "descriptor receipt buyer earlier_orders",
    "general": "receipt communication",
    "insufficient_funds": "receipt communication",
    "a_reason_of_tomorrow": "receipt communication",
}


@pytest.mark.parametrize(("reason", "names"), DECISIVE.items())
def test_what_decides(reason: str, names: str) -> None:
    assert book.asked(reason, "physical").decisive == tuple(names.split())


@pytest.mark.parametrize(("reason", "product"), CELLS)
def test_the_tables_name_only_what_there_is(reason: str, product: str) -> None:
    asked = book.asked(reason, product)
    names = [name for name, _ in asked.items]
    assert len(names) == len(set(names))
    for name in names:
        rule = book.ITEMS[name]
        assert set(rule.fields) <= set(book.FIELDS)
        assert rule.fields or rule.proof
        assert {rule.proof, rule.or_proof} - {None} <= set(proofs.PROOFS)
        assert rule.check in (None, "ships_to_billing")
    assert set(asked.show) <= set(book.FIELDS)
    for name in asked.extra:
        fields = book.ITEMS[name].fields
        assert not any(book.FIELDS[field].confirm for field in fields), "half of half a point"


def test_the_fields_are_the_processors_and_a_few_of_ours() -> None:
    text = (
        "access_activity_log billing_address cancellation_policy_disclosure cancellation_rebuttal "
        "customer_email_address customer_name customer_purchase_ip duplicate_charge_explanation "
        "duplicate_charge_id product_description refund_policy_disclosure "
        "refund_refusal_explanation service_date shipping_address shipping_carrier shipping_date "
        "shipping_tracking_number uncategorized_text"
    ).split()
    files = (
        "cancellation_policy customer_communication customer_signature "
        "duplicate_charge_documentation receipt refund_policy service_documentation "
        "shipping_documentation uncategorized_file"
    ).split()
    sent = {name: rule for name, rule in book.FIELDS.items() if not rule.beside}
    assert {name for name, rule in sent.items() if rule.kind == "file"} == set(files)
    assert {name for name, rule in sent.items() if rule.kind != "file"} == set(text)
    assert {rule.kind for rule in book.FIELDS.values()} == set(book.KINDS)
    assert {name for name, rule in sent.items() if rule.confirm} == {
        "customer_email_address",
        "customer_name",
        "product_description",
    }


CODES = [
    ("visa", "10.4", "fraudulent"),
    ("visa", "12.6.1", "duplicate"),
    ("visa", "13.1", "product_not_received"),
    ("visa", "13.2", "subscription_canceled"),
    ("visa", "13.7", "credit_not_processed"),
    ("visa", "12.5", "general"),
    ("visa", "C028", "noncompliant"),
    ("mastercard", "4837", "fraudulent"),
    ("mastercard", "4855", "product_not_received"),
    ("mastercard", "4863", "unrecognized"),
    ("American Express", "F29", None),
    ("amex", "C08", "product_not_received"),
    ("discover", "RM", "product_unacceptable"),
    ("visa", "99.9", None),
    (None, None, None),
]


@pytest.mark.parametrize(("network", "code", "reason"), CODES)
def test_a_code_says_what_is_asked(
    network: str | None, code: str | None, reason: str | None
) -> None:
    assert book.by_code(network, code) == reason


def test_the_processors_word_stands_unless_it_says_nothing() -> None:
    assert answered(disputed("fraudulent", network_reason_code="13.1")) == "fraudulent"
    assert answered(disputed("general", network_reason_code="13.1")) == "product_not_received"
    assert answered(disputed("general", network_reason_code="12.5")) == "general"
    assert answered(disputed("other", network_reason_code=None)) == "other"
    assert answered(disputed("insufficient_funds", network_reason_code="13.1")) == (
        "insufficient_funds"
    )


def test_no_code_stands_for_two_reasons() -> None:
    for network, table in book.CODES.items():
        codes = [code for codes in table.values() for code in codes]
        assert len(codes) == len(set(codes)), network


def test_a_compliance_case_asks_for_the_fee_whatever_the_reason() -> None:
    one = case("fraudulent", dispute={"enhanced_eligibility": ["visa_compliance"]})
    assert items(one) == items(case("fraudulent")), "which proves nothing"
    assert form(one).field("fee_acknowledged") is not None
    assert form(case("fraudulent")).field("fee_acknowledged") is None


def test_the_page_shows_the_tables_as_they_are() -> None:
    said = page.PAGE.read_text()
    assert said == page.written(said), "python -m tests.disputes.evidence.page"

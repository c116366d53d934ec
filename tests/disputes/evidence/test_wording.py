"""Arguments: every template reads, every statement rests on facts, none is made without them."""

import re

import pytest

from tests.disputes.evidence.cases import HOME, Bought, blank, case, earlier, refund
from tillwatch.features.disputes.case.known import PRODUCTS, Case
from tillwatch.features.disputes.evidence import form
from tillwatch.features.disputes.wording import (
    CATALOGUE,
    SHELF,
    Argument,
    argue,
    key_of,
    parse,
    tellable,
    template_for,
)
from tillwatch.features.disputes.wording.facts import WORDS
from tillwatch.kernel import times
from tillwatch.processors.defending import Purchase
from tillwatch.rows import Payment

VISA = "10.1 10.2 10.3 10.4 11.1 11.2 11.3 12.1 12.2 12.3 12.4 12.5 12.6 12.6.1 12.6.2 12.7 13.1 "
VISA += "13.2 13.3 13.4 13.5 13.6 13.7 13.8 13.9"
MASTERCARD = "4807 4808 4812 4831 4834 4837 4840 4841 4842 4846 4849 4850 4853 4854 4855 4859 4860 "
MASTERCARD += "4863 4870 4871"
REASONS = "fraudulent unrecognized product_not_received product_unacceptable subscription_canceled "
REASONS += "credit_not_processed duplicate noncompliant general"
CHECKED = {
    "method": "card",
    "card_brand": "visa",
    "card_last4": "4242",
    "network_status": "approved_by_network",
    "statement_descriptor": "NORTHLIGHT COFFEE",
    "check_line1": "pass",
    "check_postal_code": "pass",
    "check_cvc": "pass",
    "three_d_secure": "authenticated",
    "three_d_secure_version": "2.2.0",
    "three_d_secure_eci": "05",
}


def argued(one: Case) -> Argument:
    return argue(one, form(one), template_for(one.dispute))


def test_every_code_that_can_be_answered_has_a_template() -> None:
    wanted = {f"visa {code}" for code in VISA.split()}
    wanted |= {f"mastercard {code}" for code in MASTERCARD.split()}
    wanted |= set(REASONS.split())
    assert set(SHELF) == wanted
    assert "visa 10.5" not in SHELF, "it cannot be contested"


@pytest.mark.parametrize("key", SHELF)
def test_every_template_reads_and_says_something_for_each_product(key: str) -> None:
    found = parse(SHELF[key], CATALOGUE)
    assert found.close.startswith("We ask the issuer")
    for product in PRODUCTS:
        meant = [s for s in found.statements if not s.products or product in s.products]
        assert len(meant) >= 2, product
    for said in found.statements:
        assert not re.search(r"\bnever\b|did not|has not", said.text), "says what nobody can know"


@pytest.mark.parametrize("key", SHELF)
@pytest.mark.parametrize("product", PRODUCTS)
def test_without_facts_nothing_is_claimed(key: str, product: str) -> None:
    bare = case("general", product, attempt=None)
    bare = Case(connection_id="c", as_of=0, country=None, dispute=bare.dispute, product=product)
    found = argue(bare, form(bare), parse(SHELF[key], CATALOGUE))
    assert (found.statements, found.text) == ([], "")
    assert found.left_out
    for left in found.left_out:
        assert left.missing
        assert left.says.startswith("Missing: ")


def test_facts_of_payments_and_history_are_told_where_they_hold() -> None:
    told = {name for one in (PARCEL, FRAUD, TWICE) for name in tellable(one, form(one))}
    assert told <= set(CATALOGUE)
    assert set(WORDS) - told == {"three_d_secure_tried", "wallet"}
    tried = {"three_d_secure": "attempt_acknowledged", "card_wallet": "apple_pay"}
    one = case("fraudulent", attempt=tried)
    assert {"three_d_secure_tried", "wallet"} <= set(tellable(one, form(one)))
    assert set(WORDS) & set(tellable(BARE, form(BARE))) == {
        "amount",
        "paid_amount",
        "purchased_on",
        "payment_id",
    }


BARE = case()
TELLS = Purchase(
    ip="203.0.113.7",
    email="ryan@example.com",
    name="Ryan Doyle",
    billing=HOME,
    shipping=HOME,
    carrier="UPS",
    tracking_number="1Z999AA10123456784",
    shipped_on="2026-11-04",
    delivered_on="2026-11-06",
    description="Three bags of coffee.",
    said={"carrier": "shipping.carrier", "delivered_on": "metadata.delivered_at"},
)
PARCEL = case(
    dispute={"network_reason_code": "13.1"},
    attempt=CHECKED,
    purchase=TELLS,
    files=("shipping_documentation",),
    facts={"signed_by": "R. Doyle"},
    refunds=[refund(amount=2000, reference="74321096789")],
    payment=blank(Payment, id="pi_now", order_number="1042"),
)
FRAUD = case(
    "fraudulent",
    dispute={"network_reason_code": "10.4"},
    attempt=CHECKED,
    purchase=TELLS,
    bought=Bought(payments=7, first=times.parse("2024-02-29")),
    earlier=[earlier("ch_1", 150), earlier("ch_2", 300)],
    typed={"account_id": "ryan.doyle"},
)
TWICE = case(
    "duplicate",
    dispute={"network_reason_code": "12.6.1"},
    attempt=CHECKED,
    purchase=TELLS,
    earlier=[earlier("ch_twin", 2), earlier("ch_older", 30)],
    files=("duplicate_charge_documentation",),
    typed={
        "duplicate_charge_explanation": "The first order was for the office, the second for home."
    },
)
MASTER = case(
    "product_unacceptable",
    "digital",
    dispute={"network_reason_code": "4853", "network": "mastercard"},
    attempt=CHECKED,
    purchase=Purchase(description="A year of the reading club"),
    facts={"access_activity_log": "12 Nov 2026 08:14 UTC sign-in from 203.0.113.7"},
    typed={
        "refund_refusal_explanation": "The policy gives 14 days, and the request came after 40."
    },
)


def test_not_received_in_full() -> None:
    assert (
        argued(PARCEL).text
        == """\
Delivery of what was bought
1. On 3 November 2026 the buyer ordered Three bags of coffee, for 246.00 USD.
2. The parcel left on 4 November 2026 with UPS, under the tracking number 1Z999AA10123456784.
3. It was sent to 418 NE Alder St, Portland, OR 97232, US.
4. That is the billing address of the card, which the issuer confirmed.
5. UPS delivered it on 6 November 2026; the carrier's proof is attached.
6. The delivery was signed for by R. Doyle.
7. Of this payment 20.00 USD were refunded on 8 November 2026, under the reference 74321096789.
We ask the issuer to reverse the dispute."""
    )
    left = {one.missing for one in argued(PARCEL).left_out}
    assert left == {("customer_signature",), ("customer_communication",), ("uncategorized_text",)}


def test_fraud_in_full() -> None:
    assert (
        argued(FRAUD).text
        == """\
Who made this payment
1. The cardholder was authenticated for the payment of 3 November 2026 with 3-D Secure 2.2.0 \
(ECI 05), so that a claim of fraud is the issuer's liability.
2. Two earlier payments with the same card, ch_1 of 6 June 2026 and ch_2 of 7 January 2026, were \
neither disputed nor reported as fraud; the address on the internet (IP) and e-mail address are \
the same in both and in this payment.
3. The issuer confirmed the street and postcode of the billing address that was given with the \
order.
4. The issuer confirmed the security code of the card.
5. The order came from the internet address 203.0.113.7.
6. The order belongs to the account ryan.doyle.
7. The buyer has made 7 earlier payments to us since 29 February 2024, none of them disputed.
8. The parcel went to 418 NE Alder St, Portland, OR 97232, US, the billing address that the issuer \
confirmed.
We ask the issuer to reverse the dispute."""
    )


def test_paid_twice_in_full() -> None:
    assert (
        argued(TWICE).text
        == """\
The two payments
1. The disputed payment ch_now of 3 November 2026 over 246.00 USD was for: Three bags of coffee.
2. The other payment ch_twin was made on 1 November 2026 over 246.00 USD, for: Two bags of coffee.
3. How the two differ: The first order was for the office, the second for home.
4. Proof of the other payment is attached.
We ask the issuer to reverse the dispute."""
    )


def test_a_cardholder_dispute_in_full() -> None:
    assert (
        argued(MASTER).text
        == """\
What was described, and what was delivered
1. What was sold, as it was described before the purchase: A year of the reading club.
2. The product was used after the purchase: 12 Nov 2026 08:14 UTC sign-in from 203.0.113.7
3. Why no refund is due: The policy gives 14 days, and the request came after 40.
We ask the issuer to reverse the chargeback."""
    )


def test_every_statement_names_what_it_rests_on() -> None:
    for one in (PARCEL, FRAUD, TWICE, MASTER):
        for said in argued(one).statements:
            assert said.sources
            assert all(source.value and source.source for source in said.sources)
    delivered = next(s for s in argued(PARCEL).statements if "delivered" in s.text)
    assert [(s.name, s.told) for s in delivered.sources] == [
        ("shipping_carrier", "shipping.carrier"),
        ("delivered_on", "metadata.delivered_at"),
        ("shipping_documentation", "upload"),
    ]


def test_a_missing_fact_is_named_loudly_and_its_statement_is_not_made() -> None:
    found = argued(case(facts={"shipping_carrier": "UPS", "delivered_on": "2026-11-06"}))
    assert not any("delivered" in said.text for said in found.statements)
    left = next(one for one in found.left_out if "delivered_on" in one.text)
    assert left.missing == ("shipping_documentation",)
    assert left.says == "Missing: proof of delivery."


def test_what_somebody_could_still_bring_comes_first() -> None:
    missing = [one.missing for one in argued(case("fraudulent")).left_out]
    brought = [all(name not in WORDS for name in names) for names in missing]
    assert brought == sorted(brought, reverse=True)
    assert set(brought) == {True, False}


def test_a_text_too_short_to_count_is_no_fact() -> None:
    one = case("general", typed={"uncategorized_text": "Please."})
    assert "Please." not in argued(one).text


def test_what_was_typed_is_in_the_letter_and_stands_once_in_the_field() -> None:
    typed = "The first parcel came back, and the second was sent on the same day."
    found = argued(case("general", files=("receipt",), typed={"uncategorized_text": typed}))
    assert [said.text for said in found.statements] == [
        "The receipt is attached.",
        f"Further to this: {typed}",
    ]
    assert (
        found.text
        == """\
The purchase and what followed it
1. The receipt is attached.
We ask the issuer to decide for us."""
    )


KEYS = [
    ("visa", "10.4", "fraudulent", "visa 10.4"),
    ("visa", "12.6.1", "duplicate", "visa 12.6.1"),
    ("visa", "12.6.9", "duplicate", "visa 12.6"),
    ("mastercard", "4853", "product_not_received", "mastercard 4853"),
    ("amex", "C08", "product_not_received", "product_not_received"),
    ("visa", None, "insufficient_funds", "general"),
    ("visa", "C028", "noncompliant", "noncompliant"),
    (None, None, "other", "general"),
]


@pytest.mark.parametrize(("network", "code", "reason", "key"), KEYS)
def test_the_narrowest_template_answers(
    network: str | None, code: str | None, reason: str, key: str
) -> None:
    one = case(reason, dispute={"network": network, "network_reason_code": code})
    assert key_of(one.dispute) == key


def test_the_merchants_own_template_stands_before_ours() -> None:
    own = {"visa 13.1": "title: Ours\n- It was {amount}, {{really}}.\nclose: We ask.\n"}
    one = argue(PARCEL, form(PARCEL), template_for(PARCEL.dispute, own))
    assert one.text == "Ours\n1. It was 246.00 USD, {really}.\nWe ask."


def test_a_fact_cannot_bring_a_placeholder_of_its_own() -> None:
    one = case(facts={"shipping_carrier": "{amount} <- receipt", "shipping_date": "2026-11-04"})
    own = {"visa": "title: A\n- By {shipping_carrier}."}
    assert argue(one, form(one), parse(own["visa"], CATALOGUE)).text.endswith(
        "1. By {amount} <- receipt."
    )

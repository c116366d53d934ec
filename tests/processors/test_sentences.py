"""What each event says, in full."""

import json
from typing import Any

import pytest

from tests.processors import samples
from tests.processors.samples import Fixture
from tillwatch.processors.port import Sentence
from tillwatch.processors.stripe import events, sentences
from tillwatch.processors.stripe.sentences import words
from tillwatch.processors.stripe.translate import disputes


def in_full(said: Sentence | None) -> str | None:
    if said is None:
        return None
    who = f"{said.who} " if said.who else ""
    amount = f" [{said.amount.amount} {said.amount.currency}]" if said.amount else ""
    return f"{who}{said.text}{amount}"


@pytest.mark.parametrize("fixture", samples.all_of_them(), ids=lambda f: f.type)
def test_each_event_says_its_sentence_or_nothing(fixture: Fixture) -> None:
    payload = json.loads(events.event_readings(fixture.body())[0].payload)
    said = sentences.sentence(fixture.type, payload)
    assert in_full(said) == fixture.says
    if said:
        assert (said.kind, said.id) == (fixture.object["object"], fixture.object["id"])


@pytest.mark.parametrize(
    ("type_", "changed", "text"),
    [
        ("charge.succeeded", {"captured": False}, "authorised a payment: Blue mug"),
        ("charge.succeeded", {"description": None}, "paid"),
        ("charge.refunded", {"refunded": True}, "was refunded"),
        (
            "charge.dispute.created",
            {"status": "warning_needs_response", "reason": "unrecognized"},
            "A bank has a question about a payment (no money taken yet): the customer does not "
            "recognise it",
        ),
        ("charge.dispute.closed", {"status": "lost"}, "A dispute was lost"),
        ("charge.dispute.closed", {"status": "new_thing"}, "A dispute was closed"),
        ("customer.subscription.created", {"status": "trialing"}, "A trial was started"),
        ("payout.created", {"amount": -50}, "Stripe takes back money from your bank account"),
        (
            "radar.early_fraud_warning.created",
            {"actionable": False},
            "A bank reported a payment as fraud",
        ),
    ],
)
def test_the_same_event_may_say_something_else(
    type_: str, changed: dict[str, Any], text: str
) -> None:
    said = sentences.sentence(type_, {**samples.named(type_).object, **changed})
    assert said is not None
    assert said.text == text


def test_an_unheard_of_event_is_silent() -> None:
    assert sentences.sentence("gift.wrapped", {"id": "g_1"}) is None


def test_a_payment_of_nobody_known_still_reads() -> None:
    said = sentences.sentence("charge.succeeded", {"id": "ch_1", "object": "charge"})
    assert in_full(said) == "A customer paid"


def test_all_fifty_card_decline_codes_have_words() -> None:
    assert len(words.DECLINES) >= 80
    assert words.declined("insufficient_funds") == "not enough money on the card"
    assert words.declined("brand_new_code") == "brand new code"
    assert words.declined(None) == "no reason given"


def test_why_a_refund_failed() -> None:
    assert words.refund_failed("declined") == "the bank declined it"
    assert words.refund_failed("account_closed") == "account closed"
    assert words.refund_failed("unknown") == words.refund_failed(None) == "no reason given"


def test_each_reason_for_a_dispute_has_words() -> None:
    assert not disputes.REASONS - words.DISPUTE_REASONS.keys()

"""A payment from its parts: what a person would call it, told as small tables."""

from typing import Any

import msgspec
import pytest

from tillwatch.ledger import project
from tillwatch.rows import Attempt, Intent, Payment


def blank(row: type[Any], **given: Any) -> Any:
    """A row with nothing said but what is given."""
    empty = {bool: False, int: 0, str: ""}
    fields = {}
    for field in msgspec.structs.fields(row):
        if field.default is msgspec.NODEFAULT:
            fields[field.name] = empty.get(field.type)
    return row(**{**fields, "currency": "usd", **given})


def charge(id_: str = "ch_1", created: int = 10, **given: Any) -> Attempt:
    told = {"payment": "pi_1", "amount": 500, **given}
    return blank(Attempt, id=id_, created=created, **told)


def paid(id_: str = "ch_1", created: int = 10, **given: Any) -> Attempt:
    told = {"status": "succeeded", "captured": True, "amount_captured": 500, **given}
    return charge(id_, created, **told)


def failed(id_: str = "ch_1", created: int = 10, **given: Any) -> Attempt:
    return charge(id_, created, status="failed", failure_code="card_declined", **given)


def intent(status: str, **given: Any) -> Intent:
    return blank(Intent, id="pi_1", created=5, status=status, amount=500, **given)


def payment(told: Intent | None, *tries: Attempt) -> Payment:
    made = project.payment(told, tries)
    assert made is not None
    assert made == project.payment(told, reversed(tries))
    return made


held = charge(status="succeeded", captured=False)
released = charge(status="succeeded", captured=False, refunded=True, amount_refunded=500)


@pytest.mark.parametrize(
    ("told", "tries", "status"),
    [
        (intent("succeeded"), [paid()], "succeeded"),
        (intent("succeeded"), [], "succeeded"),
        (intent("processing"), [paid()], "succeeded"),
        (intent("incomplete"), [], "incomplete"),
        (intent("incomplete"), [failed()], "failed"),
        (intent("failed"), [failed()], "failed"),
        (intent("requires_action"), [failed()], "requires_action"),
        (intent("requires_capture"), [held], "requires_capture"),
        (intent("canceled"), [released], "canceled"),
        (intent("canceled"), [failed()], "canceled"),
        (None, [paid()], "succeeded"),
        (None, [failed("ch_1", 10), paid("ch_2", 20)], "succeeded"),
        (None, [failed()], "failed"),
        (None, [charge(status="pending")], "processing"),
        (None, [held], "requires_capture"),
        (None, [released], "canceled"),
        (None, [charge(status="other")], "other"),
    ],
)
def test_status(told: Intent | None, tries: list[Attempt], status: str) -> None:
    assert payment(told, *tries).status == status


def test_nothing_known_is_no_payment() -> None:
    assert project.payment(None, []) is None


def test_money_is_summed_over_the_tries_and_refunds_do_not_change_status() -> None:
    made = payment(
        intent("succeeded"),
        failed("ch_1", 10),
        paid("ch_2", 20, amount_refunded=200, refunded=True),
    )
    assert (made.amount, made.amount_captured, made.amount_refunded) == (500, 500, 200)
    assert (made.status, made.attempts, made.latest_attempt) == ("succeeded", 2, "ch_2")


def test_without_tries_the_intent_says_what_was_received() -> None:
    assert payment(intent("succeeded", amount_received=480)).amount_captured == 480


def test_who_paid_and_with_what_comes_from_the_try_that_took_the_money() -> None:
    made = payment(
        None,
        paid("ch_1", 10, card_last4="4242", email="a@example.com"),
        failed("ch_2", 20, card_last4="0002", email="b@example.com"),
    )
    assert (made.card_last4, made.email, made.latest_attempt) == ("4242", "a@example.com", "ch_2")


def test_a_failure_shows_only_while_it_matters() -> None:
    assert payment(intent("failed"), failed()).failure_code == "card_declined"
    assert payment(intent("succeeded"), failed(), paid("ch_2", 20)).failure_code is None


def test_what_the_intent_says_of_the_failure_comes_first() -> None:
    told = intent("failed", decline_code="insufficient_funds")
    assert (
        payment(told, failed(decline_code="generic_decline")).decline_code == "insufficient_funds"
    )


def test_a_bare_charge_is_its_own_payment_and_begins_with_its_first_try() -> None:
    made = payment(None, paid(payment="ch_1"))
    assert (made.id, made.created) == ("ch_1", 10)
    assert payment(None, failed("ch_1", 10), paid("ch_2", 20)).created == 10


@pytest.mark.parametrize(
    ("metadata", "number"),
    [
        ({"order_id": "1042"}, "1042"),
        ({"Order-Number": 7}, "7"),
        ({"orderId": " A-9 ", "cart": "x"}, "A-9"),
        ({"border": "x", "order_id": ""}, None),
        ({"order": {"id": 1}}, None),
        ({}, None),
        (None, None),
    ],
)
def test_a_business_has_its_own_number_of_an_order(metadata: Any, number: str | None) -> None:
    assert payment(intent("succeeded", metadata=metadata)).order_number == number


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("Order #1042", "1042"),
        ("Till & Co - Order 1042", "1042"),
        ("Payment for order no. A-17.", "A-17"),
        ("#1042", "1042"),
        ("Order 1042 and order 1043", None),
        ("Border 12 in order of size", None),
        ("Coffee #5, two bags", None),
        ("Order 2 bags of coffee", None),
        ("Order 1042 and 1043", None),
        ("Order id: 1042 from Ann", "1042"),
        ("Preorder 2026", None),
        ("In order to renew", None),
        (None, None),
    ],
)
def test_an_order_is_also_known_by_the_words_of_the_payment(
    said: str | None, number: str | None
) -> None:
    assert payment(intent("succeeded", description=said)).order_number == number
    told = intent("succeeded", description=said, metadata={"order_id": "7"})
    assert payment(told).order_number == "7"

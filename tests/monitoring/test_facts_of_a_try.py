"""What a try means, by what Stripe says of it: answered how, by whom, and whether the bank was
asked; what became of an approved one; the stages of a dispute; whose card a fee is about."""

from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select

from tests.api import filling
from tests.api.filling import made
from tests.monitoring import business
from tillwatch.features.monitoring import answering
from tillwatch.features.monitoring.asked import Question
from tillwatch.intake.house import House
from tillwatch.kernel.times import Period
from tillwatch.lake import facts
from tillwatch.lake.asking import Lake
from tillwatch.rows import (
    Attempt,
    BalanceEntry,
    Dispute,
    Fee,
    FraudWarning,
    Intent,
    Refund,
    Row,
)

T = 1_790_000_000
COLUMNS = ("outcome", "declined_by", "sent", "network_approved")
Says = tuple[str, str | None, str | None, str | None]
TRIES: dict[str, tuple[Says, tuple[str, str | None, int, int]]] = {
    "approved": (
        ("succeeded", "authorized", "approved_by_network", None),
        ("approved", None, 1, 1),
    ),
    "approved, to be looked at": (
        ("succeeded", "manual_review", "approved_by_network", None),
        ("approved", None, 1, 1),
    ),
    "a wallet that says nothing of a network": (
        ("succeeded", None, None, None),
        ("approved", None, 1, 1),
    ),
    "on its way": (("pending", "authorized", None, None), ("pending", None, 1, 0)),
    "the bank's no": (
        ("failed", "issuer_declined", "declined_by_network", "card_declined"),
        ("declined", "issuer", 1, 0),
    ),
    "the bank wants the extra check: its no as well": (
        ("failed", "issuer_declined", "declined_by_network", "authentication_required"),
        ("declined", "issuer", 1, 0),
    ),
    "the extra check failed, so the bank was not asked": (
        ("failed", "issuer_declined", "not_sent_to_network", "card_declined"),
        ("unauthenticated", "gateway", 0, 0),
    ),
    "the extra check was left": (
        ("failed", None, None, "payment_intent_authentication_failure"),
        ("unauthenticated", "gateway", 0, 0),
    ),
    "blocked by Radar": (
        ("failed", "blocked", "not_sent_to_network", "card_declined"),
        ("blocked", "gateway", 0, 0),
    ),
    "blocked after the bank's yes": (
        ("failed", "blocked", "reversed_after_approval", "incorrect_cvc"),
        ("blocked", "gateway", 1, 1),
    ),
    "an invalid request": (
        ("failed", "invalid", "not_sent_to_network", None),
        ("invalid", "gateway", 0, 0),
    ),
    "an old shape that only says failed": (
        ("failed", None, None, "card_declined"),
        ("declined", "issuer", 1, 0),
    ),
    "a state nobody has heard of": (("other", None, None, None), ("other", None, 1, 0)),
}


async def told(house: House, fact: str, rows: list[Row]) -> dict[str, Any]:
    """The fact's rows by id."""
    await filling.account(house, business.CON, "test")
    await business.add(house, business.CON, rows)
    async with house.store.reading() as tx:
        found = await tx.execute(select(facts.LEDGER.fact(fact)))
        return {row.id: row for row in found}


def tried(id: str, **more: Any) -> Attempt:
    given = {"payment": f"pi_{id}", "amount": 900, "currency": "eur", "status": "succeeded"}
    return made(Attempt, id, created=T, **{**given, **more})


async def test_how_a_try_was_answered_and_by_whom(house: House) -> None:
    names = ("status", "outcome_type", "network_status", "failure_code")
    rows: list[Row] = [
        tried(name, **dict(zip(names, says, strict=True))) for name, (says, _) in TRIES.items()
    ]
    found = await told(house, "attempt", rows)
    said = {name: tuple(getattr(found[name], column) for column in COLUMNS) for name in TRIES}
    assert said == {name: expected for name, (_, expected) in TRIES.items()}


class Held(NamedTuple):
    changed: dict[str, Any]
    intent: str | None
    failed_sale: int
    waiting: int


HELD = {
    "captured": Held({"captured": True, "amount_captured": 900}, None, 0, 0),
    "waits": Held({}, "requires_capture", 0, 1),
    "waits, without an intent": Held({}, None, 0, 1),
    "canceled": Held({}, "canceled", 1, 0),
    "ran out": Held({"refunded": True}, None, 1, 0),
    "reversed": Held(
        {"status": "failed", "network_status": "reversed_after_approval"}, "failed", 1, 0
    ),
    "declined": Held({"status": "failed", "network_status": "declined_by_network"}, "failed", 0, 0),
}


async def test_what_became_of_what_was_approved(house: House) -> None:
    rows: list[Row] = [tried(name, **held.changed) for name, held in HELD.items()]
    rows += [
        made(Intent, f"pi_{name}", created=T, status=held.intent, currency="eur", amount=900)
        for name, held in HELD.items()
        if held.intent
    ]
    found = await told(house, "attempt", rows)
    said = {name: (found[name].failed_sale, found[name].waiting) for name in HELD}
    assert said == {name: (held.failed_sale, held.waiting) for name, held in HELD.items()}


DISPUTES = {
    ("needs_response", "chargeback"): ("chargeback", "open"),
    ("won", "chargeback"): ("chargeback", "won"),
    ("lost", "compliance"): ("chargeback", "lost"),
    ("appeal_under_review", "chargeback"): ("appeal", "open"),
    ("warning_needs_response", "inquiry"): ("inquiry", "open"),
    ("warning_closed", "inquiry"): ("inquiry", "closed"),
    ("prevented", "block"): ("prevented", "prevented"),
    ("charge_refunded", None): ("chargeback", "closed"),
    ("other", None): ("chargeback", "open"),
}


async def test_the_stage_and_the_result_of_a_dispute(house: House) -> None:
    rows: list[Row] = [
        made(Dispute, status, created=T, status=status, case_type=case_type, network="visa")
        for status, case_type in DISPUTES
    ]
    found = await told(house, "dispute", rows)
    for (status, case_type), expected in DISPUTES.items():
        assert (found[status].lifecycle, found[status].result) == expected, (status, case_type)
        assert found[status].scheme == "visa"  # its own word: the try is not known


async def test_a_fee_and_an_entry_know_the_card_through_a_refund_or_a_dispute(
    house: House,
) -> None:
    rows: list[Row] = [
        tried("ch_1", card_brand="visa", card_country="DE"),
        made(Refund, "re_1", created=T, attempt="ch_1", status="succeeded"),
        made(Dispute, "du_1", created=T, attempt="ch_1", status="lost"),
    ]
    sources = ("ch_1", "re_1", "du_1", None)
    rows += [made(BalanceEntry, f"txn_{of}", created=T, source=of) for of in sources]
    rows += [
        made(Fee, f"txn_{of}/1", created=T, source=of, entry=f"txn_{of}", kind="blended")
        for of in sources
    ]
    found = await told(house, "entry", rows)
    assert [found[f"txn_{of}"].scheme for of in sources] == ["visa", "visa", "visa", None]
    async with house.store.reading() as tx:
        fees = {row.id: row for row in await tx.execute(select(facts.LEDGER.fact("fee")))}
    countries = [fees[f"txn_{of}/1"].issuer_country for of in sources]
    assert countries == ["DE", "DE", "DE", None]


async def test_visa_counts_a_payment_with_a_report_and_a_chargeback_twice(house: House) -> None:
    """Questions from the bank, disputes prevented in time and other brands are not counted."""
    rows: list[Row] = [
        tried("ch_1", card_brand="visa", captured=True, amount_captured=900),
        tried("ch_2", card_brand="mastercard", captured=True, amount_captured=900),
        made(FraudWarning, "issfr_1", created=T, attempt="ch_1"),
        made(FraudWarning, "issfr_2", created=T, attempt="ch_2"),
        made(Dispute, "du_1", created=T, attempt="ch_1", status="won"),
        made(Dispute, "du_2", created=T, attempt="ch_1", status="warning_closed"),
        made(Dispute, "du_3", created=T, attempt="ch_1", status="prevented"),
        made(Dispute, "du_4", created=T, attempt="ch_2", status="lost"),
    ]
    await told(house, "attempt", rows)
    asked = Question(
        metrics=("vamp_count", "vamp_ratio"), period=Period(T - 9, T + 9), zone=ZoneInfo("UTC")
    )
    totals = (await answering.answer(Lake(house.store, only="ledger"), asked)).totals
    assert [part.numerator for part in totals["vamp_count"]] == [2]
    assert [(part.numerator, part.denominator) for part in totals["vamp_ratio"]] == [(2, 1)]

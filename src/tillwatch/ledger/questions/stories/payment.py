"""A payment's whole story: each try and why it failed, what was bought, where the money went."""

from collections.abc import Sequence
from typing import Final

import msgspec

from tillwatch.kernel.money import Money
from tillwatch.ledger.questions.scope import Record
from tillwatch.ledger.questions.stories.ask import Ask
from tillwatch.ledger.questions.stories.parts import briefs, entries, goods, people, timeline, tries
from tillwatch.ledger.questions.stories.parts.pieces import DisputeBrief, EntryBrief, Happening
from tillwatch.ledger.questions.stories.told import PaymentStory
from tillwatch.processors.reading import Payload
from tillwatch.processors.words import Happened

HAPPENINGS: Final = 100
REFUNDS: Final = 50


class Parts(msgspec.Struct, frozen=True, kw_only=True):
    """The rows around a payment, each list oldest first."""

    tries: list[Record]
    refunds: list[Record]
    disputes: list[Record]
    warnings: list[Record]


async def story(ask: Ask, payment: Record) -> PaymentStory:
    parts = await parts_of(ask, payment)
    money = await entries.of(ask, _entry_ids(parts))
    items, bill = await goods.bought(ask, payment)
    told = tries.all_of(ask, parts.tries)
    found = await timeline.of(
        ask,
        _ids(payment, parts),
        limit=HAPPENINGS,
        facts=_facts(ask, payment, parts, money),
        says=_Numbered(ask, parts.tries),
    )
    said, tone = _says(ask, payment, parts)
    brief = briefs.payment(ask, payment)
    why = ask.processor.words.decline(brief.code) if payment["status"] == "failed" else None
    taken = {one["balance_entry"] for one in parts.tries}
    held = [entry.payout for entry in money if entry.payout and entry.id in taken]
    return PaymentStory(
        says=said,
        tone=tone,
        code=brief.code,
        means=why.means if why else None,
        advice=why.advice if why else None,
        tries=told,
        tries_count=len(parts.tries),
        took_s=_took_s(parts.tries),
        items=items,
        bill=bill,
        customer=await people.of(ask, payment["customer"], payment),
        refunds=[briefs.refund(ask, row) for row in reversed(parts.refunds)][:REFUNDS],
        refunds_count=len(parts.refunds),
        disputes=[briefs.dispute(ask, row) for row in reversed(parts.disputes)],
        fraud_warnings=[briefs.fraud_warning(ask, row) for row in reversed(parts.warnings)],
        entries=money,
        keeps=entries.sums(money),
        payout=held[-1] if held else None,
        statement_descriptor=_descriptor(parts.tries),
        timeline=found.happenings,
        events=found.events,
    )


async def parts_of(ask: Ask, payment: Record) -> Parts:
    """By the payment, and by its tries where an old object names only those."""
    attempts = await ask.rows("attempt", "payment", payment["id"])
    charges = [attempt["id"] for attempt in attempts]

    async def around(table: str) -> list[Record]:
        rows = await ask.rows(table, "payment", payment["id"])
        rows += await ask.rows(table, "attempt", *charges)
        unique = {row["id"]: row for row in rows}
        return sorted(unique.values(), key=lambda row: (row["created"], row["id"]))

    return Parts(
        tries=attempts,
        refunds=await around("refund"),
        disputes=await around("dispute"),
        warnings=await around("fraud_warning"),
    )


def _entry_ids(parts: Parts) -> list[str | None]:
    found = [one["balance_entry"] for one in (*parts.tries, *parts.refunds)]
    found += [one["failure_balance_entry"] for one in parts.refunds]
    for dispute in parts.disputes:
        found += dispute["balance_entries"] or []
    return found


def _ids(payment: Record, parts: Parts) -> list[str | None]:
    rows = (*parts.tries, *parts.refunds, *parts.disputes, *parts.warnings)
    return [payment["id"], *(row["id"] for row in rows)]


class _Numbered:
    """Says in the timeline which try an event is about."""

    def __init__(self, ask: Ask, attempts: Sequence[Record]) -> None:
        self._ask = ask
        self._tries = {one["id"]: (number, one) for number, one in enumerate(attempts, 1)}

    def __call__(self, type_: str, payload: Payload, said: Happened) -> Happened:
        if type_ != "charge.failed" or payload.get("id") not in self._tries:
            return said
        number, attempt = self._tries[payload["id"]]
        words, _ = tries.says(self._ask, attempt, number, len(self._tries))
        return msgspec.structs.replace(said, says=words, detail=None)


def _facts(ask: Ask, payment: Record, parts: Parts, money: Sequence[EntryBrief]) -> list[Happening]:
    """What the rows say, for what no event tells: an old payment has no events left, and none ever
    tells when money joined a payout."""
    started = payment["created"] or None
    facts = timeline.fact(started, "Payment started", kind="payment_intent", id_=payment["id"])
    for number, one in enumerate(parts.tries, 1):
        said, tone = tries.says(ask, one, number, len(parts.tries))
        amount = Money(one["amount"], one["currency"])
        facts += timeline.fact(
            one["created"], said, tone=tone, amount=amount, kind="charge", id_=one["id"]
        )
    for row in parts.refunds:
        refund = briefs.refund(ask, row)
        facts += timeline.fact(
            refund.created, "Refund made", amount=refund.amount, kind="refund", id_=refund.id
        )
    for row in parts.disputes:
        facts += dispute_fact(briefs.dispute(ask, row))
    for entry in money:
        if entry.payout is not None:
            facts += timeline.fact(
                entry.payout.created,
                f"{entry.words} joined a payout",
                amount=entry.payout.amount,
                kind="payout",
                id_=entry.payout.id,
            )
    return facts


def dispute_fact(one: DisputeBrief) -> list[Happening]:
    """The opening of a dispute whose event is not here."""
    return timeline.fact(
        one.created,
        "Question from the bank" if one.status.startswith("warning") else "Dispute opened",
        detail=one.reason_words,
        tone="bad",
        amount=one.amount,
        kind="dispute",
        id_=one.id,
    )


def _says(ask: Ask, payment: Record, parts: Parts) -> tuple[str, str]:
    """The payment in one line, with its tone."""
    brief = briefs.payment(ask, payment)
    if payment["status"] != "succeeded":
        return brief.says, brief.tone
    taken = [n for n, one in enumerate(parts.tries, 1) if one["status"] == "succeeded"]
    said = brief.says
    if len(parts.tries) > 1 and taken:
        said += f" on the {tries.ordinal(taken[-1])} try"
    captured = payment["amount_captured"]
    if captured and payment["amount_refunded"] >= captured:
        said += ", refunded in full"
    elif payment["amount_refunded"]:
        given = goods.written(Money(payment["amount_refunded"], payment["currency"]))
        said += f", {given} refunded"
    if not parts.disputes:
        return said, brief.tone
    stage, tone = briefs.stage(parts.disputes[-1])
    return f"{said}. Dispute: {stage[0].lower()}{stage[1:]}", tone


def _took_s(attempts: Sequence[Record]) -> float | None:
    """Seconds from the first try to the one that decided, the last if none did."""
    if len(attempts) < 2:
        return None
    done = next((one for one in attempts if one["status"] == "succeeded"), attempts[-1])
    return float(done["created"] - attempts[0]["created"])


def _descriptor(attempts: Sequence[Record]) -> str | None:
    found = (one["statement_descriptor"] for one in reversed(attempts))
    return next((text for text in found if text), None)

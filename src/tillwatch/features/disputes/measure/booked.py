"""What disputes took from the balance and brought back in a period: entries as they were booked.

Two kinds of entries: those of a dispute itself (taken, returned, each with its fee), and fees that
name no dispute (for answering, for a compliance case, the processor's share of what it won). In the
currency each was settled in. What prevention gave back to buyers are refunds of payments that a
bank asked about, and disputes that a prevention product settled.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Select, and_, func, or_, select

from tillwatch.features.disputes.learn.known import PREVENTED
from tillwatch.features.disputes.measure.known import SETTLED
from tillwatch.kernel.money import Money, totals
from tillwatch.kernel.times import Period
from tillwatch.ledger.questions.losses import RETURNED
from tillwatch.ledger.questions.scope import Scope
from tillwatch.store.engine import Store
from tillwatch.store.tables import LEDGER

entry = LEDGER["balance_entry"]
fee = LEDGER["fee"]
dispute = LEDGER["dispute"]
refund = LEDGER["refund"]
OF_DISPUTES: Final = ("dispute", "dispute_reversal")
CHARGEBACK: Final = "chargeback"
"""The kind of a fee that is for disputes."""

TAKEN: Final = "taken"
RETURNED_: Final = "returned"
RECEIVED_FEE: Final = "received_fee"
RECEIVED_FEE_BACK: Final = "received_fee_back"
ANSWER_FEE: Final = "answer_fee"
ANSWER_FEE_BACK: Final = "answer_fee_back"
COMPLIANCE_FEE: Final = "compliance_fee"
COMPLIANCE_FEE_BACK: Final = "compliance_fee_back"
SMART_FEE: Final = "smart_fee"
OTHER_FEE: Final = "other_fee"
PREVENTION: Final = "prevention"
LABOUR: Final = "labour"
PARTS: Final = (
    TAKEN,
    RETURNED_,
    RECEIVED_FEE,
    RECEIVED_FEE_BACK,
    ANSWER_FEE,
    ANSWER_FEE_BACK,
    COMPLIANCE_FEE,
    COMPLIANCE_FEE_BACK,
    SMART_FEE,
    OTHER_FEE,
    PREVENTION,
    LABOUR,
)
"""In the order of the page."""


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """One amount that counts, positive where it cost something. `id`: of the entry, or of the
    refund or dispute for prevention; `dispute`: None where the entry names none."""

    part: str
    amount: int
    currency: str
    connection_id: str
    id: str
    created: int
    dispute: str | None


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """`amounts`: positive where it cost something, negative where it came back."""

    part: str
    count: int
    amounts: Sequence[Money]


class Loss(msgspec.Struct, frozen=True, kw_only=True):
    """`net`: the sum of the lines, by currency."""

    lines: Sequence[Line]
    net: Sequence[Money]


async def pieces(
    store: Store, scope: Scope, period: Period, currency: str | None = None
) -> list[Piece]:
    """Everything that counts, oldest first. `currency`: of the disputed amount; fees that name no
    dispute are of no such currency, so they count by the currency they were settled in."""
    within = scope.each()
    if not within:
        return []
    found: list[Piece] = []
    async with store.reading() as tx:
        for row in await tx.execute(_of_disputes(within, period, currency)):
            found += _taken(row)
        found += [_fee(row) for row in await tx.execute(_of_none(within, period, currency))]
        refunds = (await tx.execute(_refunds(within, period, currency))).all()
        settled = (await tx.execute(_settled(within, period, currency))).all()
    found += [_given(row) for row in [*refunds, *settled]]
    return sorted(found, key=lambda one: (one.created, one.connection_id, one.id, one.part))


def loss(found: Iterable[Piece], labour: Money | None, answers: int) -> Loss:
    """With the work on `answers` answers, where it is set what one costs."""
    by: dict[str, list[Piece]] = {}
    for one in found:
        by.setdefault(one.part, []).append(one)
    lines = [
        Line(
            part=part,
            count=len(by[part]),
            amounts=totals(Money(one.amount, one.currency) for one in by[part]),
        )
        for part in PARTS
        if part in by
    ]
    if labour is not None and answers:
        cost = Money(labour.amount * answers, labour.currency)
        lines.append(Line(part=LABOUR, count=answers, amounts=[cost]))
    return Loss(lines=lines, net=totals(one for line in lines for one in line.amounts))


def _in(period: Period, column: Any) -> list[Any]:
    """By a sum, so that a store looks entries up by their source and not all of a year's."""
    return [column + 0 >= period.start, column + 0 < period.end]


def _of_disputes(within: Sequence[str], period: Period, currency: str | None) -> Select[Any]:
    mine = [] if currency is None else [dispute.c.currency == currency]
    return (
        select(
            entry.c.connection_id,
            entry.c.id,
            entry.c.created,
            entry.c.category,
            entry.c.amount,
            entry.c.fee,
            entry.c.currency,
            dispute.c.id.label("dispute"),
        )
        .select_from(dispute)
        .join(
            entry,
            and_(
                entry.c.connection_id == dispute.c.connection_id,
                entry.c.source == dispute.c.id,
            ),
        )
        .where(
            dispute.c.connection_id.in_(within),
            entry.c.category.in_(OF_DISPUTES),
            *_in(period, entry.c.created),
            *mine,
        )
    )


def _of_none(within: Sequence[str], period: Period, currency: str | None) -> Select[Any]:
    mine = [] if currency is None else [entry.c.currency == currency]
    return (
        select(
            entry.c.connection_id,
            entry.c.id,
            entry.c.created,
            entry.c.amount,
            entry.c.currency,
            func.lower(fee.c.description).label("words"),
        )
        .join(
            fee,
            and_(fee.c.connection_id == entry.c.connection_id, fee.c.entry == entry.c.id),
        )
        .where(
            entry.c.connection_id.in_(within),
            entry.c.source.is_(None),
            entry.c.category == "fee",
            fee.c.kind == CHARGEBACK,
            *_in(period, entry.c.created),
            *mine,
        )
    )


def _refunds(within: Sequence[str], period: Period, currency: str | None) -> Select[Any]:
    """Given back after a bank asked, or before it could take the money."""
    mine = [] if currency is None else [dispute.c.currency == currency]
    return (
        select(
            refund.c.connection_id,
            refund.c.id,
            refund.c.created,
            refund.c.amount,
            refund.c.currency,
            dispute.c.id.label("dispute"),
        )
        .select_from(dispute)
        .join(
            refund,
            and_(
                refund.c.connection_id == dispute.c.connection_id,
                refund.c.attempt == dispute.c.attempt,
            ),
        )
        .where(
            dispute.c.connection_id.in_(within),
            dispute.c.status.startswith("warning_", autoescape=True),
            refund.c.status.in_(RETURNED),
            refund.c.created >= dispute.c.created,
            *_in(period, refund.c.created),
            *mine,
        )
    )


def _settled(within: Sequence[str], period: Period, currency: str | None) -> Select[Any]:
    """Settled by a prevention product, with no entry of their own: their amount went back."""
    mine = [] if currency is None else [dispute.c.currency == currency]
    there = (
        select(entry.c.id)
        .where(
            entry.c.connection_id == dispute.c.connection_id,
            entry.c.source == dispute.c.id,
        )
        .exists()
    )
    return select(
        dispute.c.connection_id,
        dispute.c.id,
        dispute.c.created,
        dispute.c.amount,
        dispute.c.currency,
        dispute.c.id.label("dispute"),
    ).where(
        dispute.c.connection_id.in_(within),
        or_(dispute.c.status == PREVENTED, dispute.c.case_type.in_(SETTLED)),
        dispute.c.created >= period.start,
        dispute.c.created < period.end,
        ~there,
        *mine,
    )


def _taken(row: Any) -> list[Piece]:
    parts = [(TAKEN if row.category == "dispute" else RETURNED_, -row.amount)]
    if row.fee:
        parts.append((RECEIVED_FEE if row.fee > 0 else RECEIVED_FEE_BACK, row.fee))
    return [_piece(row, part, amount, row.dispute) for part, amount in parts if amount]


def _fee(row: Any) -> Piece:
    return _piece(row, _part(row.words or "", row.amount), -row.amount, None)


def _part(words: str, amount: int) -> str:
    """A fee of the balance by its words; what comes back is one of its own."""
    if "smart" in words:
        return SMART_FEE
    if "compliance" in words:
        return COMPLIANCE_FEE if amount < 0 else COMPLIANCE_FEE_BACK
    if "countered" in words:
        return ANSWER_FEE if amount < 0 else ANSWER_FEE_BACK
    return OTHER_FEE


def _given(row: Any) -> Piece:
    return _piece(row, PREVENTION, row.amount, row.dispute)


def _piece(row: Any, part: str, amount: int, dispute_id: str | None) -> Piece:
    return Piece(
        part=part,
        amount=amount,
        currency=row.currency,
        connection_id=row.connection_id,
        id=row.id,
        created=row.created,
        dispute=dispute_id,
    )

"""What disputes took from the balance and brought back in a period: entries as they were booked.

Two kinds of entries: those of a dispute itself (taken, returned, each with its fee), and fees that
name no dispute (for answering, for a compliance case, the processor's share of what it won). In the
currency each was settled in. What prevention gave back to buyers are refunds of payments that a
bank asked about or a card network warned of, and disputes that a prevention product settled.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Select, Subquery, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.features.disputes.measure import entries
from tillwatch.kernel.money import Money, totals
from tillwatch.kernel.times import Period
from tillwatch.ledger.questions.scope import Scope
from tillwatch.store.engine import Store

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
        for row in await tx.execute(entries.of_disputes(within, period, currency)):
            found += _taken(row)
        found += [_fee(row) for row in await tx.execute(entries.of_none(within, period, currency))]
        given = await _given_back(tx, within, period, currency)
    found += given
    return sorted(found, key=lambda one: (one.created, one.connection_id, one.id, one.part))


async def lines(
    store: Store, scope: Scope, period: Period, currency: str | None = None
) -> list[Line]:
    """The same added up, by the store where they are many."""
    within = scope.each()
    if not within:
        return []
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    async with store.reading() as tx:
        rows = entries.of_disputes(within, period, currency).subquery()
        amounts = await tx.execute(_summed(rows.c.category, rows.c.amount, rows))
        for category, code, count, amount in amounts:
            _add(
                sums, TAKEN if category == entries.DISPUTE else RETURNED_, code, count, -int(amount)
            )
        back = case((rows.c.fee < 0, 1), else_=0)
        for is_back, code, count, amount in await tx.execute(_summed(back, rows.c.fee, rows)):
            part = RECEIVED_FEE_BACK if is_back else RECEIVED_FEE
            _add(sums, part, code, count, int(amount))
        rest = [_fee(row) for row in await tx.execute(entries.of_none(within, period, currency))]
        given = await _given_back(tx, within, period, currency)
    for one in [*rest, *given]:
        _add(sums, one.part, one.currency, 1, one.amount)
    return _lines(sums)


def _summed(key: ColumnElement[Any], amount: ColumnElement[Any], rows: Subquery) -> Select[Any]:
    """Amounts of nothing are no part of anything."""
    told = (key, rows.c.currency)
    return select(*told, func.count(), func.sum(amount)).where(amount != 0).group_by(*told)


def _add(
    sums: dict[tuple[str, str], tuple[int, int]], part: str, code: str, count: int, amount: int
) -> None:
    known = sums.get((part, code), (0, 0))
    sums[part, code] = (known[0] + count, known[1] + amount)


def _lines(sums: Mapping[tuple[str, str], tuple[int, int]]) -> list[Line]:
    found = []
    for part in PARTS:
        mine = {code: both for (its, code), both in sums.items() if its == part}
        if mine:
            amounts = totals(Money(amount, code) for code, (_, amount) in mine.items())
            count = sum(count for count, _ in mine.values())
            found.append(Line(part=part, count=count, amounts=amounts))
    return found


def loss(found: Sequence[Line], labour: Money | None, answers: int) -> Loss:
    """With the work on `answers` answers, where it is set what one costs."""
    every = list(found)
    if labour is not None and answers:
        cost = Money(labour.amount * answers, labour.currency)
        every.append(Line(part=LABOUR, count=answers, amounts=[cost]))
    return Loss(lines=every, net=totals(one for line in every for one in line.amounts))


async def _given_back(
    tx: AsyncConnection, within: Sequence[str], period: Period, currency: str | None
) -> list[Piece]:
    """What prevention gave back, each refund once."""
    found: dict[tuple[str, str], Piece] = {}
    for query in (entries.refunds, entries.warned, entries.settled):
        for row in await tx.execute(query(within, period, currency)):
            found.setdefault((row.connection_id, row.id), _given(row))
    return list(found.values())


def _taken(row: Any) -> list[Piece]:
    parts = [(TAKEN if row.category == entries.DISPUTE else RETURNED_, -row.amount)]
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

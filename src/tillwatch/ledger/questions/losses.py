"""Refunds and disputes of a period, and the disputes that are open."""

from typing import Final

import msgspec
from sqlalchemy import case, func, select

from tillwatch.kernel.money import Money
from tillwatch.kernel.times import Period
from tillwatch.ledger.questions.scope import Scope
from tillwatch.store.engine import Store
from tillwatch.store.tables import LEDGER

refund = LEDGER["refund"]
dispute = LEDGER["dispute"]

RETURNED: Final = ("pending", "requires_action", "succeeded")
"""A failed or canceled refund gave nothing back."""
ANSWERABLE: Final = ("needs_response", "warning_needs_response", "appeal_needs_response")
OPEN: Final = (*ANSWERABLE, "under_review", "warning_under_review", "appeal_under_review", "other")
"""A state nobody has heard of (`other`) is not over."""


class Refunds(msgspec.Struct, frozen=True, kw_only=True):
    count: int
    amounts: list[Money]


class OpenDisputes(msgspec.Struct, frozen=True, kw_only=True):
    """`next_due`: the first moment an answer is due, seconds UTC; None when none is awaited."""

    open: int
    amounts: list[Money]
    next_due: int | None


async def refunds(store: Store, scope: Scope, period: Period) -> Refunds:
    """Refunds made in the period, whenever the payment was."""
    query = (
        select(refund.c.currency, func.count(), func.sum(refund.c.amount))
        .where(
            refund.c.created >= period.start,
            refund.c.created < period.end,
            refund.c.status.in_(RETURNED),
            *scope.where(refund),
        )
        .group_by(refund.c.currency)
        .order_by(refund.c.currency)
    )
    async with store.reading() as tx:
        rows = [tuple(row) for row in await tx.execute(query)]
    return Refunds(
        count=sum(count for _, count, _ in rows),
        amounts=[Money(int(amount), currency) for currency, _, amount in rows],
    )


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """Disputes by when they were opened; `questions`: how many of them took no money (yet)."""

    count: int
    questions: int
    amounts: list[Money]


async def opened(store: Store, scope: Scope, period: Period) -> Opened:
    """Disputes opened in the period, whenever the payment was and whatever came of them."""
    asked = case((dispute.c.status.startswith("warning_", autoescape=True), 1), else_=0)
    query = (
        select(dispute.c.currency, func.count(), func.sum(asked), func.sum(dispute.c.amount))
        .where(
            dispute.c.created >= period.start,
            dispute.c.created < period.end,
            *scope.where(dispute),
        )
        .group_by(dispute.c.currency)
        .order_by(dispute.c.currency)
    )
    async with store.reading() as tx:
        rows = [tuple(row) for row in await tx.execute(query)]
    return Opened(
        count=sum(count for _, count, _, _ in rows),
        questions=sum(int(questions) for _, _, questions, _ in rows),
        amounts=[Money(int(amount), currency) for currency, _, _, amount in rows],
    )


async def open_disputes(store: Store, scope: Scope, now: float) -> OpenDisputes:
    """Disputes without an outcome, inquiries included; `next_due` lies in the future."""
    amounts = (
        select(dispute.c.currency, func.count(), func.sum(dispute.c.amount))
        .where(dispute.c.status.in_(OPEN), *scope.where(dispute))
        .group_by(dispute.c.currency)
        .order_by(dispute.c.currency)
    )
    due = select(func.min(dispute.c.due_by)).where(
        dispute.c.status.in_(ANSWERABLE), dispute.c.due_by > int(now), *scope.where(dispute)
    )
    async with store.reading() as tx:
        rows = [tuple(row) for row in await tx.execute(amounts)]
        next_due = await tx.scalar(due)
    return OpenDisputes(
        open=sum(count for _, count, _ in rows),
        amounts=[Money(int(amount), currency) for currency, _, amount in rows],
        next_due=next_due,
    )

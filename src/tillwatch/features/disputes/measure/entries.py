"""The statements that find what the balance says of disputes, each by index whatever the balance
holds besides: entries by the dispute they are of, fees that name nothing, refunds by their try."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Select, and_, func, null, or_, select

from tillwatch.features.disputes.learn.known import PREVENTED
from tillwatch.features.disputes.measure.known import SETTLED
from tillwatch.kernel.times import Period
from tillwatch.ledger.questions.losses import RETURNED
from tillwatch.store.tables import LEDGER

entry = LEDGER["balance_entry"]
fee = LEDGER["fee"]
dispute = LEDGER["dispute"]
refund = LEDGER["refund"]
warning = LEDGER["fraud_warning"]
DISPUTE: Final = "dispute"
OF_DISPUTES: Final = (DISPUTE, "dispute_reversal")
CHARGEBACK: Final = "chargeback"
"""The kind of a fee that is for disputes."""


def _in(period: Period, column: Any) -> list[Any]:
    """By a sum, so that a store looks entries up by their source and not all of a year's."""
    return [column + 0 >= period.start, column + 0 < period.end]


def of_disputes(within: Sequence[str], period: Period, currency: str | None) -> Select[Any]:
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


def of_none(within: Sequence[str], period: Period, currency: str | None) -> Select[Any]:
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


def refunds(within: Sequence[str], period: Period, currency: str | None) -> Select[Any]:
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


def warned(within: Sequence[str], period: Period, currency: str | None) -> Select[Any]:
    """Given back after a card network warned of fraud, where no bank took the money all the same.
    `dispute` is None: there is none."""
    mine = [] if currency is None else [refund.c.currency == currency]
    taken = (
        select(dispute.c.id)
        .where(
            dispute.c.connection_id == warning.c.connection_id,
            dispute.c.attempt == warning.c.attempt,
        )
        .exists()
    )
    return (
        select(
            refund.c.connection_id,
            refund.c.id,
            refund.c.created,
            refund.c.amount,
            refund.c.currency,
            null().label("dispute"),
        )
        .select_from(warning)
        .join(
            refund,
            and_(
                refund.c.connection_id == warning.c.connection_id,
                refund.c.attempt == warning.c.attempt,
            ),
        )
        .where(
            warning.c.connection_id.in_(within),
            refund.c.status.in_(RETURNED),
            refund.c.created >= warning.c.created,
            ~taken,
            *_in(period, refund.c.created),
            *mine,
        )
        .distinct()
    )


def settled(within: Sequence[str], period: Period, currency: str | None) -> Select[Any]:
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

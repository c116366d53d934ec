"""Reads the disputes of a period as they are measured, in one pass.

One statement reads the disputes, each with the try it is about and the moments of its life, all of
it found by key; three small ones what was kept and done here. What was sold is told by words in the
payment's description: those are read with open eyes, and only the product's name goes on. There are
tens of thousands of rows, so values are given by their place, in the order of `Measured`.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Select, and_, func, select

from tillwatch.features.disputes.measure.known import Measured
from tillwatch.features.disputes.sending.kept import ACCEPT, SENT
from tillwatch.features.disputes.told import policies
from tillwatch.kernel import eyes
from tillwatch.kernel.times import Period
from tillwatch.ledger.questions.scope import Scope
from tillwatch.store.engine import Store
from tillwatch.store.tables import (
    LEDGER,
    dispute_case,
    dispute_moment,
    dispute_score,
    dispute_sending,
)

dispute = LEDGER["dispute"]
tried = LEDGER["attempt"]
payment = LEDGER["payment"]
Key = tuple[str, str]
OWN: Final = (
    "connection_id",
    "id",
    "created",
    "status",
    "reason",
    "amount",
    "currency",
    "submission_count",
    "due_by",
    "network",
    "case_type",
)
SMART: Final = "smart_disputes"
BARRED: Final = "not_contestable"
UNSCORED: Final = (None, None, None, None)
HISTORY: Final = "history"
"""The cause of a snapshot that was made after the end: nobody saw its chance before."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """`period` None: all. `currency`: of the disputed amount; None: every one. Only disputes whose
    payment was made in `sold`, where that is given."""

    scope: Scope
    period: Period | None
    currency: str | None = None
    sold: Period | None = None


async def disputes(store: Store, wanted: Wanted) -> list[Measured]:
    """By (created, id), the oldest first."""
    within = wanted.scope.each()
    if not within:
        return []
    async with store.reading() as tx:
        rows = (await tx.execute(_query(wanted))).all()
        scored = await _scored(tx, within)
        accepted = {tuple(row) for row in await tx.execute(_done_here(within))}
    products = await _products(store, wanted)
    found = []
    for row in rows:
        *own, method, sold_at, country, issuer, answered, decided, appealed, chosen = row
        key = (row[0], row[1])
        chance, verdict, cause, kind = scored.get(key, UNSCORED)
        values: tuple[Any, ...] = (
            *own,
            sold_at,
            country,
            issuer,
            products.get(key),
            chosen or kind,
            method == SMART,
            key in accepted,
            answered,
            decided,
            appealed,
            chance,
            chance is not None and cause != HISTORY,
            chance is not None or verdict != BARRED,
        )
        found.append(Measured(*values))
    return found


def _query(wanted: Wanted) -> Select[Any]:
    moments = dispute_moment.c
    return (
        select(
            *(dispute.c[name] for name in OWN),
            dispute.c.submission_method,
            tried.c.created.label("sold_at"),
            tried.c.card_country,
            tried.c.card_issuer,
            moments.answered_at,
            moments.decided_at,
            moments.appealed_at,
            dispute_case.c.product.label("kind"),
        )
        .select_from(dispute)
        .outerjoin(tried, _same(tried.c.connection_id, tried.c.id, dispute.c.attempt))
        .outerjoin(dispute_moment, _same(moments.connection_id, moments.dispute_id, dispute.c.id))
        .outerjoin(
            dispute_case,
            _same(dispute_case.c.connection_id, dispute_case.c.dispute_id, dispute.c.id),
        )
        .where(*where(wanted))
        .order_by(dispute.c.created, dispute.c.id, dispute.c.connection_id)
    )


def where(wanted: Wanted) -> list[ColumnElement[bool]]:
    """The conditions on a dispute's row, and on its try's."""
    told: list[ColumnElement[bool]] = [dispute.c.connection_id.in_(wanted.scope.each())]
    if wanted.period is not None:
        told += [
            dispute.c.created >= wanted.period.start,
            dispute.c.created < wanted.period.end,
        ]
    if wanted.currency is not None:
        told.append(dispute.c.currency == wanted.currency)
    if wanted.sold is not None:
        told += [tried.c.created >= wanted.sold.start, tried.c.created < wanted.sold.end]
    return told


def _same(
    connection: ColumnElement[Any], own: ColumnElement[Any], of: ColumnElement[Any]
) -> ColumnElement[bool]:
    return and_(connection == dispute.c.connection_id, own == of)


async def _scored(
    tx: Any, within: Sequence[str]
) -> Mapping[Key, tuple[int | None, str, str, str | None]]:
    """Of each dispute the last snapshot's chance and verdict, why it was made, and what kind of
    product it took it for."""
    c = dispute_score.c
    last = (
        select(c.connection_id, c.dispute_id, func.max(c.at).label("at"))
        .where(c.connection_id.in_(within))
        .group_by(c.connection_id, c.dispute_id)
        .subquery()
    )
    told = (c.chance, c.verdict, c.cause, c.product)
    query = select(c.connection_id, c.dispute_id, *told).join(
        last,
        and_(
            c.connection_id == last.c.connection_id,
            c.dispute_id == last.c.dispute_id,
            c.at == last.c.at,
        ),
    )
    rows = await tx.execute(query)
    return {(row[0], row[1]): (row[2], row[3], row[4], row[5]) for row in rows}


def _done_here(within: Sequence[str]) -> Select[Any]:
    """Disputes that somebody accepted from here."""
    c = dispute_sending.c
    return select(c.connection_id, c.dispute_id).where(
        c.connection_id.in_(within), c.kind == ACCEPT, c.state == SENT
    )


async def _products(store: Store, wanted: Wanted) -> dict[Key, str]:
    """The name of what was sold; nothing where nobody told what is sold."""
    found: dict[Key, str] = {}
    for account in wanted.scope.each():
        known = await policies.products(store, account)
        if not known:
            continue
        for id_, said in await _said(store, account, wanted):
            product = policies.product_of(known, said or "")
            if product is not None:
                found[account, id_] = product.name
    return found


async def _said(store: Store, account: str, wanted: Wanted) -> list[tuple[str, str | None]]:
    query = (
        select(dispute.c.id, payment.c.description)
        .select_from(dispute)
        .outerjoin(tried, _same(tried.c.connection_id, tried.c.id, dispute.c.attempt))
        .join(payment, _same(payment.c.connection_id, payment.c.id, dispute.c.payment))
        .where(*where(wanted), dispute.c.connection_id == account)
    )
    with eyes.looking(eyes.OPEN):
        async with store.reading() as tx:
            return [(row[0], row[1]) for row in await tx.execute(query)]

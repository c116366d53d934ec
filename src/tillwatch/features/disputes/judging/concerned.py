"""Which disputes a part of the log of changes concerns: those that changed, and open ones of which
the payment, its attempt, its buyer, a refund or a warning did."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Select, and_, exists, func, select, union

from tillwatch.features.disputes.judging.kept import Key
from tillwatch.features.disputes.score.contestable import OPEN
from tillwatch.store.engine import Store
from tillwatch.store.tables import LEDGER, changes, dispute_score

LOG: Final = 5_000
FIRST: Final = 50
ABOUT: Final = ("refund", "fraud_warning")
"""Rows that name a payment or an attempt of theirs."""
NAMED: Final = ("attempt", "payment")
dispute = LEDGER["dispute"]
payment = LEDGER["payment"]


class Part(msgspec.Struct, frozen=True):
    """Of the log up to `seq`: `keys` of the disputes, `counted` changes by account."""

    seq: int
    keys: list[Key]
    counted: Counter[str]


async def read(store: Store, place: int) -> Part:
    """What stands behind `place`, as far as it is read at once."""
    async with store.reading() as tx:
        behind = and_(changes.c.seq > place, changes.c.seq <= place + LOG)
        seq = await tx.scalar(select(func.max(changes.c.seq)).where(behind))
        if seq is None:
            later = await tx.scalar(select(func.min(changes.c.seq)).where(changes.c.seq > place))
            return Part(place if later is None else later - 1, [], Counter())
        counted = select(changes.c.connection_id, func.count()).where(behind)
        many = (await tx.execute(counted.group_by(changes.c.connection_id))).all()
        own = select(changes.c.connection_id, changes.c.id).where(
            behind, changes.c.kind == dispute.name
        )
        found = [*await tx.execute(own), *await tx.execute(union(*_open(behind)))]
    return Part(seq, list(dict.fromkeys((row[0], row[1]) for row in found)), Counter(dict(many)))


async def open_of(store: Store, accounts: Iterable[str]) -> list[Key]:
    query = select(dispute.c.connection_id, dispute.c.id).where(
        dispute.c.connection_id.in_(list(accounts)), dispute.c.status.in_(OPEN)
    )
    async with store.reading() as tx:
        return [(row.connection_id, row.id) for row in await tx.execute(query)]


async def unjudged(store: Store, accounts: Iterable[str]) -> list[Key]:
    """Open ones that nothing was said of yet, however far back in the log they stand."""
    said = and_(
        dispute_score.c.connection_id == dispute.c.connection_id,
        dispute_score.c.dispute_id == dispute.c.id,
    )
    query = (
        select(dispute.c.connection_id, dispute.c.id)
        .where(
            dispute.c.connection_id.in_(list(accounts)),
            dispute.c.status.in_(OPEN),
            ~exists().where(said),
        )
        .order_by(dispute.c.created.desc())
        .limit(FIRST)
    )
    async with store.reading() as tx:
        return [(row.connection_id, row.id) for row in await tx.execute(query)]


def _open(behind: ColumnElement[bool]) -> Iterator[Select[Any]]:
    """By index from the changes to the disputes, of which most changes have none."""
    picked = select(dispute.c.connection_id, dispute.c.id).where(behind, dispute.c.status.in_(OPEN))
    same = dispute.c.connection_id == changes.c.connection_id
    for name in NAMED:
        named = and_(same, dispute.c[name] == changes.c.id, changes.c.kind == name)
        yield picked.join_from(changes, dispute, named)
    for name in ABOUT:
        row = LEDGER[name]
        is_row = and_(
            row.c.connection_id == changes.c.connection_id,
            row.c.id == changes.c.id,
            changes.c.kind == name,
        )
        for own in NAMED:
            named = and_(same, dispute.c[own] == row.c[own])
            yield picked.select_from(changes.join(row, is_row).join(dispute, named))
    bought = and_(
        payment.c.connection_id == changes.c.connection_id,
        payment.c.customer == changes.c.id,
        changes.c.kind == "customer",
    )
    paid = and_(same, dispute.c.payment == payment.c.id)
    yield picked.select_from(changes.join(payment, bought).join(dispute, paid))

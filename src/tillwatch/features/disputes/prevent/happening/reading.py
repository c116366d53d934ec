"""What happened in a while, oldest first, each with what was known of it then."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.schema import Table

from tillwatch.features.disputes.gathering.bought import struct
from tillwatch.features.disputes.gathering.sources import Sources
from tillwatch.features.disputes.prevent.happening import fates, rows
from tillwatch.features.disputes.prevent.happening.shapes import (
    ALERT,
    DAY_S,
    DISPUTE,
    INQUIRY,
    WARNING,
    Around,
    Happening,
)
from tillwatch.kernel.times import Period
from tillwatch.ledger.questions.scope import Record
from tillwatch.rows import Dispute, FraudWarning
from tillwatch.rows.base import Times
from tillwatch.store.tables import LEDGER, network_alert

MOST: Final = 20_000
"""Of one kind, in one account and one question; the newest."""
warning = LEDGER["fraud_warning"]
dispute = LEDGER["dispute"]


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """`around`: the rows about each happening, by account and attempt."""

    happenings: Sequence[Happening]
    around: dict[tuple[str, str], Around]


async def happened(
    sources: Sources,
    connections: Sequence[str],
    period: Period,
    now: Times,
    kinds: Sequence[str] = (WARNING, INQUIRY, DISPUTE, ALERT),
) -> Past:
    """Everything of these kinds in these accounts that began in `period`."""
    found: list[Happening] = []
    about: dict[tuple[str, str], Around] = {}
    for id_ in connections:
        if id_ not in sources.accounts:
            continue
        begun = await _begun(sources, id_, period, kinds)
        known = await rows.around(sources, id_, [one.attempt for one in begun])
        found += [_filled(one, known.get(one.attempt or ""), now) for one in begun]
        about |= {(id_, attempt): told for attempt, told in known.items()}
    of = [_placed(sources, one) for one in found if one.kind in kinds]
    return Past(happenings=sorted(of, key=lambda one: (one.at, one.kind, one.id)), around=about)


async def _begun(
    sources: Sources, connection_id: str, period: Period, kinds: Sequence[str]
) -> list[Happening]:
    """As their own rows tell them, without the payment."""
    found: list[Happening] = []
    async with sources.store.reading() as tx:
        if WARNING in kinds:
            told = (await tx.execute(_in(warning, connection_id, period))).mappings().all()
            found += [_warned(connection_id, struct(FraudWarning, dict(row))) for row in told]
        if INQUIRY in kinds or DISPUTE in kinds:
            told = (await tx.execute(_in(dispute, connection_id, period))).mappings().all()
            found += [_disputed(connection_id, struct(Dispute, dict(row))) for row in told]
        if ALERT in kinds:
            told = (await tx.execute(_alerts(connection_id, period))).mappings().all()
            found += [_alerted(connection_id, dict(row)) for row in told]
    return found


def _in(of: Table, connection_id: str, period: Period) -> Select[Any]:
    where = and_(of.c.connection_id == connection_id, *_within(of.c.created, period))
    return select(of).where(where).order_by(of.c.created.desc()).limit(MOST)


def _alerts(connection_id: str, period: Period) -> Select[Any]:
    of = network_alert
    return select(of).where(
        of.c.connection_id == connection_id,
        *_within(of.c.at, period),
        of.c.attempt.is_not(None),
    )


def _within(column: ColumnElement[int], period: Period) -> list[ColumnElement[bool]]:
    return [column >= period.start, column < period.end]


async def named(
    sources: Sources, connection_id: str, ids: Mapping[str, Sequence[str]], now: Times
) -> Past:
    """These happenings. `ids` by what they stand as in the ledger: fraud_warning, dispute, or
    network_alert."""
    begun: list[Happening] = []
    async with sources.store.reading() as tx:
        warned = await rows.rows_of(
            tx, connection_id, FraudWarning, "id", ids.get("fraud_warning", ())
        )
        begun += [_warned(connection_id, one) for one in warned]
        disputed = await rows.rows_of(tx, connection_id, Dispute, "id", ids.get("dispute", ()))
        begun += [_disputed(connection_id, one) for one in disputed]
        query = select(network_alert).where(network_alert.c.id.in_(ids.get("network_alert", ())))
        told = (await tx.execute(query)).mappings().all()
        begun += [_alerted(connection_id, dict(row)) for row in told]
    known = await rows.around(sources, connection_id, [one.attempt for one in begun])
    found = [_filled(one, known.get(one.attempt or ""), now) for one in begun]
    return Past(
        happenings=[_placed(sources, one) for one in found],
        around={(connection_id, attempt): told for attempt, told in known.items()},
    )


def standing(past: Past, one: Happening) -> Happening:
    """As its payment stands now: what of it can still be given back."""
    around = past.around.get((one.connection_id, one.attempt or ""), Around())
    why = fates.why_not(around, None, but=one.id if one.kind == INQUIRY else "")
    return msgspec.structs.replace(one, left=fates.left(around), open=not why, why_not=why)


def answered(past: Past, one: Happening) -> bool:
    """Whether somebody sent an answer to that dispute."""
    around = past.around.get((one.connection_id, one.attempt or ""), Around())
    return any(mine.id == one.id and mine.submission_count for mine in around.disputes)


def _warned(connection_id: str, row: FraudWarning) -> Happening:
    return Happening(
        kind=WARNING,
        id=row.id,
        connection_id=connection_id,
        at=row.created,
        payment=row.payment,
        attempt=row.attempt,
        fraud_type=row.fraud_type,
    )


def _disputed(connection_id: str, row: Dispute) -> Happening:
    return Happening(
        kind=INQUIRY if fates.is_inquiry(row) else DISPUTE,
        id=row.id,
        connection_id=connection_id,
        at=row.created,
        payment=row.payment,
        attempt=row.attempt,
        amount=row.amount,
        currency=row.currency,
        reason=row.reason,
        network=row.network,
    )


def _alerted(connection_id: str, row: Record) -> Happening:
    return Happening(
        kind=ALERT,
        id=row["id"],
        connection_id=connection_id,
        at=row["at"],
        payment=row["payment"],
        attempt=row["attempt"],
        reason=row["type"] or None,
    )


def _placed(sources: Sources, one: Happening) -> Happening:
    account = sources.accounts.get(one.connection_id)
    return msgspec.structs.replace(one, country=account.country if account else None)


def _filled(one: Happening, around: Around | None, now: Times) -> Happening:
    if around is None or around.attempt is None:
        return msgspec.structs.replace(one, why_not=fates.why_not(Around(), one.at))
    attempt = around.attempt
    mine = next((d for d in around.disputes if d.id == one.id), None)
    kind = one.kind
    if mine is not None:
        kind = INQUIRY if fates.began_as_inquiry(around, mine) else DISPUTE
    but = one.id if kind == INQUIRY else ""
    why = fates.why_not(around, one.at, but=but)
    came, came_at = _became(one, kind, mine, around, now)
    return msgspec.structs.replace(
        one,
        kind=kind,
        known=True,
        payment=one.payment or attempt.payment,
        amount=one.amount or attempt.amount_captured,
        currency=one.currency or attempt.currency,
        left=fates.left(around, one.at),
        open=not why,
        why_not=why,
        brand=attempt.card_brand,
        network=one.network or attempt.card_network or attempt.card_brand,
        card_country=attempt.card_country,
        customer_country=around.customer.country if around.customer else attempt.country,
        customer_days=_days(around, one.at),
        earlier=None if around.earlier is None else len(around.earlier),
        shipped=_shipped(around, one.at),
        description=attempt.description or "",
        risk_score=attempt.risk_score,
        became=came,
        became_at=came_at,
    )


def _became(
    one: Happening, kind: str, mine: Dispute | None, around: Around, now: Times
) -> tuple[str, Times | None]:
    if mine is None:
        return fates.became(around, one.at, now)
    if kind == INQUIRY and not fates.is_inquiry(mine):
        return fates.DISPUTED, fates.held_from(around, mine)
    if kind == INQUIRY:
        came, at = fates.became(around, one.at, now, but=one.id)
        return (fates.NOTHING, at) if mine.status == "warning_closed" else (came, at)
    return mine.status, None


def _days(around: Around, at: Times) -> int | None:
    """Whole days since the buyer was first seen."""
    seen = [around.customer.created] if around.customer and around.customer.created else []
    seen += list(around.earlier or ())[:1]
    if around.attempt is not None and (seen or around.earlier is not None):
        seen.append(around.attempt.created)
    return None if not seen else max(at - min(seen), 0) // DAY_S


def _shipped(around: Around, at: Times) -> bool | None:
    if around.shipped_on:
        try:
            day = datetime.fromisoformat(around.shipped_on).replace(tzinfo=UTC).timestamp()
        except ValueError:
            return True
        return day <= at
    return True if around.tracked else None

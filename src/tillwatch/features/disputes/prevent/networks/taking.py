"""Takes an alert in: signed, read, matched, kept once."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import and_, or_, select

from tillwatch.features.disputes.prevent import signing
from tillwatch.features.disputes.prevent.networks import kept, mapping, matching
from tillwatch.features.disputes.prevent.networks.kept import Alert, Network
from tillwatch.features.disputes.prevent.networks.mapping import Told
from tillwatch.features.disputes.prevent.networks.matching import Candidate, Match
from tillwatch.kernel import errors, ids
from tillwatch.kernel.clock import Clock
from tillwatch.ledger.questions import scope
from tillwatch.store.engine import Store
from tillwatch.store.secrets import Vault
from tillwatch.store.tables import LEDGER

MOST: Final = 50
"""Payments that are compared one by one."""


class Unsigned(errors.TillwatchError):
    """A delivery that nobody who knows the secret signed."""

    status = 400
    code = "bad_signature"


async def take(
    store: Store, vault: Vault, clock: Clock, id_: str, body: bytes, header: str
) -> tuple[Alert, bool]:
    """The alert as it is kept, and whether it is new. `NotFound` for a network there is not,
    `Unsigned` for a wrong signature, `BadInput` for what cannot be read."""
    network, secrets = await kept.secrets(store, vault, id_, clock.now())
    why = signing.why_not(secrets, body, header, clock.now())
    if why is not None:
        raise Unsigned(why)
    told = mapping.told(body, network.mapping)
    found = await match(store, network.livemode, told, int(clock.now()))
    one = _alert(network, told, found, int(clock.now()))
    async with store.writing() as tx:
        is_new = await kept.put(store, tx, one)
        await kept.change(tx, id_, heard=one.at)
        return (one if is_new else await kept.under(tx, id_, told.alert_id)), is_new


async def match(store: Store, livemode: bool, told: Told, now: int) -> Match:
    """Among payments of that mode."""
    why = matching.lacking(told)
    if why is not None:
        return Match(found=matching.NONE, why=why, candidates=[])
    within = await scope.scope(store, (), livemode)
    fitting = await _fitting(store, within.each(), told, now)
    return matching.matched(told, fitting)


async def again(store: Store, now: int) -> int:
    """Alerts whose payment was not known when they came, looked for again while they run: it may
    have arrived meanwhile. How many found theirs."""
    known = {one.id: one for one in await kept.everything(store)}
    found = 0
    for alert in await kept.unmatched(store, list(known), now):
        told = msgspec.convert(alert.told, Told)
        match_ = await match(store, known[alert.network_id].livemode, told, now)
        if match_.found == matching.NONE:
            continue
        async with store.writing() as tx:
            found += await kept.settle(tx, alert.id, **_found(match_))
    return found


async def _fitting(
    store: Store, connections: Sequence[str], told: Told, now: int
) -> list[Candidate]:
    """Paid payments of that amount and currency in that time; the newest."""
    payment, attempt = LEDGER["payment"], LEDGER["attempt"]
    period = matching.within(told, now)
    same = and_(
        attempt.c.connection_id == payment.c.connection_id,
        attempt.c.id == payment.c.latest_attempt,
    )
    query = (
        select(
            payment.c.connection_id,
            payment.c.id.label("payment"),
            attempt.c.id.label("attempt"),
            payment.c.created.label("at"),
            attempt.c.card_last4.label("last4"),
            attempt.c.card_bin.label("bin"),
            attempt.c.statement_descriptor.label("descriptor"),
        )
        .join(attempt, same)
        .where(
            payment.c.connection_id.in_(connections),
            or_(payment.c.amount == told.amount, payment.c.amount_captured == told.amount),
            payment.c.currency == told.currency,
            payment.c.status == "succeeded",
            payment.c.created >= period.start,
            payment.c.created < period.end,
        )
        .order_by(payment.c.created.desc(), payment.c.id)
    )
    if told.last4 is not None:
        ends = query.where(attempt.c.card_last4 == told.last4).limit(MOST)
        async with store.reading() as tx:
            rows = (await tx.execute(ends)).mappings().all()
        if rows:
            return [Candidate(**row) for row in rows]
    async with store.reading() as tx:
        return [Candidate(**row) for row in (await tx.execute(query.limit(MOST))).mappings()]


def _found(found: Match) -> dict[str, Any]:
    """What of an alert is what was found."""
    mine = found.candidates[0] if found.found == matching.ONE else None
    return {
        "match": found.found,
        "why": found.why,
        "candidates": [msgspec.to_builtins(one) for one in found.candidates],
        "connection_id": mine.connection_id if mine else None,
        "payment": mine.payment if mine else None,
        "attempt": mine.attempt if mine else None,
    }


def _alert(network: Network, told: Told, found: Match, now: int) -> Alert:
    return Alert(
        id=ids.new(kept.ALERT),
        network_id=network.id,
        alert_id=told.alert_id,
        at=now,
        type=told.type,
        told=msgspec.to_builtins(told),
        answer=None,
        answered_at=None,
        answered_by=None,
        **_found(found),
    )


async def attempt_of(store: Store, connection_id: str, payment: str) -> str:
    """The try that paid it. `NotFound` for a payment there is not, or that nobody paid."""
    table = LEDGER["payment"]
    query = select(table.c.latest_attempt).where(
        table.c.connection_id == connection_id, table.c.id == payment
    )
    async with store.reading() as tx:
        found: str | None = await tx.scalar(query)
    if found is None:
        raise errors.NotFound(f"There is no paid payment {payment} in {connection_id}")
    return found

"""What else the buyer bought, in every account of that mode: by customer, by card, by e-mail."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.features.disputes.case.known import Bought, Buying
from tillwatch.features.disputes.gathering import facts
from tillwatch.features.disputes.gathering.sources import Sources
from tillwatch.features.disputes.told import facts as told_facts
from tillwatch.features.disputes.told.facts import Told
from tillwatch.ledger.questions.losses import RETURNED
from tillwatch.ledger.questions.scope import Record
from tillwatch.processors.defending import Purchase
from tillwatch.rows import Attempt, Dispute
from tillwatch.store.tables import LEDGER
from tillwatch.store.text import folded

MOST: Final = 60
"""Other payments of a buyer that are looked at one by one, the newest."""
FRAUD: Final = "fraudulent"
attempt = LEDGER["attempt"]
payment = LEDGER["payment"]
refund = LEDGER["refund"]
warning = LEDGER["fraud_warning"]
dispute = LEDGER["dispute"]
product = LEDGER["product"]


async def others(
    sources: Sources, mine: Attempt, of: str, until: int
) -> tuple[list[Buying], Bought]:
    """Paid attempts of the buyer before `mine`, newest first, and what had come of them at
    `until`."""
    own = sources.accounts[of]
    found: dict[tuple[str, str], tuple[Record, str]] = {}
    async with sources.store.reading() as tx:
        for account in sources.accounts.values():
            if account.livemode != own.livemode:
                continue
            for by, where in _ways(account.id, mine, account.id == of):
                for row in await _paid(tx, account.id, where, mine):
                    found.setdefault((account.id, row["id"]), (row, by))
        ordered = sorted(found.items(), key=lambda one: (-one[1][0]["created"], one[0]))[:MOST]
        about = await _what_came_of(tx, [key for key, _ in ordered])
    purchases = await _purchases(sources, {key: row for key, (row, _) in ordered})
    buyings = [
        _buying(key, row, by, about, purchases.get(key, Purchase()), until)
        for key, (row, by) in ordered
    ]
    return buyings, _bought(buyings, about, until)


def _ways(connection_id: str, mine: Attempt, own: bool) -> list[tuple[str, ColumnElement[bool]]]:
    """A customer is one of its account only; so is a card's fingerprint at most processors, but
    where it is not, it tells."""
    ways: list[tuple[str, ColumnElement[bool]]] = []
    if own and mine.customer:
        ways.append(("customer", attempt.c.customer == mine.customer))
    if mine.card_fingerprint:
        ways.append(("card", attempt.c.card_fingerprint == mine.card_fingerprint))
    if mine.email:
        of = select(payment.c.latest_attempt).where(
            payment.c.connection_id == connection_id,
            folded(payment.c.email) == folded(mine.email),
        )
        ways.append(("email", attempt.c.id.in_(of)))
    return ways


async def _paid(
    tx: AsyncConnection, connection_id: str, where: ColumnElement[bool], mine: Attempt
) -> Sequence[Record]:
    query = (
        select(attempt)
        .where(
            attempt.c.connection_id == connection_id,
            where,
            attempt.c.status == "succeeded",
            attempt.c.captured,
            attempt.c.id != mine.id,
            attempt.c.created < mine.created,
        )
        .order_by((attempt.c.created + 0).desc(), attempt.c.id.desc())
        .limit(MOST)
    )
    return [dict(row) for row in (await tx.execute(query)).mappings()]


async def _what_came_of(
    tx: AsyncConnection, keys: Sequence[tuple[str, str]]
) -> dict[str, dict[tuple[str, str], list[Record]]]:
    """Refunds, warnings and disputes of these attempts, by table and attempt."""
    told: dict[str, dict[tuple[str, str], list[Record]]] = {}
    by_account: dict[str, list[str]] = {}
    for connection_id, id_ in keys:
        by_account.setdefault(connection_id, []).append(id_)
    for table in (refund, warning, dispute):
        rows = told.setdefault(table.name, {})
        for connection_id, ids in by_account.items():
            where = and_(table.c.connection_id == connection_id, table.c.attempt.in_(ids))
            for row in (await tx.execute(select(table).where(where))).mappings():
                rows.setdefault((connection_id, row["attempt"]), []).append(dict(row))
    return told


async def _purchases(
    sources: Sources, rows: Mapping[tuple[str, str], Record]
) -> dict[tuple[str, str], Purchase]:
    """As the charges say, and the merchant's systems told of those payments."""
    found: dict[tuple[str, str], Purchase] = {}
    for account in dict.fromkeys(connection_id for connection_id, _ in rows):
        mine = {id_: row for (connection_id, id_), row in rows.items() if connection_id == account}
        charges = await sources.charges(account, list(mine))
        said = {id_: sources.processors[account].purchase(one) for id_, one in charges.items()}
        said = await named(sources, account, said)
        for id_, told in (await _told(sources, account, mine)).items():
            found[account, id_] = facts.overlaid(said.get(id_, Purchase()), told)
    return found


async def _told(
    sources: Sources, connection_id: str, rows: Mapping[str, Record]
) -> dict[str, list[Told]]:
    """Facts of these attempts, whichever of their names they were told by."""
    payments = {row["payment"] for row in rows.values() if row["payment"]}
    query = select(payment.c.id, payment.c.order_number).where(
        payment.c.connection_id == connection_id, payment.c.id.in_(payments)
    )
    async with sources.store.reading() as tx:
        orders = {row.id: row.order_number for row in await tx.execute(query)}
    of = {
        id_: [one for one in (orders.get(row["payment"]), row["payment"], id_) if one]
        for id_, row in rows.items()
    }
    told: dict[str, list[Told]] = {}
    abouts = list(dict.fromkeys(about for names in of.values() for about in names))
    for one in await told_facts.of(sources.store, connection_id, abouts):
        told.setdefault(one.about, []).append(one)
    return {
        id_: [one for about in names for one in told.get(about, ())] for id_, names in of.items()
    }


async def named(
    sources: Sources, connection_id: str, told: Mapping[str, Purchase]
) -> dict[str, Purchase]:
    """A description that is only the id of a product says what the product is called."""
    ids = {one.description for one in told.values() if one.description}
    query = select(product.c.id, product.c.name).where(
        product.c.connection_id == connection_id, product.c.id.in_(ids)
    )
    async with sources.store.reading() as tx:
        names = {row.id: row.name for row in await tx.execute(query) if row.name}
    return {
        id_: msgspec.structs.replace(
            one,
            description=names[one.description],
            said={**one.said, "description": f"product {one.description}"},
        )
        if one.description in names
        else one
        for id_, one in told.items()
    }


def _buying(
    key: tuple[str, str],
    row: Record,
    by: str,
    about: Mapping[str, Mapping[tuple[str, str], list[Record]]],
    purchase: Purchase,
    until: int,
) -> Buying:
    refunds, disputes = about["refund"].get(key, []), about["dispute"].get(key, [])
    then = [one for one in refunds if one["created"] < until]
    return Buying(
        connection_id=key[0],
        attempt=struct(Attempt, row),
        purchase=purchase,
        disputed=any(one["created"] < until for one in disputes)
        or (row["disputed"] and not disputes),
        warned=any(one["created"] < until for one in about["fraud_warning"].get(key, ())),
        refunded=sum(one["amount"] for one in then if one["status"] in RETURNED)
        if refunds
        else row["amount_refunded"],
        refunded_as_fraud=any(one["reason"] == FRAUD for one in then),
        buyer_by=by,
    )


def _bought(
    buyings: Sequence[Buying],
    about: Mapping[str, Mapping[tuple[str, str], list[Record]]],
    until: int,
) -> Bought:
    spent: dict[str, int] = {}
    for one in buyings:
        kept = one.attempt.amount_captured - one.refunded
        spent[one.attempt.currency] = spent.get(one.attempt.currency, 0) + kept
    every = [row for rows in about["dispute"].values() for row in rows]
    disputes = [row for row in every if row["created"] < until]
    return Bought(
        payments=len(buyings),
        refunds=sum(1 for one in buyings if one.refunded),
        disputes=len(disputes),
        disputes_won=sum(1 for one in disputes if one["status"] == "won"),
        first=min((one.attempt.created for one in buyings), default=None),
        spent=spent,
    )


async def disputes_of(sources: Sources, connection_id: str, mine: Dispute) -> list[Dispute]:
    """Other disputes of the same charge or payment, oldest first."""
    same = [dispute.c.attempt == mine.attempt] if mine.attempt else []
    same += [dispute.c.payment == mine.payment] if mine.payment else []
    if not same:
        return []
    query = select(dispute).where(
        dispute.c.connection_id == connection_id, dispute.c.id != mine.id, or_(*same)
    )
    async with sources.store.reading() as tx:
        rows = [dict(row) for row in (await tx.execute(query)).mappings()]
    return sorted((struct(Dispute, row) for row in rows), key=lambda one: (one.created, one.id))


def struct(kind: Any, row: Record) -> Any:
    """A row of the ledger as its struct; what the table has besides is left out."""
    return kind(**{name: row[name] for name in kind.__struct_fields__})

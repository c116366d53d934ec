"""What came before an order, looked up by the customer and the card: a few rows of two indexes."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.features.monitoring.risk.known import OF_CARD, OF_CUSTOMER, Tried
from tillwatch.kernel import errors
from tillwatch.ledger.questions.scope import Record
from tillwatch.store.engine import Store
from tillwatch.store.tables import LEDGER

attempt = LEDGER["attempt"]
dispute = LEDGER["dispute"]
warning = LEDGER["fraud_warning"]
BAD_REASONS: Final = ("fraudulent", "unrecognized")
TRIED: Final[Mapping[str, ColumnElement[Any]]] = {
    "id": attempt.c.id,
    "created": attempt.c.created,
    "amount": attempt.c.amount,
    "currency": attempt.c.currency,
    "status": attempt.c.status,
    "customer": attempt.c.customer,
    "card": attempt.c.card_fingerprint,
    "check_address": attempt.c.check_line1,
    "check_postal_code": attempt.c.check_postal_code,
    "check_cvc": attempt.c.check_cvc,
    "card_country": attempt.c.card_country,
    "billing_country": attempt.c.country,
    "card_type": attempt.c.card_funding,
    "bin": attempt.c.card_bin,
    "issuer": attempt.c.card_issuer,
    "processor_level": attempt.c.risk_level,
}


def tried(row: Mapping[str, Any]) -> Tried:
    """Of a row of `tries`."""
    values = {name: value for name, value in row.items() if name != "status"}
    return Tried(**values, paid=row["status"] == "succeeded")


def tries() -> Select[Any]:
    """Asks for what `tried` takes."""
    return select(*(column.label(name) for name, column in TRIED.items()))


def bad(connection_id: str) -> Select[Any]:
    """Tries that went bad, and when that was first known: (attempt, at)."""
    disputed, warned = _known_bad(connection_id)
    both = disputed.union_all(warned).subquery("bad")
    return select(both.c.attempt, func.min(both.c.at).label("at")).group_by(both.c.attempt)


def _known_bad(connection_id: str) -> tuple[Select[Any], Select[Any]]:
    """Disputed as fraud, and warned of."""
    disputed = select(dispute.c.attempt.label("attempt"), dispute.c.created.label("at")).where(
        dispute.c.connection_id == connection_id,
        dispute.c.reason.in_(BAD_REASONS),
        dispute.c.attempt.is_not(None),
        ~dispute.c.status.startswith("warning_", autoescape=True),
    )
    warned = select(warning.c.attempt.label("attempt"), warning.c.created.label("at")).where(
        warning.c.connection_id == connection_id, warning.c.attempt.is_not(None)
    )
    return disputed, warned


async def one(store: Store, connection_id: str, id_: str) -> Tried:
    """The try of that id, or the latest of the payment of that id; `NotFound`."""
    async with store.reading() as tx:
        for column in (attempt.c.payment, attempt.c.id):
            query = tries().where(attempt.c.connection_id == connection_id, column == id_)
            rows = (await tx.execute(query)).mappings().all()
            if rows:
                return max((tried(dict(row)) for row in rows), key=lambda t: (t.created, t.id))
    raise errors.NotFound(f"There is no payment {id_} that was tried", id="not found")


class Before(NamedTuple):
    """Earlier tries of the customer, of the card, and how many of them were known to be bad."""

    of_customer: list[Tried]
    of_card: list[Tried]
    went_bad: int


async def before(store: Store, connection_id: str, this: Tried) -> Before:
    async with store.reading() as tx:
        earlier = partial(_earlier, tx, connection_id, this)
        mine = await earlier(attempt.c.customer, this.customer, OF_CUSTOMER)
        card = await earlier(attempt.c.card_fingerprint, this.card, OF_CARD)
        ids = sorted({one.id for one in (*mine, *card)})
        went_bad = await _bad(tx, connection_id, ids, this.created) if ids else 0
    return Before(mine, card, went_bad)


async def _earlier(
    tx: AsyncConnection,
    connection_id: str,
    this: Tried,
    column: ColumnElement[Any],
    value: str | None,
    limit: int,
) -> list[Tried]:
    if value is None:
        return []
    earlier = or_(
        attempt.c.created < this.created,
        and_(attempt.c.created == this.created, attempt.c.id < this.id),
    )
    query = (
        tries()
        .where(attempt.c.connection_id == connection_id, column == value, earlier)
        .order_by(attempt.c.created.desc(), attempt.c.id.desc())
        .limit(limit)
    )
    rows: Sequence[Record] = [dict(row) for row in (await tx.execute(query)).mappings()]
    return [tried(row) for row in rows]


async def _bad(tx: AsyncConnection, connection_id: str, ids: list[str], moment: int) -> int:
    disputed, warned = _known_bad(connection_id)
    found = disputed.where(dispute.c.attempt.in_(ids), dispute.c.created < moment).union(
        warned.where(warning.c.attempt.in_(ids), warning.c.created < moment)
    )
    return len({row.attempt for row in await tx.execute(found)})

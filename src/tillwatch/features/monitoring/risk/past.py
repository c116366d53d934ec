"""What came before an order, looked up by the customer and the card: a few rows of two indexes."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Select,
    Text,
    and_,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.features.monitoring.risk.known import OF_CARD, OF_CUSTOMER, Tried
from tillwatch.kernel import errors
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


def _known_bad(connection_id: str | BindParameter[str]) -> tuple[Select[Any], Select[Any]]:
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


class Before(NamedTuple):
    """Earlier tries of the customer, of the card, and how many of them were known to be bad."""

    of_customer: list[Tried]
    of_card: list[Tried]
    went_bad: int


OWNER: Final = bindparam("owner", type_=Text)
CREATED: Final = bindparam("created", type_=BigInteger)
ID: Final = bindparam("id", type_=Text)
IDS: Final = bindparam("ids", type_=Text, expanding=True)


def _named(column: ColumnElement[Any]) -> Select[Any]:
    value = bindparam("value", type_=Text)
    return tries().where(attempt.c.connection_id == OWNER, column == value)


def _earlier(column: ColumnElement[Any], limit: int) -> Select[Any]:
    """The newest tries with that value before one."""
    before = or_(attempt.c.created < CREATED, and_(attempt.c.created == CREATED, attempt.c.id < ID))
    newest = attempt.c.created.desc(), attempt.c.id.desc()
    return _named(column).where(before).order_by(*newest).limit(limit)


def _bad_among() -> Select[Any]:
    """How many of those tries were known to be bad by then."""
    disputed, warned = _known_bad(OWNER)
    both = disputed.where(dispute.c.attempt.in_(IDS), dispute.c.created < CREATED).union(
        warned.where(warning.c.attempt.in_(IDS), warning.c.created < CREATED)
    )
    return select(func.count(both.subquery("bad").c.attempt.distinct()))


ONE: Final = (_named(attempt.c.payment), _named(attempt.c.id))
OF_A_CUSTOMER: Final = _earlier(attempt.c.customer, OF_CUSTOMER)
OF_A_CARD: Final = _earlier(attempt.c.card_fingerprint, OF_CARD)
BAD_AMONG: Final = _bad_among()


async def one(tx: AsyncConnection, connection_id: str, id_: str) -> Tried:
    """The try of that id, or the latest of the payment of that id; `NotFound`."""
    for query in ONE:
        rows = await tx.execute(query, {"owner": connection_id, "value": id_})
        found = [tried(row) for row in rows.mappings()]
        if found:
            return max(found, key=lambda t: (t.created, t.id))
    raise errors.NotFound(f"There is no payment {id_} that was tried", id="not found")


async def before(tx: AsyncConnection, connection_id: str, this: Tried) -> Before:
    given = {"owner": connection_id, "created": this.created, "id": this.id}
    mine = await _tries(tx, OF_A_CUSTOMER, given, this.customer)
    card = await _tries(tx, OF_A_CARD, given, this.card)
    ids = sorted({one.id for one in (*mine, *card)})
    went_bad = await tx.scalar(BAD_AMONG, {**given, "ids": ids}) if ids else 0
    return Before(mine, card, int(went_bad or 0))


async def _tries(
    tx: AsyncConnection, query: Select[Any], given: Mapping[str, Any], value: str | None
) -> list[Tried]:
    if value is None:
        return []
    rows = await tx.execute(query, {**given, "value": value})
    return [tried(row) for row in rows.mappings()]

"""How a row becomes JSON: amounts with their currency, moments as RFC 3339, the rest as it is.

Which numbers of a row are amounts and which are moments stands in two tables; the rest follows
from the row's struct, the description in OpenAPI too. A row's JSON begins with `id`,
`connection_id`, `livemode`, `created`.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final, get_type_hints

import msgspec
from pydantic import BaseModel, ConfigDict, Field, create_model

from tillwatch.kernel import times
from tillwatch.kernel.money import Money as Amount
from tillwatch.kernel.scrub import unsaid
from tillwatch.ledger.questions.scope import Record, Scope
from tillwatch.rows import ROWS, Row

MONEY: Final[dict[str, tuple[str, ...]]] = {
    "payment": ("amount", "amount_captured", "amount_refunded"),
    "attempt": ("amount", "amount_captured", "amount_refunded"),
    "refund": ("amount",),
    "dispute": ("amount",),
    "payout": ("amount",),
    "balance_entry": ("amount", "fee", "net"),
    "customer": ("balance",),
    "price": ("unit_amount",),
    "invoice": (
        "subtotal",
        "discount",
        "tax",
        "total",
        "amount_due",
        "amount_paid",
        "amount_remaining",
    ),
    "invoice_payment": ("amount_paid",),
}
"""Fields in minor units of the row's `currency`."""

MOMENTS: Final[dict[str, tuple[str, ...]]] = {
    "payment": ("canceled_at",),
    "attempt": ("capture_before",),
    "dispute": ("due_by",),
    "payout": ("arrival_date",),
    "balance_entry": ("available_on",),
    "invoice": ("due_date", "next_attempt", "paid_at", "period_start", "period_end"),
    "subscription": (
        "start_date",
        "current_period_start",
        "current_period_end",
        "trial_start",
        "trial_end",
        "cancel_at",
        "canceled_at",
        "ended_at",
    ),
}
"""Fields in seconds UTC, beside `created`."""

INSIDE: Final[dict[tuple[str, str], tuple[tuple[str, ...], tuple[str, ...]]]] = {
    ("invoice", "lines"): (("amount",), ("period_start", "period_end")),
    ("subscription", "items"): (("unit_amount",), ()),
    ("balance_entry", "fee_details"): (("amount",), ()),
}
"""Lists of objects in a row: their amounts and their moments."""

FIRST: Final = ("id", "connection_id", "livemode", "created")
STRUCTS: Final[Mapping[str, type[Row]]] = {row.table: row for row in ROWS}


Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
"""RFC 3339 with Z."""


class Model(BaseModel):
    """What an answer says, for the description. Made ready when that is asked for, which is seldom:
    doing it at the start takes a fifth of a start."""

    model_config = ConfigDict(strict=True, extra="forbid", defer_build=True)


class Body(BaseModel):
    """What a request says. It may hold a secret, so it is never printed."""

    model_config = ConfigDict(strict=True, extra="forbid", hide_input_in_errors=True)

    __repr__ = unsaid
    __str__ = unsaid


class Money(Model):
    """`amount` in minor units of `currency` (lower-case, as Stripe spells it; empty where an object
    does not say it). An integer of any size: read it as one, not as a float."""

    amount: int
    currency: str


def moment(seconds: float | None) -> str | None:
    """RFC 3339; None where nothing is known, or what is known is no moment."""
    if seconds is None or not 0 <= seconds <= times.LATEST:
        return None
    return times.rfc3339(seconds)


def money(amount: int | None, currency: str | None) -> Record | None:
    """None where nothing is known, or not in what currency: then a number is no money."""
    return {"amount": amount, "currency": currency} if amount is not None and currency else None


def amounts(sums: Sequence[Amount]) -> list[Record]:
    """One a currency; what nobody said the currency of is no sum of money."""
    return [{"amount": one.amount, "currency": one.currency} for one in sums if one.currency]


def row(table: str, record: Record, scope: Scope) -> Record:
    """The JSON of a ledger row as read; columns the struct does not have are left out."""
    shown = {
        "id": record["id"],
        "connection_id": record["connection_id"],
        "livemode": scope.livemode(record["connection_id"], record["livemode"]),
        "created": moment(record["created"] or None),
    }
    amount_fields = MONEY.get(table, ())
    moment_fields = MOMENTS.get(table, ())
    for name in STRUCTS[table].__struct_fields__:
        if name in FIRST:
            continue
        value = record[name]
        if name in amount_fields:
            value = money(value, record["currency"])
        elif name in moment_fields:
            value = moment(value)
        elif (table, name) in INSIDE:
            value = [_inside(one, *INSIDE[table, name]) for one in value or ()]
        elif table == "balance":
            value = [money(one.get("amount"), one.get("currency")) for one in value or ()]
        shown[name] = value
    return shown


def _inside(one: Any, amount_fields: Sequence[str], moment_fields: Sequence[str]) -> Any:
    if not isinstance(one, dict):
        return one
    changed: Record = {name: moment(one.get(name)) for name in moment_fields}
    for name in amount_fields:
        changed[name] = money(one.get(name), one.get("currency"))
    return {**one, **changed}


def model(table: str, more: Mapping[str, Any] | None = None) -> type[BaseModel]:
    """The description of `row`'s answer; `more` names fields that are added to it."""
    struct = STRUCTS[table]
    hints = get_type_hints(struct)
    fields: dict[str, Any] = {
        "id": (str, ...),
        "connection_id": (str, ...),
        "livemode": (bool | None, ...),
        "created": (Moment | None, ...),
    }
    for field in msgspec.structs.fields(struct):
        if field.name not in fields:
            fields[field.name] = (_described(table, field.name, hints[field.name]), ...)
    for name, hint in (more or {}).items():
        fields[name] = (hint, ...)
    title = struct.__name__
    return create_model(title, __base__=Model, __doc__=struct.__doc__, **fields)


def _described(table: str, name: str, hint: Any) -> Any:
    """The type of a field's JSON."""
    optional = type(None) in getattr(hint, "__args__", ())
    if name in MONEY.get(table, ()):
        return Money | None
    if name in MOMENTS.get(table, ()):
        return Moment | None if optional else Moment
    if table == "balance":
        return list[Money]
    if (table, name) in INSIDE:
        return list[dict[str, Any]]
    if hint in (str, int, bool, str | None, int | None, bool | None):
        return hint
    return Any

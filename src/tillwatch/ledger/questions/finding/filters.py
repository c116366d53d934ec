"""Everything a list can be asked beside its period and `q`: one table, a line a filter.

A filter is a name, the kind of value it takes, and the condition it makes of that value. Most say
that a column is equal to one of the values given; some are a meaning that a figure of the first
page has too (`tried`, `gave`, `open`), so that a person who clicks on the figure finds exactly the
rows that are in it. Definitions: `docs/metrics.md`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal

import msgspec
from sqlalchemy import ColumnElement, FromClause, and_, func, not_, or_

from tillwatch.ledger.questions import payouts
from tillwatch.ledger.questions.finding import cards
from tillwatch.ledger.questions.losses import OPEN, RETURNED
from tillwatch.ledger.questions.volume import was_tried
from tillwatch.store.text import folded

Kind = Literal["text", "flag", "number", "moment"]
Where = Callable[[FromClause, Any], ColumnElement[bool]]
NONE_GIVEN: Final = "none"
"""As `failure`: payments that failed and give no code. No processor has a code of this name."""


class Filter(msgspec.Struct, frozen=True):
    """`where` makes the condition: of a list of texts, a bool, an integer, or seconds UTC; None
    where the values are ids of rows that lead to those wanted (`relations`). `few`: few rows have
    one value, and an index finds them."""

    name: str
    kind: Kind
    where: Where | None
    few: bool = False


def text(*names: str) -> list[Filter]:
    """The column of that name is one of the values."""
    return [Filter(name, "text", _one_of(name)) for name in names]


def ids(*names: str) -> list[Filter]:
    """The column is the id of another row, and has an index."""
    return [Filter(name, "text", _one_of(name), few=True) for name in names]


def flag(*names: str) -> list[Filter]:
    return [Filter(name, "flag", _is(name)) for name in names]


def amount(column: str = "amount") -> list[Filter]:
    """From `amount_min` to `amount_max`, both included, in minor units whatever the currency."""
    # of a sum, so that the list is followed: an index of amounts would have to be sorted
    return [
        Filter("amount_min", "number", lambda rows, value: rows.c[column] + 0 >= value),
        Filter("amount_max", "number", lambda rows, value: rows.c[column] + 0 <= value),
    ]


def moments(column: str, first: str, last: str) -> list[Filter]:
    """Half-open, as periods are: `first` belongs to it, `last` does not."""
    return [
        Filter(first, "moment", lambda rows, value: rows.c[column] >= value),
        Filter(last, "moment", lambda rows, value: rows.c[column] < value),
    ]


def meaning(name: str, says: Callable[[FromClause], ColumnElement[bool]]) -> Filter:
    def where(rows: FromClause, value: bool) -> ColumnElement[bool]:
        return says(rows) if value else not_(says(rows))

    return Filter(name, "flag", where)


def _one_of(name: str) -> Where:
    def where(rows: FromClause, values: Sequence[str]) -> ColumnElement[bool]:
        column = rows.c[name]
        return column == values[0] if len(values) == 1 else column.in_(values)

    return where


def _is(name: str) -> Where:
    return lambda rows, value: rows.c[name] == value


def _email(rows: FromClause, values: Sequence[str]) -> ColumnElement[bool]:
    """The same address, whatever the case of its letters."""
    return or_(*[folded(rows.c.email) == folded(value) for value in values])


def _reason(rows: FromClause, values: Sequence[str]) -> ColumnElement[bool]:
    code = func.coalesce(rows.c.decline_code, rows.c.failure_code)
    if NONE_GIVEN not in values:
        return code.in_(values)
    return or_(code.in_(values), and_(code.is_(None), rows.c.status == "failed"))


def _adds_up(rows: FromClause, value: bool) -> ColumnElement[bool]:
    """Only where it can be said: of the others neither is true."""
    equal = payouts.are_equal(rows)
    return and_(payouts.are_known(rows), equal if value else not_(equal))


EMAIL: Final = Filter("email", "text", _email, few=True)
INVOICE: Final = Filter("invoice", "text", None, few=True)
FAILURE: Final = Filter("failure", "text", _reason)
TRIED: Final = meaning("tried", was_tried)
CAPTURED: Final = meaning("captured", lambda rows: rows.c.amount_captured > 0)
RECOVERED: Final = meaning(
    "recovered", lambda rows: and_(rows.c.status == "succeeded", rows.c.attempts > 1)
)
REFUNDED: Final = meaning("refunded", lambda rows: rows.c.amount_refunded > 0)
GAVE: Final = meaning("gave", lambda rows: rows.c.status.in_(RETURNED))
OPEN_DISPUTES: Final = meaning("open", lambda rows: rows.c.status.in_(OPEN))

CARD_ENDS: Final = Filter("card_ends", "text", cards.ends_in)

CHECKED: Final = meaning("checked", payouts.are_known)
ADDS_UP: Final = Filter("adds_up", "flag", _adds_up)

FILTERS: Final[Mapping[str, Sequence[Filter]]] = {
    "payment": [
        *text("status", "currency", "method", "card_brand", "card_last4", "country"),
        *ids("customer"),
        INVOICE,
        *text("failure_code", "decline_code"),
        FAILURE,
        EMAIL,
        *amount(),
        *flag("disputed"),
        TRIED,
        CAPTURED,
        REFUNDED,
        RECOVERED,
    ],
    "attempt": [*text("status"), *ids("payment", "customer")],
    "refund": [*text("status", "reason", "currency"), *ids("payment", "attempt"), *amount(), GAVE],
    "dispute": [
        *text("status", "reason", "currency", "network"),
        *ids("payment", "attempt"),
        *amount(),
        *moments("due_by", "due_after", "due_before"),
        OPEN_DISPUTES,
    ],
    "fraud_warning": ids("payment", "attempt"),
    "payout": [
        *text("status", "currency", "method"),
        *flag("automatic"),
        *amount(),
        *moments("arrival_date", "arrival_from", "arrival_until"),
        CHECKED,
        ADDS_UP,
    ],
    "balance_entry": [*ids("source"), *text("type", "category", "currency")],
    "balance": [],
    "customer": [EMAIL, *text("country", "currency"), *flag("delinquent", "deleted")],
    "product": flag("active", "deleted"),
    "price": [*ids("product"), *flag("active", "deleted")],
    "invoice": [*text("status", "currency"), *ids("customer", "subscription"), *amount("total")],
    "invoice_payment": ids("invoice", "payment"),
    "subscription": [
        *text("status", "currency"),
        *ids("customer"),
        *flag("cancel_at_period_end"),
        *moments("current_period_end", "renews_from", "renews_until"),
        CARD_ENDS,
    ],
}


def narrowed(table: str, rows: FromClause, given: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    """The conditions of the filters that are given, by name; all must hold."""
    return [
        one.where(rows, given[one.name])
        for one in FILTERS[table]
        if one.name in given and one.where is not None
    ]


def leading(table: str, given: Mapping[str, Any]) -> dict[str, Sequence[str]]:
    """The ids given, by kind, of rows that lead to those wanted."""
    return {
        one.name: given[one.name]
        for one in FILTERS[table]
        if one.name in given and one.where is None
    }


def few(table: str, given: Mapping[str, Any]) -> bool:
    """Whether the filters that are given leave few rows, which an index finds."""
    return any(one.few and one.name in given for one in FILTERS[table])

"""How an id of one kind leads to rows of another: a try to its payment, a payout to its refunds.

Each line of the table is one way: the column of the wanted rows, and from there, step by step, the
tables between, each by the column that is known and the column that is wanted. The rows found are
few (a payout holds some thousands at most), and every step has an index.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, and_, literal_column, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.ledger.questions.scope import Scope
from tillwatch.store.tables import LEDGER
from tillwatch.store.text import begins

Step = tuple[str, str, str]
"""Table, the column that is known, the column that is asked."""
Way = tuple[str, tuple[Step, ...]]
"""The column of the wanted rows that is one of what the last step gives."""

OF_TRY: Final[Step] = ("attempt", "id", "payment")
OF_CUSTOMER: Final[Step] = ("payment", "customer", "id")
HELD: Final[Step] = ("payout_entry", "payout", "entry")
HOLDER: Final[Step] = ("payout_entry", "entry", "payout")


def _of_payment(table: str) -> tuple[Way, ...]:
    """From what names a payment, or only its try, to that payment."""
    by_try: Way = ("id", ((table, "id", "attempt"), OF_TRY))
    return (("id", ((table, "id", "payment"),)), by_try)


def _itself(column: str = "id") -> tuple[Way, ...]:
    return ((column, ()),)


RELATIONS: Final[Mapping[str, Mapping[str, Sequence[Way]]]] = {
    "payment": {
        "payment": _itself(),
        "attempt": (("id", (OF_TRY,)),),
        "refund": _of_payment("refund"),
        "dispute": _of_payment("dispute"),
        "fraud_warning": _of_payment("fraud_warning"),
        "customer": _itself("customer"),
        "invoice": (
            *_itself("invoice"),
            ("id", (("invoice_payment", "invoice", "payment"),)),
        ),
        "subscription": (
            (
                "id",
                (("invoice", "subscription", "id"), ("invoice_payment", "invoice", "payment")),
            ),
        ),
        "balance_entry": (
            ("id", (("balance_entry", "id", "source"), OF_TRY)),
            ("id", (("balance_entry", "id", "source"), ("refund", "id", "payment"))),
            ("id", (("balance_entry", "id", "source"), ("refund", "id", "attempt"), OF_TRY)),
            ("id", (("balance_entry", "id", "source"), ("dispute", "id", "payment"))),
        ),
        "payout": (("id", (HELD, ("attempt", "balance_entry", "payment"))),),
    },
    "refund": {
        "refund": _itself(),
        "payment": (*_itself("payment"), ("attempt", (("attempt", "payment", "id"),))),
        "attempt": _itself("attempt"),
        "customer": (("payment", (OF_CUSTOMER,)),),
        "balance_entry": _itself("balance_entry"),
        "payout": (("balance_entry", (HELD,)),),
    },
    "dispute": {
        "dispute": _itself(),
        "payment": (*_itself("payment"), ("attempt", (("attempt", "payment", "id"),))),
        "attempt": _itself("attempt"),
        "customer": (("payment", (OF_CUSTOMER,)),),
        "balance_entry": (("id", (("balance_entry", "id", "source"),)),),
    },
    "payout": {
        "payout": _itself(),
        "balance_entry": (("id", (HOLDER,)), *_itself("balance_entry")),
        "attempt": (("id", (("attempt", "id", "balance_entry"), HOLDER)),),
        "payment": (("id", (("attempt", "payment", "balance_entry"), HOLDER)),),
        "refund": (("id", (("refund", "id", "balance_entry"), HOLDER)),),
        "dispute": (("id", (("balance_entry", "source", "id"), HOLDER)),),
    },
    "customer": {
        "customer": _itself(),
        "payment": (("id", (("payment", "id", "customer"),)),),
        "attempt": (("id", (("attempt", "id", "customer"),)),),
        "refund": (("id", (("refund", "id", "payment"), ("payment", "id", "customer"))),),
        "dispute": (("id", (("dispute", "id", "payment"), ("payment", "id", "customer"))),),
        "invoice": (("id", (("invoice", "id", "customer"),)),),
        "subscription": (("id", (("subscription", "id", "customer"),)),),
    },
    "subscription": {
        "subscription": _itself(),
        "customer": _itself("customer"),
        "invoice": (("id", (("invoice", "id", "subscription"),)),),
        "payment": (
            (
                "id",
                (("invoice_payment", "payment", "invoice"), ("invoice", "id", "subscription")),
            ),
        ),
    },
    "invoice": {
        "invoice": _itself(),
        "customer": _itself("customer"),
        "subscription": _itself("subscription"),
        "payment": (("id", (("invoice_payment", "payment", "invoice"),)),),
    },
}
"""Wanted rows → kind of the id that is known → the ways from one to the other."""

KINDS: Final = tuple(sorted({kind for known in RELATIONS.values() for kind in known}))


class Known(msgspec.Struct, frozen=True):
    """A row that exists: whatever spelling of ids a processor has, it is found by looking."""

    kind: str
    connection_id: str
    id: str


async def known(
    tx: AsyncConnection, scope: Scope, ids: Sequence[str], kinds: Sequence[str] = KINDS
) -> list[Known]:
    """The rows of these ids, of every kind, in every account of the scope."""
    accounts = scope.each()
    if not ids or not accounts:
        return []
    parts = []
    for kind in kinds:
        rows = LEDGER[kind]
        named: ColumnElement[str] = literal_column(f"'{kind}'").label("kind")
        mine = and_(rows.c.connection_id.in_(accounts), rows.c.id.in_(ids))
        parts.append(select(named, rows.c.connection_id, rows.c.id).where(mine))
    return [Known(*row) for row in await tx.execute(union_all(*parts))]


async def referenced(
    tx: AsyncConnection, scope: Scope, references: Sequence[str]
) -> dict[Known, str]:
    """The refunds that banks refer to by these, each with which."""
    accounts = scope.each()
    if not references or not accounts:
        return {}
    refund = LEDGER["refund"]
    named = or_(*(begins(refund.c.reference, one) for one in references))
    mine = and_(refund.c.connection_id.in_(accounts), named)
    query = select(refund.c.connection_id, refund.c.id, refund.c.reference).where(mine)
    return {Known("refund", row[0], row[1]): row[2] for row in await tx.execute(query)}


def ways(table: str, one: Known) -> list[ColumnElement[bool]]:
    """Conditions on the rows of `table`, any of which finds rows that belong to `one`."""
    rows = LEDGER[table]
    return [
        and_(rows.c.connection_id == one.connection_id, _given(rows.c[column], steps, one))
        for column, steps in RELATIONS[table].get(one.kind, ())
    ]


def _given(column: Any, steps: Sequence[Step], one: Known) -> ColumnElement[bool]:
    inner: Any = None
    for name, known_by, asked in steps:
        between = LEDGER[name].alias()
        mine = between.c.connection_id == one.connection_id
        inner = select(between.c[asked]).where(mine, _is(between.c[known_by], inner, one))
    return _is(column, inner, one)


def _is(column: Any, inner: Any, one: Known) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = column == one.id if inner is None else column.in_(inner)
    return condition

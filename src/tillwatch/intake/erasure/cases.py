"""What was written and brought to the disputes of somebody erased: words, facts of orders, files.

That a case was looked after, judged, decided and sent stays, without its words.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, Table, delete, select, update

from tillwatch.intake.erasure import prevented
from tillwatch.store.tables import (
    LEDGER,
    dispute_answer,
    dispute_case,
    dispute_fact,
    dispute_file,
    dispute_note,
    dispute_sending,
    dispute_sent_file,
)

AT_ONCE = 400
"""Ids in one statement."""
payment = LEDGER["payment"]


def blank(tx: Connection, connection_id: str, ids: Collection[str]) -> None:
    """`ids`: of all objects that are theirs, disputes and payments among them. Before the rows are
    blanked: an order is known by a number that stands in one."""
    every = sorted(ids)
    for start in range(0, len(every), AT_ONCE):
        prevented.blank(tx, connection_id, every[start : start + AT_ONCE])
        _blank(tx, connection_id, every[start : start + AT_ONCE])


def _blank(tx: Connection, connection_id: str, ids: Sequence[str]) -> None:
    of = payment.c.connection_id == connection_id, payment.c.id.in_(ids)
    named = tx.execute(select(payment.c.order_number).where(*of)).scalars()
    about = [*ids, *(number for number in named if number)]
    mine = dispute_fact.c.connection_id == connection_id, dispute_fact.c.about.in_(about)
    tx.execute(delete(dispute_fact).where(*mine))
    for table in (dispute_answer, dispute_file):
        tx.execute(delete(table).where(*_of(table, connection_id, ids)))
    said: list[tuple[Table, dict[str, Any]]] = [
        (dispute_note, {"text": ""}),
        (dispute_case, {"template": None}),
        (dispute_sending, {"what": {}}),
    ]
    sent = select(dispute_sending.c.id).where(*_of(dispute_sending, connection_id, ids))
    tx.execute(delete(dispute_sent_file).where(dispute_sent_file.c.sending_id.in_(sent)))
    for table, values in said:
        tx.execute(update(table).where(*_of(table, connection_id, ids)).values(**values))


def _of(table: Table, connection_id: str, ids: Sequence[str]) -> tuple[Any, ...]:
    return (table.c.connection_id == connection_id, table.c.dispute_id.in_(ids))

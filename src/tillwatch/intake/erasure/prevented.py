"""What prevention keeps of somebody erased: their lines of the block list, and what networks told
of their payments. That an alert came, which payment it was about and what was answered stays."""

from collections.abc import Sequence

from sqlalchemy import Connection, and_, delete, or_, select, update

from tillwatch.store.tables import LEDGER, network_alert, prevention_block

attempt = LEDGER["attempt"]
payment = LEDGER["payment"]


def blank(tx: Connection, connection_id: str, ids: Sequence[str]) -> None:
    """`ids`: of objects that are theirs. Before the rows are blanked: they say the addresses."""
    values = set(ids)
    of = attempt.c.connection_id == connection_id, attempt.c.id.in_(ids)
    for row in tx.execute(select(attempt.c.card_fingerprint, attempt.c.email).where(*of)):
        values |= {one for one in (row.card_fingerprint, _folded(row.email)) if one}
    paid = payment.c.connection_id == connection_id, payment.c.id.in_(ids)
    for row in tx.execute(select(payment.c.email).where(*paid)):
        values |= {one for one in (_folded(row.email),) if one}
    block, alert = prevention_block, network_alert
    told = and_(block.c.connection_id == connection_id, block.c.about_id.in_(ids))
    tx.execute(delete(block).where(or_(told, block.c.value.in_(sorted(values)))))
    mine = alert.c.connection_id == connection_id, alert.c.payment.in_(ids)
    tx.execute(update(alert).where(*mine).values(told={}, candidates=[]))


def _folded(email: str | None) -> str | None:
    return email.strip().casefold() if email else None

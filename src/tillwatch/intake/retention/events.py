"""Whole deliveries go, after what notes them in the main store."""

from collections.abc import Sequence

from sqlalchemy import Connection, RowMapping, bindparam, delete

from tillwatch.intake.retention import bodies
from tillwatch.intake.retention.walk import Old, to_try_again
from tillwatch.store.tables import cursor, inbox, mention, set_aside

MENTIONED = delete(mention).where(
    mention.c.connection_id == bindparam("b_connection"),
    mention.c.object_id == bindparam("b_object"),
    mention.c.seq == bindparam("b_seq"),
)


async def drop(old: Old, rows: Sequence[RowMapping]) -> int:
    kept = await to_try_again(old.house, [row["seq"] for row in rows])
    going = [row for row in rows if row["seq"] not in kept]
    numbers = [row["seq"] for row in going]
    noted = [
        {"b_connection": row["connection_id"], "b_object": id_, "b_seq": row["seq"]}
        for row in going
        for id_ in old.told(row)["mentions"]
    ]

    def forget(tx: Connection) -> None:
        if noted:
            tx.execute(MENTIONED, noted)
        tx.execute(delete(set_aside).where(set_aside.c.inbox_seq.in_(numbers)))
        marks = [bodies.mark(number) for number in numbers]
        tx.execute(delete(cursor).where(cursor.c.name.in_(marks)))

    if going:
        await old.house.store.write(forget)
        gone = delete(inbox).where(inbox.c.seq.in_(numbers))
        await old.house.store.write_inbox(lambda tx: tx.execute(gone))
    return len(going)

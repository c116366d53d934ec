"""The ledger's tables, made from the row structs, and what is made beside them."""

from typing import Final

from sqlalchemy import BigInteger, Column, Index, MetaData, Table, Text

from tillwatch.rows import ROWS, Row
from tillwatch.store.columns import NAMES, row_columns
from tillwatch.store.text import folded, last_word

ledger_metadata = MetaData(naming_convention=NAMES)
"""The ledger's tables are made from the row types and filled from the objects; they are never
migrated but made anew (`store.schema`)."""


LISTED: Final = {
    "status": (),
    "customer": (),
    "card_last4": (),
    "card_fingerprint": (),
    "amount": ("currency",),
}
"""Columns whose rows of one value may be many, so that their index has them in order, and what it
carries beside."""


def _ledger_table(row: type[Row]) -> Table:
    key = Column("connection_id", Text, primary_key=True)
    table = Table(row.table, ledger_metadata, key, *row_columns(row))
    Index(f"ix_{row.table}_created_id", table.c.created, table.c.id)
    place = (table.c.created, table.c.id)
    listed = [table.c[name] for name in ("connection_id", "created", "id", *row.carried)]
    Index(f"ix_{row.table}_connection_created_id", *listed)
    for name in row.indexes:
        ordered = [*place, *(table.c[more] for more in LISTED[name])] if name in LISTED else []
        Index(f"ix_{row.table}_{name}", table.c.connection_id, table.c[name], *ordered)
    for name in row.begun:
        Index(f"ix_{row.table}_{name}_begins", table.c.connection_id, folded(table.c[name]), *place)
    for name in row.named:
        last = last_word(table.c[name])
        Index(f"ix_{row.table}_{name}_last_word", table.c.connection_id, last, *place)
    return table


mention = Table(
    "mention",
    ledger_metadata,
    Column("connection_id", Text, primary_key=True),
    Column("object_id", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
)
"""Which deliveries of the inbox (`seq`) tell of an object. Made from the inbox behind the rows, by
`intake.mentions`; disposable like them."""

LEDGER: dict[str, Table] = {row.table: _ledger_table(row) for row in ROWS}
"""The ledger's tables by name; key (connection_id, id)."""

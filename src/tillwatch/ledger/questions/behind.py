"""What is behind rows that only name it: who paid what was refunded, disputed or subscribed to,
and what a subscription sells.

Looked up for a page at a time. What a payment says of its payer comes first, the customer fills in.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.ledger.questions import lists
from tillwatch.ledger.questions.lists import Key
from tillwatch.ledger.questions.scope import Record
from tillwatch.store.engine import Store

NAMED: Final[Mapping[str, Sequence[str]]] = {
    "refund": ("payment", "attempt"),
    "dispute": ("payment", "attempt"),
    "subscription": ("customer",),
}
"""The columns that lead to whoever paid, the better one first; each is called as its table."""
TOLD: Final = ("name", "email")


async def persons(store: Store, table: str, rows: Sequence[Record]) -> dict[Key, Record]:
    """Who paid, as `{"id", "name", "email"}`, by (connection, id of the row); `id` is the
    customer's, None of a guest. No entry where nothing is known of anybody."""
    async with store.reading() as tx:
        told = await _told(tx, table, rows)
        customers = await lists.by(tx, "customer", _keys(told.values(), "customer"), only=TOLD)
    found = {}
    for key, one in told.items():
        (customer,) = customers.get((key[0], one["customer"])) or ({},)
        person = {name: one.get(name) or customer.get(name) for name in TOLD}
        if one["customer"] is not None or any(person.values()):
            found[key] = {"id": one["customer"], **person}
    return found


async def products(store: Store, subscriptions: Sequence[Record]) -> dict[Key, Record]:
    """The product of the first item that names one, as `{"id", "name"}`; name None: not known."""
    firsts = {}
    for row in subscriptions:
        items = [item for item in row["items"] or () if isinstance(item, dict)]
        product = next((item["product"] for item in items if item.get("product")), None)
        if product is not None:
            firsts[row["connection_id"], row["id"]] = (row["connection_id"], product)
    async with store.reading() as tx:
        named = await lists.by(tx, "product", set(firsts.values()), only=("name",))
    found = {}
    for key, product in firsts.items():
        (row,) = named.get(product) or ({"name": None},)
        found[key] = {"id": product[1], "name": row["name"]}
    return found


async def _told(tx: AsyncConnection, table: str, rows: Sequence[Record]) -> dict[Key, Record]:
    """Of each row: its customer, and what the payment says of its payer."""
    if table == "subscription":
        return {(row["connection_id"], row["id"]): row for row in rows}
    told: dict[Key, Record] = {}
    for column in NAMED[table]:
        left = [row for row in rows if (row["connection_id"], row["id"]) not in told]
        some = await lists.by(tx, column, _keys(left, column), only=("customer", *TOLD))
        for row in left:
            for one in some.get((row["connection_id"], row[column]), ()):
                told[row["connection_id"], row["id"]] = one
    return told


def _keys(rows: Iterable[Record], column: str) -> set[Key]:
    return {(row["connection_id"], row[column]) for row in rows if row[column] is not None}

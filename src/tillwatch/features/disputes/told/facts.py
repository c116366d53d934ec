"""What the merchant's systems know of an order: kept by the id they know it by."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tillwatch.features.disputes.merchant import values
from tillwatch.kernel import errors
from tillwatch.store.engine import Store
from tillwatch.store.tables import dispute_fact as table

NAMES: Final = (
    "access_activity_log",
    "account_id",
    "cancellation_rebuttal",
    "customer_communication",
    "customer_purchase_ip",
    "delivered_on",
    "device_fingerprint",
    "device_id",
    "duplicate_charge_explanation",
    "duplicate_charge_id",
    "product_description",
    "refund_refusal_explanation",
    "service_date",
    "shipping_address",
    "shipping_carrier",
    "shipping_date",
    "shipping_tracking_number",
    "signed_by",
    "uncategorized_text",
    "usage_after",
)
"""What can be told of an order: fields of evidence, and what matters beside the form."""
LENGTH_MAX: Final = 20_000


class Told(msgspec.Struct, frozen=True, kw_only=True):
    about: str
    name: str
    value: str
    told: str
    by: str
    at: int


def checked(given: Mapping[str, str | None]) -> dict[str, str | None]:
    """`BadInput` for a name there is not, or for what cannot be one: words that are too long, a day
    that could be two, an address that is none. None takes a fact away."""
    unknown = sorted(set(given) - set(NAMES))
    if unknown:
        sentence = f"“{unknown[0]}” is nothing that can be told: choose among {', '.join(NAMES)}"
        raise errors.BadInput(sentence, **{unknown[0]: "unknown"})
    return {name: _checked(name, (value or "").strip()) for name, value in given.items()}


def _checked(name: str, value: str) -> str | None:
    if len(value) > LENGTH_MAX:
        raise errors.BadInput(f"{name} takes {LENGTH_MAX:,} characters", **{name: "too long"})
    if not value:
        return None
    try:
        return values.fact(name, value, values.UNKNOWN)
    except errors.BadInput as problem:
        sentence = f"{name}: {problem.message}"
        raise errors.BadInput(sentence, **{name: sentence}) from None


async def of(store: Store, connection_id: str, about: Sequence[str]) -> list[Told]:
    """All that was told of these ids, the ids in the order given, names in the alphabet's."""
    columns = [table.c[name] for name in Told.__struct_fields__]
    query = select(*columns).where(table.c.connection_id == connection_id, table.c.about.in_(about))
    async with store.reading() as tx:
        found = [Told(**row) for row in (await tx.execute(query)).mappings()]
    return sorted(found, key=lambda one: (about.index(one.about), one.name))


async def tell(
    tx: AsyncConnection,
    connection_id: str,
    abouts: Sequence[str],
    given: Mapping[str, str | None],
    *,
    told: str,
    by: str,
    at: int,
) -> None:
    """Each fact is kept by the first of `abouts` and replaces what was told of it before; None
    takes it away from all of them."""
    for name, value in given.items():
        gone = abouts if value is None else abouts[:1]
        place = (
            table.c.connection_id == connection_id,
            table.c.about.in_(gone),
            table.c.name == name,
        )
        await tx.execute(delete(table).where(*place))
        if value is not None:
            row = {"connection_id": connection_id, "about": abouts[0], "name": name, "value": value}
            await tx.execute(table.insert().values(**row, told=told, by=by, at=at))

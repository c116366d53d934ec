"""Who pays."""

from typing import ClassVar

from tillwatch.rows.base import Json, Row


class Customer(Row, frozen=True, kw_only=True):
    """`deleted`: the processor no longer has it; the last known facts stay."""

    table: ClassVar[str] = "customer"
    indexes: ClassVar[tuple[str, ...]] = ("email",)

    email: str | None
    name: str | None
    phone: str | None
    description: str | None
    country: str | None
    city: str | None
    currency: str | None
    balance: int | None
    delinquent: bool | None
    deleted: bool
    metadata: Json | None

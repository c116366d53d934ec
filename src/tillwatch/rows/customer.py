"""Who pays."""

from collections.abc import Mapping
from typing import ClassVar

from tillwatch.rows.base import Json, Row


class Customer(Row, frozen=True, kw_only=True):
    """`deleted`: the processor no longer has it; the last known facts stay."""

    table: ClassVar[str] = "customer"
    carried: ClassVar[tuple[str, ...]] = ("deleted", "country", "currency", "delinquent", "balance")
    begun: ClassVar[tuple[str, ...]] = ("email", "name")
    named: ClassVar[tuple[str, ...]] = ("name",)
    personal: ClassVar[Mapping[str, str]] = {
        "email": "email",
        "name": "name",
        "phone": "phone",
        "description": "text",
        "city": "text",
        "metadata": "values",
    }

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

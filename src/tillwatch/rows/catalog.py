"""What is sold: products and their prices."""

from typing import ClassVar

from tillwatch.rows.base import Json, Row


class Product(Row, frozen=True, kw_only=True):
    table: ClassVar[str] = "product"

    name: str | None
    description: str | None
    active: bool | None
    default_price: str | None
    type: str | None
    deleted: bool
    metadata: Json | None


class Price(Row, frozen=True, kw_only=True):
    """`unit_amount` in minor units; None when tiered or finer than a minor unit, then
    `unit_amount_decimal` may say it. `interval` day, week, month, year; None: one-time."""

    table: ClassVar[str] = "price"
    indexes: ClassVar[tuple[str, ...]] = ("product",)

    product: str | None
    currency: str | None
    unit_amount: int | None
    unit_amount_decimal: str | None
    type: str | None
    interval: str | None
    interval_count: int | None
    usage_type: str | None
    billing_scheme: str | None
    nickname: str | None
    active: bool | None
    deleted: bool
    metadata: Json | None

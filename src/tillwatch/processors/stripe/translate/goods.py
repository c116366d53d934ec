"""Customers, and the products and prices they buy."""

from collections.abc import Sequence

from tillwatch.processors.reading import Payload
from tillwatch.processors.stripe.translate import values
from tillwatch.processors.stripe.translate.values import (
    currency,
    flag,
    link,
    moment,
    part,
    text,
    whole,
)
from tillwatch.rows import Customer, Price, Product, Row


def customer(payload: Payload, deleted: bool) -> Sequence[Row]:
    address = part(payload, "address")
    shipping = part(part(payload, "shipping"), "address")
    return (
        Customer(
            id=payload["id"],
            created=moment(payload, "created") or 0,
            livemode=flag(payload, "livemode"),
            email=text(payload, "email"),
            name=text(payload, "name"),
            phone=text(payload, "phone"),
            description=text(payload, "description"),
            country=text(address, "country") or text(shipping, "country"),
            city=text(address, "city") or text(shipping, "city"),
            currency=currency(payload) or None,
            balance=whole(payload, "balance"),
            delinquent=flag(payload, "delinquent"),
            deleted=_deleted(payload, deleted),
            metadata=values.metadata(payload),
        ),
    )


def product(payload: Payload, deleted: bool) -> Sequence[Row]:
    return (
        Product(
            id=payload["id"],
            created=moment(payload, "created") or 0,
            livemode=flag(payload, "livemode"),
            name=text(payload, "name"),
            description=text(payload, "description"),
            active=flag(payload, "active"),
            default_price=link(payload, "default_price"),
            type=text(payload, "type"),
            deleted=_deleted(payload, deleted),
            metadata=values.metadata(payload),
        ),
    )


def price(payload: Payload, deleted: bool) -> Sequence[Row]:
    recurring = part(payload, "recurring")
    return (
        Price(
            id=payload["id"],
            created=moment(payload, "created") or 0,
            livemode=flag(payload, "livemode"),
            product=link(payload, "product"),
            currency=currency(payload) or None,
            unit_amount=whole(payload, "unit_amount"),
            unit_amount_decimal=values.decimal(payload, "unit_amount_decimal"),
            type=text(payload, "type"),
            interval=text(recurring, "interval"),
            interval_count=whole(recurring, "interval_count"),
            usage_type=text(recurring, "usage_type"),
            billing_scheme=text(payload, "billing_scheme"),
            nickname=text(payload, "nickname"),
            active=flag(payload, "active"),
            deleted=_deleted(payload, deleted),
            metadata=values.metadata(payload),
        ),
    )


def _deleted(payload: Payload, deleted: bool) -> bool:
    return deleted or flag(payload, "deleted") or False

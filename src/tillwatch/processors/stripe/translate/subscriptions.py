"""Subscriptions. Until 2025-03-31 (basil) the period stood on top; since then on each item."""

from collections.abc import Sequence
from typing import Any, Final

from tillwatch.processors.reading import Payload
from tillwatch.processors.stripe.translate import values
from tillwatch.processors.stripe.translate.values import (
    choice,
    currency,
    flag,
    link,
    moment,
    part,
    parts,
    text,
    whole,
)
from tillwatch.rows import Row, Subscription

STATUSES: Final = frozenset(
    "incomplete incomplete_expired trialing active past_due unpaid canceled paused".split()
)


def subscription(payload: Payload, deleted: bool) -> Sequence[Row]:
    status, status_original = choice(payload, "status", STATUSES)
    items = parts(payload, "items")
    envelope = part(payload, "items")
    start, end = _period(payload, items)
    return (
        Subscription(
            id=payload["id"],
            created=moment(payload, "created") or 0,
            livemode=flag(payload, "livemode"),
            status=status,
            status_original=status_original,
            customer=link(payload, "customer"),
            currency=_currency(payload, items),
            collection_method=text(payload, "collection_method"),
            start_date=moment(payload, "start_date"),
            current_period_start=start,
            current_period_end=end,
            trial_start=moment(payload, "trial_start"),
            trial_end=moment(payload, "trial_end"),
            cancel_at=moment(payload, "cancel_at"),
            cancel_at_period_end=flag(payload, "cancel_at_period_end"),
            canceled_at=moment(payload, "canceled_at"),
            cancellation_reason=text(part(payload, "cancellation_details"), "reason"),
            ended_at=moment(payload, "ended_at"),
            latest_invoice=link(payload, "latest_invoice"),
            items=[_item(item) for item in items],
            items_complete=envelope is not None and not flag(envelope, "has_more"),
            discounts=values.links(payload, "discounts") or values.single(payload, "discount"),
            description=text(payload, "description"),
            metadata=values.metadata(payload),
        ),
    )


def _period(payload: Payload, items: list[dict[str, Any]]) -> tuple[int | None, int | None]:
    """(start, end) of the item that ends first; what stands on top otherwise."""
    ends = [
        (end, moment(item, "current_period_start"))
        for item in items
        if (end := moment(item, "current_period_end")) is not None
    ]
    if not ends:
        return moment(payload, "current_period_start"), moment(payload, "current_period_end")
    end, start = min(ends, key=lambda pair: pair[0])
    return start, end


def _currency(payload: Payload, items: list[dict[str, Any]]) -> str | None:
    own = currency(payload)
    if own or not items:
        return own or None
    return currency(part(items[0], "price") or part(items[0], "plan")) or None


def _item(item: Payload) -> dict[str, Any]:
    price = part(item, "price")
    plan = part(item, "plan")
    recurring = part(price, "recurring") or plan
    unit_amount = whole(price, "unit_amount")
    return {
        "id": text(item, "id"),
        "price": link(item, "price") or link(item, "plan"),
        "product": link(price, "product") or link(plan, "product"),
        "quantity": whole(item, "quantity"),
        "unit_amount": whole(plan, "amount") if unit_amount is None else unit_amount,
        "currency": currency(price) or currency(plan) or None,
        "interval": text(recurring, "interval"),
        "interval_count": whole(recurring, "interval_count"),
    }

"""What is sold again and again."""

from collections.abc import Mapping
from typing import ClassVar

from tillwatch.rows.base import Json, Row, Times


class Subscription(Row, frozen=True, kw_only=True):
    """`status`: incomplete, incomplete_expired, trialing, active, past_due, unpaid, canceled,
    paused, other.

    `items` is a list of `{"id", "price", "product", "quantity", "unit_amount", "currency",
    "interval", "interval_count"}`. The current period is the earliest end over the items.
    """

    table: ClassVar[str] = "subscription"
    indexes: ClassVar[tuple[str, ...]] = ("customer", "status")
    personal: ClassVar[Mapping[str, str]] = {"description": "text", "metadata": "values"}

    status: str
    status_original: str | None
    customer: str | None
    currency: str | None
    collection_method: str | None
    start_date: Times | None
    current_period_start: Times | None
    current_period_end: Times | None
    trial_start: Times | None
    trial_end: Times | None
    cancel_at: Times | None
    cancel_at_period_end: bool | None
    canceled_at: Times | None
    cancellation_reason: str | None
    ended_at: Times | None
    latest_invoice: str | None
    items: Json
    items_complete: bool
    discounts: Json
    description: str | None
    metadata: Json | None

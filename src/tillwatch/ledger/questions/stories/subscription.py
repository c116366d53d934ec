"""A subscription's whole story: what is sold at what price, what comes next, what was paid."""

from collections.abc import Sequence
from typing import Final

from tillwatch.kernel.money import Money
from tillwatch.ledger.questions.scope import Record
from tillwatch.ledger.questions.stories.ask import Ask, money
from tillwatch.ledger.questions.stories.parts import briefs, goods, method, people, timeline
from tillwatch.ledger.questions.stories.parts.pieces import Happening, SubscriptionBrief
from tillwatch.ledger.questions.stories.told import InvoiceBrief, PricedItem, SubscriptionStory

INVOICES: Final = 12
HAPPENINGS: Final = 50

STATES: Final = {
    "incomplete": ("Waiting for the first payment", "warn"),
    "incomplete_expired": ("Never started: the first payment did not come", "plain"),
    "trialing": ("In trial", "info"),
    "active": ("Active", "plain"),
    "past_due": ("Overdue: the last invoice is not paid", "bad"),
    "unpaid": ("Not paid: no further tries", "bad"),
    "canceled": ("Canceled", "plain"),
    "paused": ("Paused", "warn"),
}
BILLS: Final = {
    "draft": ("Draft", "plain"),
    "open": ("Not paid yet", "warn"),
    "paid": ("Paid", "plain"),
    "void": ("Voided", "plain"),
    "uncollectible": ("Given up as unpaid", "bad"),
    "deleted": ("Deleted", "plain"),
}
RENEWS: Final = ("active", "past_due", "trialing")


async def story(ask: Ask, subscription: Record) -> SubscriptionStory:
    id_ = subscription["id"]
    newest = await ask.newest("invoice", "subscription", id_, INVOICES)
    shown = await _invoices(ask, newest)
    paid = [payment.id for invoice in shown for payment in invoice.payments]
    about = [id_, *(row["id"] for row in newest), *paid]
    found = await timeline.of(ask, about, limit=HAPPENINGS, facts=_facts(subscription))
    said, tone = says(subscription)
    at, next_says = _next(subscription)
    return SubscriptionStory(
        says=said,
        tone=tone,
        items=(await _items(ask, [subscription]))[id_],
        items_complete=subscription["items_complete"],
        customer=await people.of(ask, subscription["customer"]),
        next_at=at,
        next_says=next_says,
        invoices=shown,
        invoices_count=await ask.count("invoice", "subscription", id_),
        timeline=found.happenings,
        events=found.events,
    )


async def summaries(ask: Ask, subscriptions: Sequence[Record]) -> list[SubscriptionBrief]:
    items = await _items(ask, subscriptions)
    return [_brief(one, items[one["id"]]) for one in subscriptions]


def _brief(subscription: Record, items: Sequence[PricedItem]) -> SubscriptionBrief:
    """`what`: "Pro, $29.00 a month"."""
    parts = [", ".join(part for part in (item.name, item.words) if part) for item in items]
    said, tone = says(subscription)
    return SubscriptionBrief(
        id=subscription["id"],
        created=subscription["created"],
        status=subscription["status"],
        says=said,
        tone=tone,
        what="; ".join(part for part in parts if part) or "Subscription",
        next_at=_next(subscription)[0],
    )


def says(subscription: Record) -> tuple[str, str]:
    said, tone = briefs.status(STATES, subscription)
    ending = subscription["cancel_at_period_end"] or subscription["cancel_at"]
    if ending and subscription["status"] in RENEWS:
        return f"{said}, ends after this period", "warn"
    return said, tone


def _next(subscription: Record) -> tuple[int | None, str | None]:
    """When something happens by itself, and what."""
    if subscription["status"] not in RENEWS:
        return None, None
    if subscription["cancel_at"]:
        return subscription["cancel_at"], "Ends"
    if subscription["cancel_at_period_end"]:
        return subscription["current_period_end"], "Ends"
    if subscription["status"] == "trialing" and subscription["trial_end"]:
        return subscription["trial_end"], "Trial ends, first payment"
    at = subscription["current_period_end"]
    return at, "Renews" if at else None


async def _items(ask: Ask, subscriptions: Sequence[Record]) -> dict[str, list[PricedItem]]:
    """What each of them sells, by its id."""
    listed = {
        one["id"]: [item for item in one["items"] or () if isinstance(item, dict)]
        for one in subscriptions
    }
    sold = {item.get("product") for items in listed.values() for item in items}
    names = await goods.names(ask, sold)
    return {
        one["id"]: [_item(item, names, one["currency"]) for item in listed[one["id"]]]
        for one in subscriptions
    }


def _item(item: Record, names: dict[str | None, str | None], fallback: str | None) -> PricedItem:
    currency = item.get("currency") or fallback
    unit, quantity = item.get("unit_amount"), item.get("quantity")
    each = money(unit, currency)
    return PricedItem(
        id=item.get("id"),
        product=item.get("product"),
        name=names.get(item.get("product")),
        words=goods.per_period(each, quantity, item),
        quantity=quantity,
        unit_amount=each,
        amount=Money(each.amount * (1 if quantity is None else quantity), each.currency)
        if each
        else None,
        interval=item.get("interval"),
        interval_count=item.get("interval_count"),
    )


async def _invoices(ask: Ask, rows: Sequence[Record]) -> list[InvoiceBrief]:
    paid = await ask.rows("invoice_payment", "invoice", *[row["id"] for row in rows])
    found = await ask.rows("payment", "id", *[one["payment"] for one in paid])
    payments = {row["id"]: briefs.payment(ask, row) for row in found}
    told = []
    for row in rows:
        said, tone = briefs.status(BILLS, row)
        towards = [one["payment"] for one in reversed(paid) if one["invoice"] == row["id"]]
        told.append(
            InvoiceBrief(
                id=row["id"],
                number=row["number"],
                created=row["created"],
                status=row["status"],
                says=said,
                tone=tone,
                total=Money(row["total"], row["currency"]),
                amount_paid=Money(row["amount_paid"], row["currency"]),
                period_start=row["period_start"],
                period_end=row["period_end"],
                next_attempt=row["next_attempt"],
                payments=[payments[id_] for id_ in dict.fromkeys(towards) if id_ in payments],
            )
        )
    return told


def _facts(subscription: Record) -> list[Happening]:
    facts = timeline.fact(
        subscription["start_date"] or subscription["created"] or None,
        "Subscription started",
        tone="good",
        kind="subscription",
        id_=subscription["id"],
    )
    reason = subscription["cancellation_reason"]
    return facts + timeline.fact(
        subscription["ended_at"],
        "Subscription ended",
        detail=method.spelled(reason) if reason else None,
        tone="warn",
        kind="subscription",
        id_=subscription["id"],
    )

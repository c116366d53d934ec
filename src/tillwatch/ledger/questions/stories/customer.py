"""A customer's whole story: what they paid and got back, with which cards, and what happened."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import and_, case, func, select
from sqlalchemy.schema import Table

from tillwatch.kernel.money import Money
from tillwatch.ledger.questions.scope import Record
from tillwatch.ledger.questions.stories import subscription
from tillwatch.ledger.questions.stories.ask import Ask
from tillwatch.ledger.questions.stories.parts import briefs, method, people, timeline
from tillwatch.ledger.questions.stories.parts.pieces import Happening
from tillwatch.ledger.questions.stories.told import Card, CustomerStory, Spent
from tillwatch.ledger.questions.volume import was_tried
from tillwatch.store.tables import LEDGER

PAYMENTS: Final = 10
DISPUTES: Final = 10
SUBSCRIPTIONS: Final = 10
CARDS: Final = 8
HAPPENINGS: Final = 20
TRIES: Final = 500
"""Cards are those of the newest so many tries."""

payment = LEDGER["payment"]
attempt = LEDGER["attempt"]
refund = LEDGER["refund"]


async def story(ask: Ask, customer: Record) -> CustomerStory:
    id_ = customer["id"]
    recent = await ask.newest("payment", "customer", id_, PAYMENTS)
    subscribed = await ask.newest("subscription", "customer", id_, SUBSCRIPTIONS)
    disputes = await people.disputes_of(ask, id_)
    totals, count, first, last = await _totals(ask, id_, disputes)
    about = [id_, *(row["id"] for row in (*subscribed, *recent, *disputes))]
    about += [row["latest_attempt"] for row in recent]
    found = await timeline.of(ask, about, limit=HAPPENINGS, facts=_facts(customer))
    return CustomerStory(
        totals=totals,
        payments_count=count,
        refunds_count=await _refunds(ask, id_),
        disputes_count=len(disputes),
        subscriptions_count=await ask.count("subscription", "customer", id_),
        first_payment=first,
        last_payment=last,
        cards=await _cards(ask, id_),
        subscriptions=await subscription.summaries(ask, subscribed),
        payments=[briefs.payment(ask, row) for row in recent],
        disputes=[briefs.dispute(ask, row) for row in disputes[:DISPUTES]],
        timeline=found.happenings,
        events=found.events,
    )


def _mine(ask: Ask, table: Table, customer_id: str) -> Any:
    return and_(table.c.connection_id == ask.connection_id, table.c.customer == customer_id)


async def _totals(
    ask: Ask, customer_id: str, disputes: Sequence[Record]
) -> tuple[list[Spent], int, int | None, int | None]:
    """(one line a currency, payments in all, created of the first and the last that succeeded)."""
    succeeded = payment.c.status == "succeeded"
    query = (
        select(
            payment.c.currency,
            func.sum(payment.c.amount_captured),
            func.sum(payment.c.amount_refunded),
            func.sum(case((succeeded, 1), else_=0)),
            func.sum(case((was_tried(payment), 1), else_=0)),
            func.count(),
            func.min(case((succeeded, payment.c.created))),
            func.max(case((succeeded, payment.c.created))),
        )
        .where(_mine(ask, payment, customer_id))
        .group_by(payment.c.currency)
        .order_by(payment.c.currency)
    )
    async with ask.store.reading() as tx:
        rows = [tuple(row) for row in await tx.execute(query)]
    contested: dict[str, int] = {}
    for row in disputes:
        contested[row["currency"]] = contested.get(row["currency"], 0) + row["amount"]
    spent = [
        Spent(
            paid=Money(int(paid), code),
            refunded=Money(int(refunded), code),
            disputed=Money(contested.get(code, 0), code),
            succeeded=int(done),
            tried=int(all_),
        )
        for code, paid, refunded, done, all_, *_ in rows
    ]
    firsts = [first for *_, first, _ in rows if first is not None]
    lasts = [last for *_, last in rows if last is not None]
    count = sum(row[5] for row in rows)
    return spent, count, min(firsts, default=None), max(lasts, default=None)


async def _refunds(ask: Ask, customer_id: str) -> int:
    """Refunds name no customer: counted by the payments that gave something back."""
    given = select(payment.c.id).where(
        _mine(ask, payment, customer_id), payment.c.amount_refunded > 0
    )
    query = select(func.count()).where(
        refund.c.connection_id == ask.connection_id, refund.c.payment.in_(given)
    )
    async with ask.store.reading() as tx:
        return await tx.scalar(query) or 0


async def _cards(ask: Ask, customer_id: str) -> list[Card]:
    """What was paid with, the last used first."""
    names = ("card_brand", "card_last4", "card_wallet", "card_country", "method")
    query = (
        select(*[attempt.c[name] for name in names], attempt.c.created)
        .where(_mine(ask, attempt, customer_id))
        .order_by((attempt.c.created + 0).desc())
        .limit(TRIES)
    )
    async with ask.store.reading() as tx:
        rows = [dict(row) for row in (await tx.execute(query)).mappings()]
    by_card: dict[tuple[Any, ...], list[Record]] = {}
    for row in rows:
        by_card.setdefault(tuple(row[name] for name in names), []).append(row)
    return [
        Card(
            words=method.brief(some[0]) or "Not known",
            brand=some[0]["card_brand"],
            last4=some[0]["card_last4"],
            wallet=some[0]["card_wallet"],
            country=some[0]["card_country"],
            payments=len(some),
            last_used=some[0]["created"],
        )
        for some in list(by_card.values())[:CARDS]
    ]


def _facts(customer: Record) -> list[Happening]:
    return timeline.fact(
        customer["created"] or None, "Customer added", kind="customer", id_=customer["id"]
    )

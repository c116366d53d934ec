"""A payout's whole story: what is in it, and whether that adds up.

The bridge goes from what was earned to what reached the bank: a bar for each kind of entry with its
gross, and one for the fees inside entries of that kind, so that start and changes add up to the
entries' net exactly, whatever is in the payout.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import and_, case, func, select

from tillwatch.kernel.money import Money
from tillwatch.ledger.questions import payouts
from tillwatch.ledger.questions.scope import Record
from tillwatch.ledger.questions.stories.ask import Ask, money
from tillwatch.ledger.questions.stories.parts import briefs, timeline
from tillwatch.ledger.questions.stories.parts.pieces import Happening
from tillwatch.ledger.questions.stories.told import Category, PayoutStory, Step
from tillwatch.store.tables import LEDGER

HAPPENINGS: Final = 50
FIRST: Final = ("charge", "refund", "refund_failure", "dispute", "dispute_reversal")
"""Categories in the order a person reads them; the others follow by name, fees last."""
LAST: Final = ("network_cost", "tax", "fee")

STATES: Final = {
    "pending": ("On its way soon", "info"),
    "in_transit": ("On its way to the bank", "info"),
    "paid": ("Sent to the bank", "plain"),
    "failed": ("Failed: the bank sent it back", "bad"),
    "canceled": ("Canceled", "warn"),
}
MANUAL: Final = (
    "You asked for this payout yourself. {processor} assigns no payments to such payouts, so only "
    "the balance as a whole can be checked."
)
NOT_YET: Final = (
    "{processor} has not listed all that is in it yet. It does so when the payout is sent."
)

holds = LEDGER["payout_entry"]
entry = LEDGER["balance_entry"]


async def story(ask: Ask, payout: Record) -> PayoutStory:
    held = await payouts.contents(ask.store, ask.connection_id, payout["id"])
    categories, first, last = await _categories(ask, payout) if held["known"] else ([], None, None)
    found = await timeline.of(ask, [payout["id"]], limit=HAPPENINGS, facts=_facts(payout))
    net = money(held["net"], payout["currency"])
    said, tone = briefs.status(STATES, payout)
    if payout["amount"] < 0 and payout["status"] in ("pending", "in_transit", "paid"):
        said = "Taken from your bank account"
    return PayoutStory(
        says=said,
        tone=tone,
        known=held["known"],
        equal=held["equal"],
        why_unknown=_why_unknown(ask, payout, held),
        count=held["count"] - (1 if held["known"] and payout["balance_entry"] else 0),
        net=net,
        difference=Money(net.amount - payout["amount"], net.currency) if net else None,
        categories=categories,
        bridge=bridge(ask, categories),
        first_created=first,
        last_created=last,
        timeline=found.happenings,
        events=found.events,
    )


def _why_unknown(ask: Ask, payout: Record, held: Record) -> str | None:
    if held["equal"] is not None:
        return None
    why = NOT_YET if payout["automatic"] else MANUAL
    return why.format(processor=ask.processor.label)


async def _categories(ask: Ask, payout: Record) -> tuple[list[Category], int | None, int | None]:
    """Sums by category of the entries that are not the payout's own, and when the first and the
    last of them were made."""
    same = and_(entry.c.connection_id == holds.c.connection_id, entry.c.id == holds.c.entry)
    own = case(
        (entry.c.id == payout["balance_entry"], 1), (entry.c.source == payout["id"], 1), else_=0
    )
    query: Any = (
        select(
            entry.c.category,
            entry.c.currency,
            func.count(),
            func.sum(entry.c.amount),
            func.sum(entry.c.fee),
            func.sum(entry.c.net),
            func.min(entry.c.created),
            func.max(entry.c.created),
        )
        .select_from(holds)
        .join(entry, same)
        .where(holds.c.connection_id == ask.connection_id, holds.c.payout == payout["id"], own == 0)
        .group_by(entry.c.category, entry.c.currency)
    )
    async with ask.store.reading() as tx:
        rows = [tuple(row) for row in await tx.execute(query)]
    rows.sort(key=lambda row: (_place(row[0]), row[1]))
    made = [
        Category(
            category=category,
            words=ask.processor.words.category(category).many,
            count=count,
            gross=Money(int(gross), currency),
            fee=Money(int(fee), currency),
            net=Money(int(net), currency),
        )
        for category, currency, count, gross, fee, net, _, _ in rows
    ]
    firsts, lasts = [row[6] for row in rows], [row[7] for row in rows]
    return made, min(firsts, default=None), max(lasts, default=None)


def _place(category: str) -> tuple[int, str]:
    for order, names in ((0, FIRST), (2, LAST)):
        if category in names:
            return order, f"{names.index(category):02}"
    return 1, category


def bridge(ask: Ask, categories: Sequence[Category]) -> list[Step]:
    """From gross to net; empty when there is nothing in it, or in more than one currency."""
    currencies = {one.gross.currency for one in categories}
    if len(currencies) != 1:
        return []
    (currency,) = currencies
    steps = [
        _step("start" if not number else "change", one.category, one.words, one.count, one.gross)
        for number, one in enumerate(categories)
    ]
    for one in categories:
        if one.fee.amount:
            words = ask.processor.words.category(one.category).fees
            steps.append(_step("change", f"{one.category}_fees", words, one.count, -one.fee))
    total = Money(sum(one.net.amount for one in categories), currency)
    count = sum(one.count for one in categories)
    return [*steps, _step("end", "net", "Payout", count, total)]


def _step(kind: str, key: str, words: str, count: int, amount: Money) -> Step:
    return Step(kind=kind, key=key, words=words, count=count, amount=amount)


def _facts(payout: Record) -> list[Happening]:
    amount = Money(payout["amount"], payout["currency"])
    return timeline.fact(
        payout["created"] or None,
        "Payout made",
        detail=payout["failure_message"],
        tone="info",
        amount=amount,
        kind="payout",
        id_=payout["id"],
    )

"""The five stories as structs: what each page is told."""

import msgspec

from tillwatch.kernel.money import Money
from tillwatch.kernel.times import At
from tillwatch.ledger.questions.stories.parts.pieces import (
    Bill,
    DisputeBrief,
    EntryBrief,
    FraudWarningBrief,
    Happening,
    HeldBy,
    Item,
    PaymentBrief,
    Person,
    Piece,
    RefundBrief,
    SubscriptionBrief,
    Sums,
    Try,
)


class PaymentStory(msgspec.Struct, frozen=True, kw_only=True):
    """`tries` oldest first, the newest 50 of `tries_count`; `timeline` newest first, at most 100 of
    `events` stored events and what has no event. `keeps`: the sums of `entries`, one a currency.
    `took_s`: between the first try and the one that decided. `code`, `means` and `advice` say why
    it failed, also when no try came about, as when the extra card check is not passed."""

    says: str
    tone: str
    code: str | None
    means: str | None
    advice: str | None
    tries: list[Try]
    tries_count: int
    took_s: float | None
    items: list[Item]
    bill: Bill | None
    customer: Person | None
    refunds: list[RefundBrief]
    refunds_count: int
    disputes: list[DisputeBrief]
    fraud_warnings: list[FraudWarningBrief]
    entries: list[EntryBrief]
    keeps: list[Sums]
    payout: HeldBy | None
    statement_descriptor: str | None
    timeline: list[Happening]
    events: int


class Card(Piece, frozen=True, kw_only=True):
    """A card, or another way to pay, a customer has used. `payments`: tries with it."""

    words: str
    brand: str | None
    last4: str | None
    wallet: str | None
    country: str | None
    payments: int
    last_used: At


class Spent(Piece, frozen=True, kw_only=True):
    """A customer's payments in one currency: captured, given back, and ever in dispute."""

    paid: Money
    refunded: Money
    disputed: Money
    succeeded: int
    tried: int


class CustomerStory(msgspec.Struct, frozen=True, kw_only=True):
    """The counts are of all there are; the lists hold the newest: 10 payments and disputes, 10
    subscriptions, 8 cards, 20 events."""

    totals: list[Spent]
    payments_count: int
    refunds_count: int
    disputes_count: int
    subscriptions_count: int
    first_payment: At | None
    last_payment: At | None
    cards: list[Card]
    subscriptions: list[SubscriptionBrief]
    payments: list[PaymentBrief]
    disputes: list[DisputeBrief]
    timeline: list[Happening]
    events: int


class PricedItem(Piece, frozen=True, kw_only=True):
    """`words`: "$29.00 a month × 2"; None where the price is tiered or by use. `amount`: of one
    period."""

    id: str | None
    product: str | None
    name: str | None
    words: str | None
    quantity: int | None
    unit_amount: Money | None
    amount: Money | None
    interval: str | None
    interval_count: int | None


class InvoiceBrief(Piece, frozen=True, kw_only=True):
    """`payments`: what was paid towards it, newest first."""

    id: str
    number: str | None
    created: At
    status: str
    says: str
    tone: str
    total: Money
    amount_paid: Money
    period_start: At | None
    period_end: At | None
    next_attempt: At | None
    payments: list[PaymentBrief]


class SubscriptionStory(msgspec.Struct, frozen=True, kw_only=True):
    """`says`: the state in words. `next_at`: when the next invoice is due or it ends, `next_says`
    which of the two. `invoices`: the newest 12 of `invoices_count`."""

    says: str
    tone: str
    items: list[PricedItem]
    items_complete: bool
    customer: Person | None
    next_at: At | None
    next_says: str | None
    invoices: list[InvoiceBrief]
    invoices_count: int
    timeline: list[Happening]
    events: int


class DisputeStory(msgspec.Struct, frozen=True, kw_only=True):
    """`says`: who says what, as a headline. `network_words`: what the network's own reason code
    means. `due_says`: what happens when nobody answers; `what_to_do`: the next step in a sentence.
    `sums`: of `entries`, one a currency. `others`: the customer's other disputes."""

    says: str
    tone: str
    stage: str
    stage_means: str
    reason_words: str
    reason_means: str
    network: str | None
    network_code: str | None
    network_words: str | None
    due_by: At | None
    due_says: str | None
    what_to_do: str
    payment: PaymentBrief | None
    customer: Person | None
    others: int
    entries: list[EntryBrief]
    sums: list[Sums]
    timeline: list[Happening]
    events: int


class Category(Piece, frozen=True, kw_only=True):
    """Entries of one kind in a payout, in a bookkeeper's words."""

    category: str
    words: str
    count: int
    gross: Money
    fee: Money
    net: Money


class Step(Piece, frozen=True, kw_only=True):
    """One bar between gross and net. `kind`: start, change, end. The amounts of start and changes
    add up to the end's, exactly. `count`: the entries in it."""

    kind: str
    key: str
    words: str
    count: int
    amount: Money


class PayoutStory(msgspec.Struct, frozen=True, kw_only=True):
    """`known`: every entry the payout names is here. `equal`: their net is its amount; None when it
    cannot be said (`why_unknown`). `difference`: their net minus its amount. `bridge` is empty
    unless `known`, and then ends in the entries' net."""

    says: str
    tone: str
    known: bool
    equal: bool | None
    why_unknown: str | None
    count: int
    net: Money | None
    difference: Money | None
    categories: list[Category]
    bridge: list[Step]
    first_created: At | None
    last_created: At | None
    timeline: list[Happening]
    events: int

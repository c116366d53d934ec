"""The parts stories are made of. Money has its currency; moments are seconds UTC (`At`)."""

import msgspec

from tillwatch.kernel.money import Money
from tillwatch.kernel.times import At


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """`tone` of any piece: plain, good, bad, warn, info."""


class Happening(Piece, frozen=True, kw_only=True):
    """One line of a timeline. A fact without an event of its own has no `event_id`, `type`,
    `source` (webhook or poll), `received_at` and `delay_s` (seconds between the two)."""

    at: At
    says: str
    detail: str | None
    tone: str
    amount: Money | None
    kind: str | None
    id: str | None
    event_id: str | None
    type: str | None
    source: str | None
    received_at: At | None
    delay_s: float | None


class HeldBy(Piece, frozen=True, kw_only=True):
    """The payout that holds an entry."""

    id: str
    created: At
    status: str
    arrival_date: At
    amount: Money


class FeePart(Piece, frozen=True, kw_only=True):
    type: str
    words: str
    amount: Money
    description: str | None


class EntryBrief(Piece, frozen=True, kw_only=True):
    """A balance entry: `gross` - `fee` = `net`, in the currency of the settlement. `kind` is the
    processor's category, `words` the same for a bookkeeper. `payout`: which holds it; None while
    that is not known."""

    id: str
    kind: str
    words: str
    created: At
    available_on: At
    gross: Money
    fee: Money
    net: Money
    fee_details: list[FeePart]
    exchange_rate: str | None
    source: str | None
    description: str | None
    payout: HeldBy | None


class Sums(Piece, frozen=True, kw_only=True):
    """Of entries in one currency."""

    gross: Money
    fee: Money
    net: Money


class Person(Piece, frozen=True, kw_only=True):
    """A customer, or a payer without one (`id` None). `since`: the first payment. `payments`
    counts those that succeeded, `disputes` all that were ever opened."""

    id: str | None
    name: str | None
    email: str | None
    since: At | None
    payments: int
    disputes: int
    deleted: bool


class PaymentBrief(Piece, frozen=True, kw_only=True):
    """`says`: its state in words; why, when it failed. `method`: "Visa ending 4242"."""

    id: str
    created: At
    status: str
    says: str
    tone: str
    amount: Money
    amount_refunded: Money
    disputed: bool
    description: str | None
    method: str | None
    code: str | None


class RefundBrief(Piece, frozen=True, kw_only=True):
    """`says`: its state in words, with why when it failed. `reference`: what a bank looks it up
    by (ARN), once known."""

    id: str
    created: At
    status: str
    says: str
    tone: str
    amount: Money
    reason: str | None
    reason_words: str | None
    reference: str | None


class DisputeBrief(Piece, frozen=True, kw_only=True):
    """`stage`: the status in words. `reason_words` end a sentence: "the customer says nothing
    arrived". `due_by` None: no answer is possible or none is awaited."""

    id: str
    payment: str | None
    created: At
    status: str
    stage: str
    tone: str
    reason: str
    reason_words: str
    amount: Money
    due_by: At | None


class FraudWarningBrief(Piece, frozen=True, kw_only=True):
    """`actionable`: it can still be refunded before it becomes a dispute."""

    id: str
    created: At
    type: str
    words: str
    actionable: bool


class SubscriptionBrief(Piece, frozen=True, kw_only=True):
    id: str
    created: At
    status: str
    says: str
    tone: str
    what: str
    next_at: At | None


class Item(Piece, frozen=True, kw_only=True):
    """A line of what was bought. `unit_amount` None: not known, or tiered."""

    description: str | None
    product: str | None
    quantity: int | None
    unit_amount: Money | None
    amount: Money | None


class Bill(Piece, frozen=True, kw_only=True):
    """The invoice behind a payment. `lines_complete`: no line is missing in the items."""

    id: str
    number: str | None
    status: str
    subtotal: Money
    discount: Money
    tax: Money | None
    total: Money
    lines_complete: bool


class Check(Piece, frozen=True, kw_only=True):
    """`name`: street, postcode, security_code. `result`: pass, fail, unavailable, unchecked or
    None; `words`: matches, does not match, could not be checked, not checked."""

    name: str
    label: str
    result: str | None
    words: str


class Try(Piece, frozen=True, kw_only=True):
    """One try to pay. `says`: "1st try failed: the bank wanted an extra card check". `means` and
    `advice`: a sentence each, for tries that failed. `code` is the narrowest of the codes below it.
    `hard`: the same card again does not help. `method`: "Visa ending 8210, credit, by
    Apple Pay"; `card_country`: where it was issued, a code of two letters. `risk_score` 0-100."""

    id: str
    at: At
    number: int
    of: int
    status: str
    says: str
    tone: str
    means: str | None
    advice: str | None
    hard: bool | None
    code: str | None
    failure_code: str | None
    decline_code: str | None
    network_decline_code: str | None
    network_advice_code: str | None
    advice_code: str | None
    seller_message: str | None
    amount: Money
    method: str | None
    card_country: str | None
    checks: list[Check]
    checks_words: str | None
    risk_level: str | None
    risk_score: int | None
    risk_words: str | None
    three_d_secure: str | None
    three_d_secure_words: str | None

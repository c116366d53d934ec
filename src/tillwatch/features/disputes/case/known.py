"""The shapes of a case: everything the rules may look at, with where each fact comes from.

A `Case` is what was known at `as_of`, and nothing that came later, so that a score made of it can
be told again years after. Missing is None, never a guess.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from tillwatch.processors.defending import Purchase
from tillwatch.rows import Attempt, BalanceEntry, Customer, Dispute, FraudWarning, Payment, Refund
from tillwatch.rows.base import Times

PHYSICAL: Final = "physical"
DIGITAL: Final = "digital"
SERVICE: Final = "service"
PRODUCTS: Final = (PHYSICAL, DIGITAL, SERVICE)

PROCESSOR: Final = "processor"
"""The processor filled it in by itself, seconds after the dispute opened: nobody confirmed it."""
CHARGE: Final = "charge"
HISTORY: Final = "history"
MERCHANT: Final = "merchant"
"""The merchant's system told it, through the API or a CSV file."""
POLICY: Final = "policy"
PERSON: Final = "person"
"""Somebody typed, or confirmed it, on the page of the case."""


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is known. `source`: one of the words above. `told`: where exactly, for the
    link beside it (`metadata.customer_ip`, `shipping.tracking_number`, `payment pi_…`)."""

    value: str
    source: str
    told: str = ""
    at: Times | None = None


class Buying(msgspec.Struct, frozen=True, kw_only=True):
    """One paid attempt of the buyer. `refunded`: minor units. `buyer_by`: how it is known to be the
    same buyer: customer, card, email."""

    connection_id: str
    attempt: Attempt
    purchase: Purchase
    disputed: bool
    warned: bool
    refunded: int
    refunded_as_fraud: bool
    buyer_by: str


class Bought(msgspec.Struct, frozen=True, kw_only=True):
    """What the buyer did before, in counts over all accounts of this installation: paid attempts,
    how many of them were refunded in part or whole, disputed, and how many disputes the merchant
    won. `first`: the oldest paid attempt. `spent`: minor units by currency."""

    payments: int = 0
    refunds: int = 0
    disputes: int = 0
    disputes_won: int = 0
    first: Times | None = None
    spent: Mapping[str, int] = {}


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """A file that somebody brought, tamed. `field`: of the evidence. `kind`: pdf, jpg or png.
    `width`, `height`: pixels of a picture, points of a document's first page."""

    id: str
    field: str
    name: str
    caption: str
    kind: str
    pages: int
    size: int
    width: int = 0
    height: int = 0
    digest: str


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """`country`: of the account, ISO 3166 alpha-2. `product`: one of `PRODUCTS`, with where that is
    known from. `facts` by name of evidence field, and those beside the form: delivered_on,
    signed_by, device_id, device_fingerprint, account_id, usage_after. `earlier` newest first, at
    most some dozens, the disputed one not among them. `entries`: the balance entries of the
    dispute itself, oldest first: what was withdrawn, charged and given back. `settled`: the
    currency the account was debited in, where known.
    """

    connection_id: str
    as_of: Times
    country: str | None
    dispute: Dispute
    attempt: Attempt | None = None
    payment: Payment | None = None
    customer: Customer | None = None
    purchase: Purchase = Purchase()
    product: str = PHYSICAL
    product_by: str = ""
    refunds: Sequence[Refund] = ()
    earlier: Sequence[Buying] = ()
    bought: Bought = Bought()
    warnings: Sequence[FraudWarning] = ()
    others: Sequence[Dispute] = ()
    entries: Sequence[BalanceEntry] = ()
    facts: Mapping[str, Fact] = {}
    uploads: Sequence[Upload] = ()

    @property
    def settled(self) -> str | None:
        return self.entries[0].currency if self.entries else None


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the list of evidence for a case: a field or a group that counts as a whole.

    `weight` and `got` in half points: decisive 6, supporting 2, extra 1; `got` is half of the
    weight where only the processor filled it in. `fields` it is made of, `missing` those that are
    not there; `strength`: decisive, supporting, extra.
    """

    name: str
    title: str
    strength: str
    weight: int
    got: int
    fields: Sequence[str]
    missing: Sequence[str] = ()
    says: str = ""
    """What is missing or what it rests on, for a person."""


class Completeness(msgspec.Struct, frozen=True, kw_only=True):
    """How much of what matters is there. Both sums in half points."""

    items: Sequence[Item]

    @property
    def got(self) -> int:
        return sum(item.got for item in self.items)

    @property
    def of(self) -> int:
        return sum(item.weight for item in self.items)

"""The shape of something that happened, as a rule sees it."""

from collections.abc import Mapping
from typing import Final

import msgspec

from tillwatch.kernel.money import Money
from tillwatch.rows import Attempt, Customer, Dispute, FraudWarning, Refund
from tillwatch.rows.base import Times

WARNING: Final = "warning"
INQUIRY: Final = "inquiry"
DISPUTE: Final = "dispute"
ALERT: Final = "alert"
KINDS: Final = (WARNING, INQUIRY, DISPUTE, ALERT)
LABELS: Final = {
    WARNING: "Early fraud warning",
    INQUIRY: "A bank asks",
    DISPUTE: "Dispute",
    ALERT: "Alert of a network",
}
FRAUD: Final = "fraudulent"
DAY_S: Final = 86_400


class Happening(msgspec.Struct, frozen=True, kw_only=True):
    """`amount`: in question, in minor units of `currency`. `left`: what of the payment could still
    be given back then; `open`: nothing stood in the way of that, else `why_not` says what.
    `customer_days`: since the buyer was first seen; `earlier`: paid payments of the same customer
    or card before. `known`: the payment is. `shipped` None: nobody told. `became`: what it came
    to, as it is known now.
    """

    kind: str
    id: str
    connection_id: str
    at: Times
    payment: str | None = None
    attempt: str | None = None
    known: bool = False
    amount: int = 0
    currency: str = ""
    left: int = 0
    open: bool = False
    why_not: str = ""
    brand: str | None = None
    fraud_type: str | None = None
    reason: str | None = None
    card_country: str | None = None
    customer_country: str | None = None
    customer_days: int | None = None
    earlier: int | None = None
    shipped: bool | None = None
    description: str = ""
    risk_score: int | None = None
    network: str | None = None
    country: str | None = None
    became: str = ""
    became_at: Times | None = None


class Around(msgspec.Struct, frozen=True, kw_only=True):
    """The rows about one payment: everything, whenever it was."""

    attempt: Attempt | None = None
    customer: Customer | None = None
    refunds: tuple[Refund, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    warnings: tuple[FraudWarning, ...] = ()
    earlier: tuple[Times, ...] | None = None
    """When the same customer or card paid before, oldest first; None: nobody can tell."""
    taken: Mapping[str, Times] = {}
    """When the money of a dispute left the balance, by the dispute's id."""
    fees: Mapping[str, Money] = {}
    """What was taken for receiving a dispute, less what came back of it; where entries tell."""
    tracked: bool | None = None
    shipped_on: str | None = None

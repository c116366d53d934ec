"""The balance: its entries, what leaves it to the bank, and what it is now."""

from collections.abc import Mapping
from typing import ClassVar

from tillwatch.rows.base import Json, Row, Times


class BalanceEntry(Row, frozen=True, kw_only=True):
    """`amount` (gross, signed) - `fee` = `net`, all in `currency`, the settlement currency.

    Stripe: a balance transaction. `exchange_rate` is a decimal string, as the processor gave it.
    Whether an entry is available is a question of `available_on` and the moment asked.
    """

    table: ClassVar[str] = "balance_entry"
    indexes: ClassVar[tuple[str, ...]] = ("source", "available_on")
    carried: ClassVar[tuple[str, ...]] = ("category", "currency", "amount", "fee", "net")
    personal: ClassVar[Mapping[str, str]] = {"description": "text"}

    amount: int
    fee: int
    net: int
    currency: str
    type: str
    category: str
    """Reporting category; `unclassified` where the processor gives none."""
    source: str | None
    available_on: Times
    exchange_rate: str | None
    description: str | None
    fee_details: Json
    balance_type: str | None


class Fee(Row, frozen=True, kw_only=True):
    """One part of what an entry of the balance cost. Id: entry/number, from 1.

    `amount` is positive for what was paid, negative for what came back, in the currency of the
    settlement. The fees of an entry add up to its `fee`, and to minus its `amount` as well where
    the entry is itself a charge of the processor's. `kind` is one of interchange, scheme, acquirer,
    gateway, processing, blended, chargeback, conversion, non_trx, tax, other; `type` is how the
    processor spells it, `description` how it words it, but for the days it is for. `source` is what
    the entry is about, `category` the entry's.
    """

    table: ClassVar[str] = "fee"
    owner: ClassVar[str | None] = "entry"
    indexes: ClassVar[tuple[str, ...]] = ("entry", "source")

    entry: str
    source: str | None
    category: str
    kind: str
    type: str | None
    description: str | None
    amount: int
    currency: str


class Payout(Row, frozen=True, kw_only=True):
    """`status`: pending, in_transit, paid, failed, canceled, other. `amount` may be negative."""

    table: ClassVar[str] = "payout"
    indexes: ClassVar[tuple[str, ...]] = ("status", "arrival_date", "balance_entry")
    personal: ClassVar[Mapping[str, str]] = {"metadata": "values"}

    status: str
    status_original: str | None
    amount: int
    currency: str
    arrival_date: Times
    automatic: bool
    method: str | None
    type: str | None
    destination: str | None
    balance_entry: str | None
    failure_balance_entry: str | None
    failure_code: str | None
    failure_message: str | None
    reconciliation_status: str | None
    statement_descriptor: str | None
    trace_id: str | None
    original_payout: str | None
    reversed_by: str | None
    description: str | None
    metadata: Json | None


class PayoutEntry(Row, frozen=True, kw_only=True):
    """One balance entry that a payout holds. Id: payout/entry. The payout's own entry included."""

    table: ClassVar[str] = "payout_entry"
    owner: ClassVar[str | None] = "payout"
    indexes: ClassVar[tuple[str, ...]] = ("payout", "entry")

    payout: str
    entry: str


class Balance(Row, frozen=True, kw_only=True):
    """The balance as last read. Id: `balance`. Lists of `{"amount", "currency"}`.

    `created` is 0; the moment of the reading stands in the object.
    """

    table: ClassVar[str] = "balance"

    available: Json
    pending: Json
    instant_available: Json
    reserved: Json

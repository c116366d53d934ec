"""One row of an itemized report: what each column says about a balance transaction.

What an entry came from is looked up only when a column asks for it. A column that does not apply
is empty.
"""

from collections.abc import Callable
from functools import cached_property
from zoneinfo import ZoneInfo

from tillwatch.simulator.books import Books, Json
from tillwatch.simulator.reports import written
from tillwatch.simulator.reports.catalogue import PLACE

NOTHING: Json = {}
Cell = Callable[["Line"], str]
SOURCES = ("charge", "refund", "dispute", "payout")


class Line:
    """An entry and its surroundings; each is `{}` where there is none."""

    def __init__(self, books: Books, entry: Json) -> None:
        self._books = books
        self.entry = entry

    def _get(self, kind: str, id_: str | None) -> Json:
        return (self._books.tables[kind].get(id_) if id_ else None) or NOTHING

    @cached_property
    def source(self) -> Json:
        id_ = self.entry["source"]
        return next((row for kind in SOURCES if (row := self._get(kind, id_))), NOTHING)

    @cached_property
    def charge(self) -> Json:
        if self.source.get("object") == "charge":
            return self.source
        return self._get("charge", self.source.get("charge"))

    @cached_property
    def intent(self) -> Json:
        return self._get("payment_intent", self.charge.get("payment_intent"))

    @cached_property
    def customer(self) -> Json:
        return self._get("customer", self.charge.get("customer"))

    @cached_property
    def invoice(self) -> Json:
        intent = self.charge.get("payment_intent")
        if intent is None:
            return NOTHING
        payments = self._books.tables["invoice_payment"].where("payment.payment_intent", intent)
        return self._get("invoice", payments[0]["invoice"]) if payments else NOTHING

    @cached_property
    def payout(self) -> Json:
        """The payout that took the entry, or that it is the entry of."""
        return self._get("payout", self.entry.get("_payout"))

    @cached_property
    def own_payout(self) -> Json:
        """The payout the entry is about, on its way out or back."""
        return self.source if self.source.get("object") == "payout" else NOTHING

    @cached_property
    def automatic(self) -> Json:
        return self.payout if self.payout.get("automatic") else NOTHING

    @cached_property
    def billing(self) -> Json:
        return self.charge.get("billing_details") or NOTHING

    @cached_property
    def method(self) -> Json:
        return self.charge.get("payment_method_details") or NOTHING

    @property
    def card(self) -> Json:
        return self.method.get("card") or NOTHING

    def effective_at(self, payout: Json) -> int | None:
        return self._get("balance_transaction", payout.get("balance_transaction")).get("created")

    def reversed_at(self) -> int | None:
        back = self.own_payout.get("failure_balance_transaction")
        return self._get("balance_transaction", back).get("created")

    def money(self, field: str) -> str:
        return written.amount(self.entry[field], self.entry["currency"])

    def facing(self) -> str:
        """What the customer paid or got back, in the currency they saw."""
        if "amount" not in self.source or self.own_payout:
            return ""
        amount = self.source["amount"]
        if self.entry["reporting_category"] == "partial_capture_reversal":
            amount -= self.source["amount_captured"]
        signed = -amount if self.entry["amount"] < 0 else amount
        return written.amount(signed, self.source["currency"])

    def metadata(self, name: str) -> Json:
        """Of the payment or the refund; transfers there are none."""
        of = self.charge if name == "payment_metadata" else self.source
        if name == "refund_metadata" and of.get("object") != "refund":
            return NOTHING
        return NOTHING if name == "transfer_metadata" else of.get("metadata") or NOTHING


TIMES: dict[str, Callable[[Line], int | None]] = {
    "created": lambda line: line.entry["created"],
    "available_on": lambda line: line.entry["available_on"],
    "charge_created": lambda line: line.charge.get("created"),
    "automatic_payout_effective_at": lambda line: line.effective_at(line.automatic),
    "effective_at": lambda line: line.entry["created"],
    "payout_expected_arrival_date": lambda line: line.own_payout.get("arrival_date"),
    "payout_reversed_at": lambda line: line.reversed_at(),
}

PLACES: dict[str, Callable[[Line], Json | None]] = {
    "customer_address": lambda line: line.customer.get("address"),
    "customer_shipping_address": lambda line: (line.customer.get("shipping") or {}).get("address"),
    "shipping_address": lambda line: (line.charge.get("shipping") or {}).get("address"),
    "card_address": lambda line: line.billing.get("address") if line.card else None,
}


def _empty(line: Line) -> None:
    """Of connected accounts and of Brazil: nothing here has it."""


def _subscription(line: Line) -> str | None:
    parent = line.invoice.get("parent") or NOTHING
    held: str | None = (parent.get("subscription_details") or NOTHING).get("subscription")
    return held


def _trace(field: str) -> Callable[[Line], str | None]:
    return lambda line: ((line.own_payout or line.payout).get("trace_id") or NOTHING).get(field)


CELLS: dict[str, Callable[[Line], str | None]] = {
    "balance_transaction_id": lambda line: line.entry["id"],
    "currency": lambda line: line.entry["currency"],
    "gross": lambda line: line.money("amount"),
    "fee": lambda line: line.money("fee"),
    "net": lambda line: line.money("net"),
    "reporting_category": lambda line: line.entry["reporting_category"],
    "source_id": lambda line: line.entry["source"],
    "description": lambda line: line.entry["description"],
    "customer_facing_amount": Line.facing,
    "customer_facing_currency": lambda line: line.source.get("currency") if line.facing() else "",
    "automatic_payout_id": lambda line: line.automatic.get("id"),
    "customer_id": lambda line: line.charge.get("customer"),
    "customer_email": lambda line: line.customer.get("email") or line.billing.get("email"),
    "customer_name": lambda line: line.customer.get("name") or line.billing.get("name"),
    "customer_description": lambda line: line.customer.get("description"),
    "charge_id": lambda line: line.charge.get("id"),
    "payment_intent_id": lambda line: line.charge.get("payment_intent"),
    "invoice_id": lambda line: line.invoice.get("id"),
    "invoice_number": lambda line: line.invoice.get("number"),
    "subscription_id": _subscription,
    "payment_method_type": lambda line: line.method.get("type"),
    "is_link": lambda line: str(line.method["type"] == "link").lower() if line.method else "",
    "card_brand": lambda line: line.card.get("brand"),
    "card_funding": lambda line: line.card.get("funding"),
    "card_country": lambda line: line.card.get("country"),
    "statement_descriptor": lambda line: line.charge.get("calculated_statement_descriptor"),
    "dispute_reason": lambda line: (
        line.source.get("reason") if line.source.get("object") == "dispute" else None
    ),
    "connected_account_id": _empty,
    "connected_account_name": _empty,
    "connected_account_country": _empty,
    "connected_account_direct_charge_id": _empty,
    "regulatory_tag": _empty,
    "trace_id": _trace("value"),
    "trace_id_status": _trace("status"),
    "payout_id": lambda line: line.own_payout.get("id"),
    "payout_status": lambda line: line.own_payout.get("status"),
    "payout_type": lambda line: line.own_payout.get("type"),
    "payout_description": lambda line: line.own_payout.get("description"),
    "payout_destination_id": lambda line: line.own_payout.get("destination"),
}


def cell(column: str, zone: ZoneInfo) -> Cell:
    """How a column is written; a time in UTC if the column's name ends so."""
    name, bracket, key = column.partition("[")
    if bracket:
        return lambda line: str(line.metadata(name).get(key[:-1], ""))
    moment = TIMES.get(column.removesuffix("_utc"))
    if moment is not None:
        where = ZoneInfo("UTC") if column.endswith("_utc") else zone
        return lambda line: written.time(moment(line), where)
    head, _, part = column.rpartition("_address_")
    if head and part in PLACE:
        place = PLACES[head + "_address"]
        return lambda line: str((place(line) or NOTHING).get(part) or "")
    value = CELLS[column]
    return lambda line: value(line) or ""

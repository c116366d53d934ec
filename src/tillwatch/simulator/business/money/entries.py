"""Balance transactions: the only way money moves in the books.

An entry waits (`pending`) until midnight of its day and is then `available`. Available entries of
a shop with automatic payouts lie open until a payout takes them; the books' private field
`_payout` says which one did.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import Till
from tillwatch.simulator.business.money import rates
from tillwatch.simulator.business.money.calendar import DAY
from tillwatch.simulator.business.money.fees import NONE, Fee


@dataclass(slots=True)
class Purse:
    """What is on its way: entries by the midnight they become available, and open ones."""

    waiting: dict[int, list[str]] = field(default_factory=dict)
    open: dict[str, dict[str, int]] = field(default_factory=dict)
    lots: dict[str, str | None] = field(default_factory=dict)
    """Sums of many entries of the distant past, opened as one: lot -> the payout that took it."""


def purse(till: Till) -> Purse:
    found = till.notes.get("purse")
    if not isinstance(found, Purse):
        found = till.notes["purse"] = Purse()
    return found


@dataclass(frozen=True, slots=True)
class Settled:
    """An amount in the currency it is settled in."""

    amount: int
    currency: str
    rate: Decimal | None
    """None where nothing was converted."""


def settle(till: Till, amount: int, currency: str, at: int, like: str | None = None) -> Settled:
    """The shop's own currency stays; any other becomes its default currency. What follows from a
    payment goes where its money went: `like` is the payment's own entry."""
    profile = till.profile
    target = currency if currency in profile.settles else profile.default_currency
    if like is not None:
        target = till.get("balance_transaction", like)["currency"]
    if target == currency:
        return Settled(rates.whole(amount, currency), currency, None)
    at_rate = rates.rate(till.inputs.rates, currency, target, at)
    return Settled(rates.convert(amount, currency, target, at_rate), target, at_rate)


def book(
    till: Till,
    at: int,
    type_: str,
    category: str,
    settled: Settled,
    source: str | None,
    description: str | None,
    *,
    fee: Fee = NONE,
    available_on: int | None = None,
    show_rate: bool = True,
) -> Json:
    """Write one entry: amount − fee = net. Without `available_on` it is available at once."""
    due = at if available_on is None else available_on
    net = settled.amount - fee.amount
    currency = settled.currency
    entry: Json = {
        "id": till.ids.timed("txn", at, "3" if source and source[3:4] == "3" else "1"),
        "object": "balance_transaction",
        "amount": settled.amount,
        "available_on": due,
        "balance_type": "payments",
        "created": at,
        "currency": currency,
        "description": description,
        "exchange_rate": float(settled.rate) if settled.rate is not None and show_rate else None,
        "fee": fee.amount,
        "fee_details": list(fee.details),
        "net": net,
        "reporting_category": category,
        "source": source,
        "status": "available" if due <= at else "pending",
        "type": type_,
    }
    till.put("balance_transaction", entry)
    _count(till, entry, due <= at)
    return entry


def _count(till: Till, entry: Json, available: bool) -> None:
    tally, currency, net = till.books.tally, entry["currency"], entry["net"]
    tally.add("balance_transactions", currency, net)
    if entry["fee"]:
        tally.add("fees", currency, entry["fee"])
    if available:
        tally.available[currency] += net
        _open(till, entry)
    else:
        tally.pending[currency] += net
        purse(till).waiting.setdefault(entry["available_on"], []).append(entry["id"])


def _open(till: Till, entry: Json) -> None:
    if till.profile.payouts == "daily" and entry["type"] != "payout":
        purse(till).open.setdefault(entry["currency"], {})[entry["id"]] = entry["net"]


def open_lot(till: Till, currency: str, lot: str, net: int, at: int) -> None:
    """Entries of the distant past become available together."""
    till.books.tally.available[currency] += net
    purse(till).open.setdefault(currency, {})[lot] = net


def take(till: Till, id_: str, payout: str) -> None:
    """An open entry, or a lot of them, leaves with that payout."""
    lots = purse(till).lots
    if id_ in lots:
        lots[id_] = payout
    else:
        till.change("balance_transaction", id_, _payout=payout)


def release(till: Till, at: int) -> bool:
    """Make available what waited for this midnight or an earlier one."""
    waiting = purse(till).waiting
    due = sorted(day for day in waiting if day <= at)
    for day in due:
        for id_ in waiting.pop(day):
            entry = till.change("balance_transaction", id_, status="available")
            till.books.tally.pending[entry["currency"]] -= entry["net"]
            till.books.tally.available[entry["currency"]] += entry["net"]
            _open(till, entry)
    return bool(due)


def next_midnight(at: int) -> int:
    return at - at % DAY + DAY

"""What a sheet of each kind of row has in its columns, in the words of who keeps the books.

Amounts are in major units with as many digits as the currency has, their currency in a column of
its own; moments are ISO 8601 with the offset of the zone asked for. A text that a spreadsheet would
take for a formula gets an apostrophe before it; numbers stay numbers.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from tillwatch.faces.api import shapes
from tillwatch.kernel.money import Money
from tillwatch.ledger.questions.scope import Record

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


class Column(msgspec.Struct, frozen=True):
    """`head`: what stands on top. `field`: of the row; `inner`: of the object in that field."""

    head: str
    field: str
    inner: str | None = None


def _columns(*pairs: str) -> list[Column]:
    """From lines such as `Product = product.name`."""
    found = []
    for pair in pairs:
        head, field = pair.split(" = ")
        name, _, inner = field.partition(".")
        found.append(Column(head, name, inner or None))
    return found


OWN: Final = _columns("Account = account", "Connection = connection_id", "Mode = mode")
"""The last columns of every sheet: whose the row is, by name and by id, and live or test."""

SHEETS: Final[Mapping[str, Sequence[Column]]] = {
    "payment": _columns(
        "Payment = id",
        "Created = created",
        "Status = status",
        "Currency = currency",
        "Amount = amount",
        "Captured = amount_captured",
        "Refunded = amount_refunded",
        "Disputed = disputed",
        "Settlement currency = settlement_currency",
        "Fee = fee",
        "Net = net",
        "Available on = available_on",
        "Payout = payout.id",
        "Payout status = payout.status",
        "Payout arrival = payout.arrival_date",
        "Customer = customer",
        "Customer name = name",
        "Customer e-mail = email",
        "Country = country",
        "Description = description",
        "Product = product.name",
        "Invoice = invoice",
        "Method = method",
        "Card brand = card_brand",
        "Card last four = card_last4",
        "Tries = attempts",
        "Why it failed = decline_code",
        "Failure code = failure_code",
        "Failure message = failure_message",
        "Latest try = latest_attempt",
    ),
    "refund": _columns(
        "Refund = id",
        "Created = created",
        "Status = status",
        "Currency = currency",
        "Amount = amount",
        "Reason = reason",
        "Why it failed = failure_reason",
        "Payment = payment",
        "Try = attempt",
        "Balance entry = balance_entry",
        "Bank reference = reference",
        "Receipt number = receipt_number",
    ),
    "dispute": _columns(
        "Dispute = id",
        "Created = created",
        "Status = status",
        "Reason = reason",
        "Currency = currency",
        "Amount = amount",
        "Answer due by = due_by",
        "Card network = network",
        "Network reason code = network_reason_code",
        "Payment = payment",
        "Try = attempt",
    ),
    "payout": _columns(
        "Payout = id",
        "Created = created",
        "Arrival = arrival_date",
        "Status = status",
        "Currency = currency",
        "Amount = amount",
        "Automatic = automatic",
        "Method = method",
        "Destination = destination",
        "Statement descriptor = statement_descriptor",
        "Trace number = trace_id",
        "Why it failed = failure_code",
        "Failure message = failure_message",
        "Balance entry = balance_entry",
    ),
    "balance_entry": _columns(
        "Balance entry = id",
        "Created = created",
        "Available on = available_on",
        "Type = type",
        "Category = category",
        "Currency = currency",
        "Gross = amount",
        "Fee = fee",
        "Net = net",
        "Exchange rate = exchange_rate",
        "Source = source",
        "Description = description",
    ),
    "customer": _columns(
        "Customer = id",
        "Created = created",
        "Name = name",
        "E-mail = email",
        "Phone = phone",
        "Country = country",
        "City = city",
        "Currency = currency",
        "Balance = balance",
        "Payment overdue = delinquent",
        "Deleted = deleted",
        "Description = description",
    ),
    "invoice": _columns(
        "Invoice = id",
        "Number = number",
        "Created = created",
        "Status = status",
        "Customer = customer",
        "Customer name = customer_name",
        "Customer e-mail = customer_email",
        "Currency = currency",
        "Subtotal = subtotal",
        "Discount = discount",
        "Tax = tax",
        "Total = total",
        "Paid = amount_paid",
        "Remaining = amount_remaining",
        "Due = due_date",
        "Paid at = paid_at",
        "Subscription = subscription",
    ),
    "subscription": _columns(
        "Subscription = id",
        "Created = created",
        "Status = status",
        "Customer = customer",
        "Currency = currency",
        "Started = start_date",
        "Current period from = current_period_start",
        "Current period until = current_period_end",
        "Trial until = trial_end",
        "Ends with the period = cancel_at_period_end",
        "Cancels at = cancel_at",
        "Canceled at = canceled_at",
        "Why canceled = cancellation_reason",
        "Ended at = ended_at",
        "Latest invoice = latest_invoice",
    ),
}
"""The kinds of row there is a sheet of."""

PERSONAL: Final = frozenset(
    table
    for table, columns in SHEETS.items()
    if any(column.field in shapes.STRUCTS[table].personal for column in columns)
)
"""Those that say who somebody is."""
SETTLED: Final = ("fee", "net")
"""Amounts of a payment in the currency of its settlement."""
INNER_MOMENTS: Final = ("arrival_date",)


def heads(table: str) -> list[str]:
    return [column.head for column in (*SHEETS[table], *OWN)]


def cells(table: str, record: Record, tz: ZoneInfo) -> list[str]:
    """One line of the sheet, from a row as the questions give it."""
    return [_cell(table, record, column, tz) for column in (*SHEETS[table], *OWN)]


def _cell(table: str, record: Record, column: Column, tz: ZoneInfo) -> str:
    value = record.get(column.field)
    if column.inner:
        value = (value or {}).get(column.inner)
        return moment(value, tz) if column.inner in INNER_MOMENTS else plain(value)
    if column.field in shapes.MONEY.get(table, ()):
        return amount(value, record["currency"])
    if table == "payment" and column.field in SETTLED:
        return amount(value, record.get("settlement_currency"))
    if column.field == "created" or column.field in shapes.MOMENTS.get(table, ()):
        return moment(value, tz)
    if table == "payment" and column.field == "available_on":
        return moment(value, tz)
    return plain(value)


def amount(value: int | None, currency: str | None) -> str:
    return "" if value is None or not currency else format(Money(value, currency).major(), "f")


def moment(seconds: int | None, tz: ZoneInfo) -> str:
    if not seconds or shapes.moment(seconds) is None:
        return ""
    return datetime.fromtimestamp(seconds, tz).isoformat().replace("+00:00", "Z")


def plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    return "'" + text if isinstance(value, str) and text.startswith(FORMULA) else text

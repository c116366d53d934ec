"""The ledger's rows: typed, processor-neutral, what a processor translates its objects to.

One struct a kind of row. A row says what one object says, nothing that needs a clock or a second
object, except `Payment`, which `ledger.project` puts together from the rows of its parts. Amounts
are integers in minor units beside a `currency`; moments are whole seconds UTC; a value that a
processor spells in its own way keeps that spelling in `*_original`.

Tables and their columns are made from these structs (`store.tables`), so a new field is one line.
"""

from tillwatch.rows.base import Row, Times
from tillwatch.rows.catalog import Price, Product
from tillwatch.rows.customer import Customer
from tillwatch.rows.dispute import Dispute, FraudWarning
from tillwatch.rows.invoice import Invoice, InvoicePayment
from tillwatch.rows.money import Balance, BalanceEntry, Fee, Payout, PayoutEntry
from tillwatch.rows.payment import Attempt, Intent, Payment, Refund
from tillwatch.rows.subscription import Subscription

EDITION = 3
"""Add one when a translation or a projection makes other rows of the same objects, or their fields
change: the ledger is then made again when the store is opened, and a version before this one, which
may still run on another machine, leaves it alone."""

ROWS: tuple[type[Row], ...] = (
    Payment,
    Intent,
    Attempt,
    Refund,
    Dispute,
    FraudWarning,
    Payout,
    PayoutEntry,
    BalanceEntry,
    Fee,
    Balance,
    Customer,
    Product,
    Price,
    Invoice,
    InvoicePayment,
    Subscription,
)

__all__ = [
    "EDITION",
    "ROWS",
    "Attempt",
    "Balance",
    "BalanceEntry",
    "Customer",
    "Dispute",
    "Fee",
    "FraudWarning",
    "Intent",
    "Invoice",
    "InvoicePayment",
    "Payment",
    "Payout",
    "PayoutEntry",
    "Price",
    "Product",
    "Refund",
    "Row",
    "Subscription",
    "Times",
]

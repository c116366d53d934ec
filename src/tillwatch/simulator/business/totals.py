"""The simulator's own books of one account and mode: what an exact copy must agree with."""

from tillwatch.simulator.books import Books, Json


def totals(books: Books) -> Json:
    """`{name: {currency: {"count", "amount"}}}` in minor units, kept while acting.

    Names: `payments.*` (intents: created, succeeded, canceled); `charges.*` (created, succeeded,
    failed, pending, captured: the amount captured); `refunds.*` (created, succeeded, pending,
    failed); `fees`; `balance_transactions` (nets); `payouts.*` (created, paid, failed, canceled);
    `disputes.*` (opened as chargeback, inquiry or block; escalated; won, lost, warning_closed;
    withdrawn, reinstated, fees, countered in settlement currency); `early_fraud_warnings.created`;
    `invoices.*` (created, paid, void, uncollectible); `subscriptions.*` (created, canceled); and
    `*.created` of things without money under the currency "". `balance` holds what is available
    and pending.
    """
    return books.tally.figures()

"""What an incident costs: sales that were missed, in each currency by itself, whole minor units.

Of failed payments: the amounts of those that came to nothing until the end of it, less the part
that usually fails. Of silence: the sales that were usual and did not come, at the average order and
in the currencies that sales usually come in. Of tested cards nothing: those were no customers.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from tillwatch.features.monitoring.anomalies.noticing.tries import Try
from tillwatch.features.monitoring.anomalies.noticing.usual import DAY, Usual

YEAR_S: Final = 365 * DAY


class Impact(msgspec.Struct, frozen=True, kw_only=True):
    """`amount`: missed so far; `payments`: how many came to nothing; `a_year`: if
    each day of a year brought as much; what is shorter than a day comes once a day."""

    currency: str
    amount: int
    payments: int
    a_year: int


def of_failures(tries: Sequence[Try], usual_milli: int, lasted_s: int) -> list[Impact]:
    """`usual_milli`: thousandths of a payment that usually fail among these."""
    saved = {one.payment for one in tries if not one.failed}
    lost: dict[str, Try] = {o.payment: o for o in tries if o.failed and o.payment not in saved}
    failed = len({one.payment for one in tries if one.failed})
    over_milli = max(0, failed * 1000 - usual_milli)
    sums: dict[str, tuple[int, int]] = {}
    for one in lost.values():
        amount, count = sums.get(one.currency, (0, 0))
        sums[one.currency] = (amount + one.amount, count + 1)
    return [
        _impact(currency, amount * over_milli // (failed * 1000), count, lasted_s)
        for currency, (amount, count) in sorted(sums.items())
    ]


def of_silence(usual: Usual, missing_milli: int, lasted_s: int) -> list[Impact]:
    """`missing_milli`: thousandths of a sale that are missing."""
    sales = sum(count for _, count in usual.orders.values())
    if not sales:
        return []
    return [
        _impact(
            currency,
            amount * missing_milli // (sales * 1000),
            count * missing_milli // (sales * 1000),
            lasted_s,
        )
        for currency, (amount, count) in sorted(usual.orders.items())
    ]


def _impact(currency: str, amount: int, payments: int, lasted_s: int) -> Impact:
    a_year = amount * YEAR_S // max(lasted_s, DAY)
    return Impact(currency=currency, amount=amount, payments=payments, a_year=a_year)

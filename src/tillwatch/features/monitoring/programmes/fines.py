"""What it would cost: fines by how many months in a row one was above, as the rules say.

One leaves a programme after three months below; until then the months above go on counting. Only
the months in view are known, so a count that begins with the first of them is a least one.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from tillwatch.features.monitoring.programmes import months
from tillwatch.features.monitoring.programmes.rules import Rule

LEAVING: Final = 3


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """Between `low` and `high`, minor units of the rules' currency. `month`: the how many-th month
    above it is, 0 when it is not above; `free`: nothing is charged this early or this month."""

    month: int
    low: int
    high: int
    free: bool


def months_above(reached: Sequence[bool]) -> int:
    """Of months in their order, the last one in question: the how many-th above it is; 0 when it
    is not."""
    count = below = 0
    for above in reached:
        below = 0 if above else below + 1
        if below >= LEAVING:
            count = 0
        count += above
    return count if reached and reached[-1] else 0


def cost(rule: Rule, month: int, above: int, cases: int) -> Cost:
    """Of a month that is the `above`-th above, with so many cases."""
    early = rule.enforced is not None and months.first(month) < rule.enforced
    if above == 0 or early or above <= rule.grace_months:
        return Cost(month=above, low=0, high=0, free=above > 0)
    fine = max((amount for since, amount in rule.fines if since <= above), default=0)
    low = high = fine
    if rule.per_case is not None:
        low, high = low + rule.per_case.low * cases, high + rule.per_case.high * cases
    recovery = rule.recovery
    if recovery is not None and above >= recovery.from_month:
        each = max(0, cases - recovery.above) * recovery.amount
        low, high = low + each, high + each
    return Cost(month=above, low=low, high=high, free=low == high == 0)

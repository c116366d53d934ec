"""What would be true to answer a network now, and how that is known. Pure."""

from collections.abc import Sequence
from typing import Final

from tillwatch.features.disputes.prevent.acting import kept as acting
from tillwatch.features.disputes.prevent.acting.kept import Action
from tillwatch.features.disputes.prevent.happening.shapes import Happening
from tillwatch.features.disputes.prevent.networks.kept import (
    ALREADY,
    DECLINED,
    NOT_FOUND,
    STARTED,
    Alert,
)
from tillwatch.features.disputes.prevent.rules.shapes import REFUND

UNDECIDED: Final = "undecided"


def suggested(one: Alert, standing: Happening | None, actions: Sequence[Action]) -> tuple[str, str]:
    """The answer and why. `standing`: the payment as it is now; `actions` about it."""
    if one.attempt is None or standing is None:
        return NOT_FOUND, "No payment here is known to be the one: say which it is, or answer so."
    refunds = [each for each in actions if each.kind == REFUND and each.attempt == one.attempt]
    if any(each.state in (*acting.MOVING, acting.DONE) for each in refunds):
        return STARTED, "The refund was started from here."
    if standing.left <= 0 and not standing.open and "given back" in standing.why_not:
        return ALREADY, "All of the payment was given back already."
    if not standing.open:
        return DECLINED, standing.why_not
    return UNDECIDED, "The payment can be given back: decide, before the answer is due."

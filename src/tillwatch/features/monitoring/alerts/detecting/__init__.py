"""Detectors: what is no metric. Each looks at one account and gives what it found in a period; what
lasts (a silence, a payout that is late) as it stands at the period's end.

`DETECTORS` names them all; a rule's `kind` is one of these names.
"""

from collections.abc import Mapping
from typing import Final

from tillwatch.features.monitoring.alerts.detecting import (
    balances,
    cases,
    doubles,
    expiring,
    fees,
    hooks,
    invoices,
    limits,
    payouts,
    silence,
    testing,
)
from tillwatch.features.monitoring.alerts.detecting.seen import Account, Detector, Seen

DETECTORS: Final[Mapping[str, Detector]] = {
    "silence": silence.detect,
    "card_testing": testing.detect,
    "duplicate": doubles.detect,
    "invoice": invoices.detect,
    "payout_failed": payouts.failed,
    "payout_late": payouts.late,
    "negative_balance": balances.detect,
    "dispute_opened": cases.disputes,
    "fraud_warning": cases.warnings,
    "new_fee": fees.detect,
    "programme": limits.detect,
    "webhook": hooks.detect,
    "expiring_cards": expiring.detect,
}
ONLY_NOW: Final = frozenset(
    {"payout_late", "negative_balance", "programme", "webhook", "expiring_cards"}
)
"""Those that know only how it stands now: there is nothing to replay."""
LASTING: Final = ONLY_NOW | {"silence"}
"""Those whose findings last: what they no longer find is over."""

__all__ = ["DETECTORS", "LASTING", "ONLY_NOW", "Account", "Detector", "Seen"]

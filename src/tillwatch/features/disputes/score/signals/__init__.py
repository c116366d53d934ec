"""What each of the eight facts of a case says, from wholly against to wholly for the merchant.

`checks` reads what banks checked: the extra card check, street and postcode, security code. `buyer`
looks at what the buyer did before and where the purchase was made from. `delivery` asks whether the
goods arrived, were used, or the service was given. `packet` weighs the evidence so far, and the
amount. What nobody knows is neutral and unsure, never bad.
"""

from collections.abc import Callable, Mapping
from typing import Final

from tillwatch.features.disputes.case.known import Case
from tillwatch.features.disputes.score import weights
from tillwatch.features.disputes.score.shapes import Signal
from tillwatch.features.disputes.score.signals import buyer, checks, delivery

OF_CASE: Final[Mapping[str, Callable[[Case], Signal]]] = {
    weights.THREE_D_SECURE: checks.extra_check,
    weights.AVS: checks.street_and_postcode,
    weights.CVC: checks.security_code,
    weights.HISTORY: buyer.history,
    weights.PLACE: buyer.place,
    weights.DELIVERY: delivery.proof,
}
"""Those that need nothing but the case."""

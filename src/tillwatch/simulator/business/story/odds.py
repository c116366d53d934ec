"""The hidden odds of a payment going bad: what a fraudster's order looks like more often than an
honest one's. Nobody is told them; whoever scores orders can be measured against them."""

from typing import Final

from tillwatch.simulator.books import Json

HONEST: Final = 0.9
"""Of an order that nothing speaks against: over all orders it comes to a little over one."""
FAILED: Final = {"address_postal_code_check": 5.0, "address_line1_check": 3.0, "cvc_check": 4.0}
ABROAD: Final = 3.0
PREPAID: Final = 2.0
SUSPECT: Final = 2.0
"""From so many times the usual odds on, most disputes say fraud."""
SAYS_FRAUD: Final = 0.85


def of(charge: Json) -> float:
    """How many times as likely as usual this charge is disputed."""
    card = charge["payment_method_details"].get("card") or {}
    times = HONEST
    checks = card.get("checks") or {}
    for check, factor in FAILED.items():
        if checks.get(check) == "fail":
            times *= factor
    home = (charge["billing_details"].get("address") or {}).get("country")
    if home and card.get("country") and home != card["country"]:
        times *= ABROAD
    if card.get("funding") == "prepaid":
        times *= PREPAID
    return times

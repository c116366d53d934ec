"""The demo's traffic: now and then somebody does something believable."""

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import Till
from tillwatch.simulator.business.facts import parcels
from tillwatch.simulator.business.story import fates, merchant, purchase, signup

LATELY = 400
"""How far back, in charges, troubles of the moment reach."""


def something(till: Till, at: int) -> None:
    """Mostly a purchase; sometimes a subscription, a refund, a fraud report, a dispute."""
    deeds = (purchase.buy, signup.sign_up, refund, warn, dispute, merchant.move_house)
    deed = till.random.choices(deeds, (82, 6, 6, 1, 1.5, 3.5))[0]
    till.asked(at)
    deed(till, at)


def refund(till: Till, at: int) -> None:
    charge = _some_charge(till)
    if charge is not None:
        fates.give_back(till, charge["id"], at)


def warn(till: Till, at: int) -> None:
    charge = _some_charge(till)
    if charge is not None:
        fates.warn(till, charge["id"], False, at)


def dispute(till: Till, at: int) -> None:
    charge = _some_charge(till)
    if charge is not None:
        reason = till.wheel("reasons", lambda: till.inputs.evidence["reasons"]).draw(till.random)
        parcels.claimed(till, charge["id"], str(reason["reason"]))
        fates.dispute(till, charge["id"], reason["reason"], at)


def _some_charge(till: Till) -> Json | None:
    """One of the recent charges; the deed itself looks whether it is possible."""
    back = till.random.randrange(5, LATELY)
    for number, charge in enumerate(till.books.tables["charge"].newest()):
        if number == back:
            return charge
    return None

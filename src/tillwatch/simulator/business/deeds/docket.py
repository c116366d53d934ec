"""One case of each kind at once, all to be answered: what a demo begins with.

Each is about the newest payment it can be about, some days old, so that the same world gives the
same cases.
"""

from collections.abc import Callable
from typing import Final

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import NotPossible, Till
from tillwatch.simulator.business.deeds.desk import newest
from tillwatch.simulator.business.deeds.troubles import Troubles, untroubled_card
from tillwatch.simulator.business.money.calendar import DAY

AGE: Final = 6 * DAY
"""A buyer sees it on the statement first."""
PART: Final = 0.4
DEAR: Final = 9_000
TOMORROW_H: Final = 22
SMART: Final = "smart_disputes"
PLANS: Final = ("Subscription creation", "Subscription update")
ARABIC: Final = ("\u0600", "\u06ff")

Fits = Callable[[Json], bool]


class Docket(Troubles):
    def docket(self, livemode: bool) -> Json:
        """The cases, as a list. A kind that no payment fits is left out."""
        till, at = self.act(livemode)
        made: list[Json] = []
        kinds: tuple[Callable[[], Json], ...] = (
            lambda: self.dispute(livemode, _old(till, at, _is_dear), inquiry=True),
            lambda: self.pair_dispute(livemode),
            lambda: self.parcel_dispute(livemode),
            lambda: self.dispute(livemode, compliance=True),
            lambda: self._in_part(livemode, _old(till, at, _is_dear)),
            lambda: self._soon(livemode, _old(till, at, _is_in_euros)),
            lambda: self._left(livemode, _old(till, at, _is_dear)),
            lambda: self.dispute(livemode, _old(till, at, _is_plan), "subscription_canceled"),
            lambda: self.dispute(livemode, _old(till, at, _is_in_arabic), "credit_not_processed"),
        )
        for open_ in kinds:
            try:
                made.append(open_())
            except NotPossible:
                continue
        return {"object": "list", "data": made}

    def _in_part(self, livemode: bool, charge_id: str) -> Json:
        """About a part of what was paid."""
        paid = self.tills[livemode].get("charge", charge_id)["amount"]
        return self.dispute(livemode, charge_id, "product_unacceptable", amount=int(paid * PART))

    def _soon(self, livemode: bool, charge_id: str) -> Json:
        """The bank waits no longer than until tomorrow."""
        return self.dispute(livemode, charge_id, "product_not_received", due_hours=TOMORROW_H)

    def _left(self, livemode: bool, charge_id: str) -> Json:
        """Stripe's Smart Disputes is meant to answer it."""
        return self.dispute(livemode, charge_id, "fraudulent", answers=SMART)


def _old(till: Till, at: int, fits: Fits) -> str:
    def all_of_it(charge: Json) -> bool:
        return charge["created"] <= at - AGE and untroubled_card(charge) and fits(charge)

    return newest(till, "charge", all_of_it)


def _is_dear(charge: Json) -> bool:
    """Something dear that was shipped."""
    return bool(charge["amount"] >= DEAR and charge["currency"] == "usd" and charge["shipping"])


def _is_in_euros(charge: Json) -> bool:
    return bool(charge["currency"] == "eur" and charge["shipping"] is not None)


def _is_in_arabic(charge: Json) -> bool:
    """The buyer's name, written from right to left."""
    first, last = ARABIC
    return first <= str(charge["billing_details"]["name"] or " ")[0] <= last


def _is_plan(charge: Json) -> bool:
    return charge["description"] in PLANS

"""Troubles that begin now: an issuer that goes down, stolen cards that somebody tests."""

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.deeds.desk import Desk
from tillwatch.simulator.business.story import troubles
from tillwatch.simulator.business.story.troubles import CardTesting, Outage

MINUTE = 60


class Scenes(Desk):
    def outage(
        self,
        livemode: bool,
        *,
        issuer: str | None = None,
        minutes: int = troubles.OUTAGE_S // MINUTE,
        visitors: int = 24,
    ) -> Json:
        """From now on nearly every card of the issuer is declined, for so many minutes of the
        shop's clock, while a newsletter brings that many buyers. Returns what was planned."""
        till, at = self.act(livemode)
        name = issuer or str(till.inputs.cards["outage"]["issuer"])
        troubles.plan(till, Outage(at, name, minutes * MINUTE, visitors))
        return {"object": "outage", "issuer": name, "from": at, "until": at + minutes * MINUTE}

    def card_testing(
        self, livemode: bool, *, minutes: int = troubles.TESTING_S // MINUTE, cards: int = 60
    ) -> Json:
        """So many stolen cards are tested within so many minutes of the shop's clock."""
        till, at = self.act(livemode)
        troubles.plan(till, CardTesting(at, cards, minutes * MINUTE))
        return {
            "object": "card_testing",
            "cards": cards,
            "from": at,
            "until": at + minutes * MINUTE,
        }

"""Troubles that begin now, and end: an issuer that goes down, stolen cards that somebody tests."""

from tillwatch.simulator.books import Json
from tillwatch.simulator.business.core.till import NotPossible
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

    def end_outage(self, livemode: bool, *, issuer: str | None = None) -> Json:
        """Cards of that bank, or of every bank that is down, are accepted again from now on."""
        till, at = self.act(livemode)
        ended = [one for one in troubles.outages(till, at) if issuer in (None, one["issuer"])]
        if not ended:
            raise NotPossible("No bank is down: there is nothing to end")
        for one in ended:
            one["until"] = at
        return {"object": "outage", **ended[-1]}

    def end_card_testing(self, livemode: bool) -> Json:
        """Whoever tests cards gives up now."""
        till, at = self.act(livemode)
        ended = troubles.attacks(till, at)
        if not ended:
            raise NotPossible("Nobody is testing cards: there is nothing to end")
        for one in ended:
            one["until"] = at
        return {"object": "card_testing", **ended[-1]}

    def going_on(self, livemode: bool) -> list[Json]:
        """The troubles of this moment."""
        till, at = self.act(livemode)
        down = [{"object": "outage", **one} for one in troubles.outages(till, at)]
        return [*down, *({"object": "card_testing", **one} for one in troubles.attacks(till, at))]

    def banks(self, livemode: bool) -> list[str]:
        """Whose outage can be begun, the usual one first."""
        till = self.tills[livemode]
        return list(dict.fromkeys(name for _, name in troubles.issuers(till)))

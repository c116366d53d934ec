"""One account, its two tills, and the moment: what every deed begins with."""

from collections.abc import Callable

from tillwatch.simulator.books import Books, Json
from tillwatch.simulator.business.core.till import NotPossible, Till
from tillwatch.simulator.business.money.balance import balance
from tillwatch.simulator.clock import VirtualClock


class Desk:
    def __init__(self, account: Json, tills: dict[bool, Till], clock: VirtualClock) -> None:
        self.account = account
        self.tills = tills
        self._clock = clock

    @property
    def books(self) -> dict[bool, Books]:
        """By livemode."""
        return {livemode: till.books for livemode, till in self.tills.items()}

    def balance(self, livemode: bool) -> Json:
        """As `GET /v1/balance` answers."""
        till = self.tills[livemode]
        return balance(till.books, till.profile.settles)

    def act(self, livemode: bool) -> tuple[Till, int]:
        """The till with everything due done, and the moment; what follows was asked for."""
        till, at = self.tills[livemode], int(self._clock.now())
        till.agenda.run(at)
        till.asked(at)
        return till, at


def newest(till: Till, kind: str, fits: Callable[[Json], bool]) -> str:
    """The id of the newest object of a kind that fits."""
    for row in till.books.tables[kind].newest():
        if fits(row):
            return str(row["id"])
    raise NotPossible(f"There is no {kind} this can be done to")

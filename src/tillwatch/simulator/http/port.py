"""What this room needs of the business: shops with books, and a way to let time happen.

`simulator.business` offers more (sales, disputes and so on); the deeds are looked up by name in
`control` and `writes`, so that a shop of a test may have none.
"""

from collections.abc import Mapping
from typing import Protocol

from tillwatch.simulator.books import Books, Json
from tillwatch.simulator.clock import VirtualClock


class Shop(Protocol):
    @property
    def account(self) -> Json: ...

    @property
    def books(self) -> Mapping[bool, Books]:
        """By livemode."""
        ...

    def balance(self, livemode: bool) -> Json:
        """As `GET /v1/balance` gives it."""
        ...


class World(Protocol):
    @property
    def clock(self) -> VirtualClock: ...

    @property
    def shops(self) -> Mapping[str, Shop]: ...

    def settle(self) -> None:
        """Let everything happen that is due by now; cheap when nothing is."""
        ...

    def deed(self) -> None:
        """Let somebody do something believable now."""
        ...

"""What this room needs of the business: shops with books and deeds, and a way to let time happen.

`simulator.business` offers all of it. A shop of a test may have no deeds: `control` and `writes`
name them only when they are asked for.
"""

from collections.abc import Mapping
from typing import Any, Protocol

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


class Deeds(Protocol):
    """What the API's own writes need of a shop. Refusals are `TillwatchError`s."""

    def refund(
        self,
        livemode: bool,
        charge_id: str | None = None,
        amount: int | None = None,
        *,
        reason: str | None = ...,
        metadata: Json | None = None,
    ) -> Json: ...

    def update_dispute(
        self,
        livemode: bool,
        id_: str,
        evidence: Json,
        *,
        submit: bool = True,
        metadata: Json | None = None,
        method: str | None = None,
    ) -> Json: ...

    def close_dispute(self, livemode: bool, id_: str, won: bool) -> Json: ...

    def close_review(self, livemode: bool, id_: str) -> Json: ...

    def cancel_subscription(
        self, livemode: bool, id_: str | None = None, at_period_end: bool = False
    ) -> Json: ...

    def tag_charge(self, livemode: bool, id_: str, metadata: Json) -> Json: ...

    def update_customer(self, livemode: bool, id_: str, **changes: Any) -> Json: ...

    def delete_customer(self, livemode: bool, id_: str) -> Json: ...

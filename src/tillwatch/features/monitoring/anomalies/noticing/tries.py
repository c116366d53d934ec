"""One try to charge, as far as anomalies look at it."""

from typing import Final

import msgspec

DIMENSIONS: Final = (
    "issuer",
    "bin",
    "scheme",
    "issuer_country",
    "card_type",
    "entry_mode",
    "method",
    "reason_code",
)
"""What tries are sliced by, each by itself. The last is of failed tries only."""
REASON: Final = DIMENSIONS.index("reason_code")
FAILED: Final = ("declined", "blocked", "invalid", "unauthenticated")
"""Outcomes that count as failed."""
Slice = tuple[str, str]
"""A dimension and its value."""
ALL: Final[Slice] = ("all", "")


class Try(msgspec.Struct, frozen=True):
    """`at`: seconds UTC; `values` in the order of `DIMENSIONS`. `amount` in minor units. `card`: a
    name of the card's own; `customer`: whose it is, where that is known."""

    at: int
    payment: str
    failed: bool
    amount: int
    currency: str
    values: tuple[str | None, ...]
    card: str | None = None
    customer: str | None = None

    def slices(self) -> list[Slice]:
        """All it belongs to."""
        named = zip(DIMENSIONS, self.values, strict=True)
        return [ALL, *((name, value) for name, value in named if value)]

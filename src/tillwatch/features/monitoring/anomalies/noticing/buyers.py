"""Whether a failure is another buyer's than those before.

One buyer is known by the card, by the customer and by the payment: who fails again within a day
with any of them is the one that failed already, with however many payments. One customer with more
cards than a person has is no person, though: each further card counts.
"""

from typing import Final

from tillwatch.features.monitoring.anomalies.noticing.tries import Slice, Try
from tillwatch.features.monitoring.anomalies.noticing.usual import DAY

CARDS_MAX: Final = 5
"""So many different cards one person may try in a day."""

Buyer = tuple[str, ...]
"""Names that it is known by."""


class Buyers:
    """Remembers a day of failures."""

    def __init__(self) -> None:
        self._failed: dict[tuple[Slice, str], int] = {}
        self._cards: dict[str, dict[str, int]] = {}

    def of(self, one: Try) -> Buyer:
        """Who tried."""
        names = [one.payment]
        if one.card is not None:
            names.append(f"card {one.card}")
        if one.customer is not None and not self._has_many(one.customer, one):
            names.append(f"customer {one.customer}")
        return tuple(names)

    def _has_many(self, customer: str, one: Try) -> bool:
        cards = self._cards.setdefault(customer, {})
        if one.card is not None:
            cards[one.card] = one.at
        return sum(at > one.at - DAY for at in cards.values()) > CARDS_MAX

    def fails_anew(self, piece: Slice, buyer: Buyer, at: int) -> bool:
        """Whether nothing of that slice failed with any of these names within a day before."""
        keys = [(piece, name) for name in buyer]
        anew = all(self._failed.get(key, at - DAY - 1) < at - DAY for key in keys)
        self._failed.update(dict.fromkeys(keys, at))
        return anew

    def forget(self, before: int) -> None:
        """What is older than that."""
        self._failed = {key: at for key, at in self._failed.items() if at >= before}
        for cards in self._cards.values():
            for name in [name for name, at in cards.items() if at < before]:
                del cards[name]
        self._cards = {customer: cards for customer, cards in self._cards.items() if cards}

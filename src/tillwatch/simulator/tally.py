"""The simulator's own books: sums kept while acting, so that they can disagree with the tables.

The auditor of every test: nothing here is computed from the objects.
"""

from collections import defaultdict
from typing import Any


class Tally:
    def __init__(self) -> None:
        self._sums: dict[str, dict[str, list[int]]] = defaultdict(
            lambda: defaultdict(lambda: [0, 0])
        )
        self.available: dict[str, int] = defaultdict(int)
        self.pending: dict[str, int] = defaultdict(int)

    def add(self, name: str, currency: str, amount: int, count: int = 1) -> None:
        """`amount` in minor units of `currency`; both may be negative to take something back."""
        sums = self._sums[name][currency]
        sums[0] += count
        sums[1] += amount

    def include(self, other: "Tally", times: int) -> None:
        """All the sums of another, so many times; not its balance."""
        for name, by_currency in other._sums.items():
            for currency, (count, amount) in by_currency.items():
                self.add(name, currency, amount * times, count * times)

    def count(self, name: str) -> int:
        return sum(sums[0] for sums in self._sums[name].values())

    def amounts(self, name: str) -> dict[str, int]:
        """Minor units per currency."""
        return {currency: sums[1] for currency, sums in self._sums[name].items()}

    def figures(self) -> dict[str, Any]:
        """`{name: {currency: {"count", "amount"}}}` and the balance per currency."""
        figures: dict[str, Any] = {
            name: {
                currency: {"count": sums[0], "amount": sums[1]}
                for currency, sums in sorted(by_currency.items())
            }
            for name, by_currency in sorted(self._sums.items())
        }
        figures["balance"] = {
            "available": dict(sorted(self.available.items())),
            "pending": dict(sorted(self.pending.items())),
        }
        return figures

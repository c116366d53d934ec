"""The processors an installation offers, by name. `wiring` fills it."""

from collections.abc import Iterable
from typing import Final

from tillwatch.kernel import errors
from tillwatch.processors.port import Processor

NEXT: Final = {
    "paypal": "PayPal",
    "adyen": "Adyen",
    "braintree": "Braintree",
    "gocardless": "GoCardless",
    "mollie": "Mollie",
}
"""Names and labels of what could be connected next; there is no code for them yet."""


class Registry:
    def __init__(self, processors: Iterable[Processor]) -> None:
        self._by_name = {processor.name: processor for processor in processors}

    def get(self, name: str) -> Processor:
        """`NotFound` with the names there are."""
        try:
            return self._by_name[name]
        except KeyError:
            known = ", ".join(sorted(self._by_name))
            raise errors.NotFound(f"“{name}” cannot be connected: available is {known}") from None

    def names(self) -> list[str]:
        return sorted(self._by_name)

    def next_ones(self) -> dict[str, str]:
        """Label by name of those that are not available."""
        return {name: label for name, label in NEXT.items() if name not in self._by_name}

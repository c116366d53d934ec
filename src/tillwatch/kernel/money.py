"""Money: an integer of minor units and a currency. Never a float, never a sum across currencies."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from tillwatch.kernel import currencies


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """`amount` in minor units of `currency` (lower-case ISO code, as Stripe spells it)."""

    amount: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.amount + other.amount, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def major(self) -> Decimal:
        """The amount in major units, exact: 1234 usd is 12.34, 1234 jpy is 1234."""
        return Decimal(self.amount).scaleb(-currencies.exponent(self.currency))


def totals(amounts: Iterable[Money]) -> list[Money]:
    """One sum per currency, ordered by currency."""
    sums: dict[str, int] = {}
    for money in amounts:
        sums[money.currency] = sums.get(money.currency, 0) + money.amount
    return [Money(amount, currency) for currency, amount in sorted(sums.items())]

"""How many digits follow the point, by Stripe's rules.

Source: docs.stripe.com/currencies (read 2026-11). ISO 4217 tables are wrong for Stripe: MGA has
two digits in ISO and none here; ISK and UGX have none in ISO but are sent as two-decimal amounts.
"""

from typing import Final

ZERO_DECIMAL: Final = frozenset(
    "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf".split()
)
THREE_DECIMAL: Final = frozenset("bhd jod kwd omr tnd".split())
WHOLE_PAYOUTS: Final = frozenset(("huf", "twd"))
"""Two-decimal for charges; a payout is always a whole number of units (amount ends in 00)."""


def exponent(currency: str) -> int:
    """Digits after the point of amounts Stripe's API gives in `currency` (any case).

    An unknown code counts as two-decimal, Stripe's default.
    """
    code = currency.lower()
    if code in ZERO_DECIMAL:
        return 0
    if code in THREE_DECIMAL:
        return 3
    return 2

"""The same card, e-mail address or IP address behind several disputes or warnings, in all accounts.

That is told as it is: a stolen card that is used again, or a buyer who takes the money back again.
Purchases of one card within one attack belong together, and are one line.
"""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from tillwatch.features.disputes.prevent.blocks.kept import CARD, EMAIL, IP
from tillwatch.features.disputes.prevent.happening.reading import Past
from tillwatch.features.disputes.prevent.happening.shapes import INQUIRY, WARNING, Happening
from tillwatch.kernel.money import Money, totals
from tillwatch.processors.defending import Purchase

FEWEST: Final = 2
SAID: Final = {CARD: "One card", EMAIL: "One e-mail address", IP: "One IP address"}


class Buyer(msgspec.Struct, frozen=True, kw_only=True):
    """`payments`: those that were disputed or warned of. `disputes` and `warnings` among them."""

    kind: str
    value: str
    payments: int
    disputes: int
    warnings: int
    accounts: int
    amounts: list[Money]
    first: int
    last: int
    says: str
    happenings: list[Happening]


def buyers(past: Past, purchases: Mapping[tuple[str, str], Purchase]) -> list[Buyer]:
    """Who is behind several payments; those with most first. Pure."""
    found: dict[tuple[str, str], list[Happening]] = {}
    for one in past.happenings:
        if one.kind == INQUIRY or one.attempt is None:
            continue
        for key in _keys(past, purchases, one):
            found.setdefault(key, []).append(one)
    told = [_buyer(*key, some) for key, some in found.items()]
    several = [one for one in told if one.payments >= FEWEST]
    return sorted(several, key=lambda one: (-one.payments, -one.last, one.kind, one.value))


def _keys(
    past: Past, purchases: Mapping[tuple[str, str], Purchase], one: Happening
) -> Iterable[tuple[str, str]]:
    place = (one.connection_id, one.attempt or "")
    around = past.around.get(place)
    attempt = around.attempt if around else None
    bought = purchases.get(place)
    email = (attempt.email if attempt else None) or (bought.email if bought else None)
    if attempt and attempt.card_fingerprint:
        yield CARD, attempt.card_fingerprint
    if email and "@" in email:
        yield EMAIL, email.strip().casefold()
    if bought and bought.ip:
        yield IP, bought.ip


def _buyer(kind: str, value: str, some: list[Happening]) -> Buyer:
    by_payment = {(one.connection_id, one.attempt): one for one in some}
    warned = {(one.connection_id, one.attempt) for one in some if one.kind == WARNING}
    disputed = {(one.connection_id, one.attempt) for one in some if one.kind != WARNING}
    accounts = len({one.connection_id for one in some})
    many = f" in {accounts} accounts" if accounts > 1 else ""
    reports = f", and {len(warned)} reported as fraud" if warned else ""
    says = (
        f"{SAID[kind]} is behind {len(by_payment)} payments{many}: {len(disputed)} disputed"
        f"{reports}."
    )
    return Buyer(
        kind=kind,
        value=value,
        payments=len(by_payment),
        disputes=len(disputed),
        warnings=len(warned),
        accounts=accounts,
        amounts=totals(
            Money(one.amount, one.currency) for one in by_payment.values() if one.currency
        ),
        first=min(one.at for one in some),
        last=max(one.at for one in some),
        says=says,
        happenings=sorted(some, key=lambda one: (-one.at, one.id)),
    )

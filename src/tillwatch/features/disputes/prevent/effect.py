"""What a choice does to this month's counts of disputes and frauds. Pure.

Counted are disputes that took money (not questions of a bank, nor prevented ones) and fraud reports
(early warnings), by the month they came in, UTC. A warning counts as a fraud report whatever is
done; a refund only keeps the dispute that may follow from counting too. The ratio that a network
makes of it is told by the room of the programmes.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from tillwatch.features.disputes.prevent.happening import fates
from tillwatch.features.disputes.prevent.happening.shapes import (
    DISPUTE,
    INQUIRY,
    WARNING,
    Happening,
)
from tillwatch.features.disputes.prevent.pricing.priced import Priced, Rates
from tillwatch.features.disputes.prevent.rules.trying import month

REFUND: Final = "refund"
WAIT: Final = "wait"


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """`disputes_ppm`: expected more disputes, in millionths. `frauds`: more fraud reports."""

    choice: str
    disputes_ppm: int
    frauds: int
    says: str


class Month(msgspec.Struct, frozen=True, kw_only=True):
    """So far. `refund_all_ppm`: disputes that refunding all open warnings keeps away, expected."""

    month: str
    disputes: int
    frauds: int
    open_warnings: int
    refund_all_ppm: int
    says: str


def effects(one: Priced, rates: Rates) -> list[Effect]:
    """Of both choices, for what something can still be done about."""
    if one.state != "open":
        return []
    ppm = rates.of(one.happening.kind).ppm
    report = one.happening.kind == WARNING
    stays = "The fraud report counts either way." if report else "No fraud report is counted."
    share = f"{ppm / 10_000:.0f} of 100 such cases become a dispute that counts."
    return [
        Effect(choice=REFUND, disputes_ppm=0, frauds=0, says=f"No dispute follows. {stays}"),
        Effect(choice=WAIT, disputes_ppm=ppm, frauds=0, says=f"{share} {stays}"),
    ]


def of_month(
    happenings: Iterable[Happening], priced: Sequence[Priced], rates: Rates, now: float
) -> Month:
    this = month(now, "UTC")
    known = list(happenings)
    disputes = sum(1 for one in known if _counts(one, this))
    frauds = sum(1 for one in known if one.kind == WARNING and _in(one.at, this))
    waiting = [one for one in priced if one.state == "open" and one.happening.kind == WARNING]
    kept_away = sum(rates.of(one.happening.kind).ppm for one in waiting)
    says = (
        f"{_many(disputes, 'dispute')} and {_many(frauds, 'fraud report')} so far this month. "
        f"Refunding {_many(len(waiting), 'open warning')} would keep about "
        f"{kept_away / 1_000_000:.1f} disputes away; the reports stay."
    )
    return Month(
        month=this,
        disputes=disputes,
        frauds=frauds,
        open_warnings=len(waiting),
        refund_all_ppm=kept_away,
        says=says,
    )


def _many(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _counts(one: Happening, this: str) -> bool:
    """A dispute that took money this month, one that a bank's question became then, too."""
    if one.kind == INQUIRY and one.became == fates.DISPUTED:
        return _in(one.became_at or one.at, this)
    return one.kind == DISPUTE and one.became != "prevented" and _in(one.at, this)


def _in(at: float, this: str) -> bool:
    return month(at, "UTC") == this

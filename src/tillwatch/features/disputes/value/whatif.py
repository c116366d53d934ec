"""The same rule with other choices, over many cases: what would have been suggested, for how much.

Used behind a slider, so a case is no more than its chance and its stake.
"""

from collections.abc import Iterable, Mapping

import msgspec

from tillwatch.features.disputes.value import routes, verdict
from tillwatch.features.disputes.value.choices import Choices
from tillwatch.features.disputes.value.exact import Rate
from tillwatch.features.disputes.value.routes import Stake
from tillwatch.rows.base import Times


class Priced(msgspec.Struct, frozen=True, kw_only=True):
    """`p_ppm` None and `barred`: no answer is possible."""

    stake: Stake
    p_ppm: int | None
    due_by: Times | None
    at: Times
    barred: str | None = None
    pattern: bool = False


class Outlook(msgspec.Struct, frozen=True, kw_only=True):
    """`verdicts`: cases by name. `gains`: expected, minor units by currency, of what is suggested;
    `stakes`: what is disputed in those cases that are to be fought."""

    cases: int
    verdicts: Mapping[str, int]
    gains: Mapping[str, int]
    stakes: Mapping[str, int]


def outlook(cases: Iterable[Priced], choices: Choices, rate: Rate) -> Outlook:
    count, verdicts = 0, dict.fromkeys(verdict.NAMES, 0)
    gains: dict[str, int] = {}
    stakes: dict[str, int] = {}
    for one in cases:
        count += 1
        mine = msgspec.structs.replace(choices, pattern=one.pattern)
        found = [] if one.barred else routes.routes(one.stake, one.p_ppm, mine, rate)
        told = verdict.judged(
            found, one.p_ppm, mine, due_by=one.due_by, at=one.at, barred=one.barred
        )
        for name in told.names:
            verdicts[name] += 1
        currency = one.stake.currency
        if told.gain is not None:
            gains[currency] = gains.get(currency, 0) + told.gain.amount
        if told.name in (verdict.FIGHTS, verdict.FIGHTS_SMART):
            stakes[currency] = stakes.get(currency, 0) + one.stake.amount
    return Outlook(cases=count, verdicts=verdicts, gains=gains, stakes=stakes)

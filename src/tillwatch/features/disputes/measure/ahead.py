"""What is explained and what is expected: why the win rate moved, what open cases will bring back
and when, how good the chances were that were shown, and what other choices would have meant.

The rules are those of `learn` and `value`; here they meet the disputes of a dashboard.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from tillwatch.features.disputes.fees import Fee, Fees, fees_of
from tillwatch.features.disputes.learn.change import Change, told
from tillwatch.features.disputes.learn.known import Closed
from tillwatch.features.disputes.learn.reliability import Reliability, reliability
from tillwatch.features.disputes.measure.known import GROUPS, Measured
from tillwatch.features.disputes.score.weights import PERCENT, RULES
from tillwatch.features.disputes.value import Choices, Rate, Stake
from tillwatch.features.disputes.value.exact import converted
from tillwatch.features.disputes.value.forecast import Month, Open, forecast
from tillwatch.features.disputes.value.verdict import FIGHTS, FIGHTS_SMART, NAMES
from tillwatch.features.disputes.value.whatif import Priced, outlook
from tillwatch.kernel.money import Money, totals

NO_SCORE: Final = "No chance was kept"
BARRED: Final = "No answer was possible"
DAY_S: Final = 86_400
USUAL_S: Final = 10 * DAY_S
"""So long after its opening a case is answered, where not even the day it was due is known."""
BY_HAND: Final = "set for this question"


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """`months` by month, then currency. Of `cases` that wait for the bank's word `general` have no
    kept chance and count with the general figure of their reason; of `undated` nobody told when
    they were answered, so that they count from the day they were due."""

    months: Sequence[Month]
    cases: int
    general: int
    undated: int


class Came(msgspec.Struct, frozen=True, kw_only=True):
    """Of the cases a rule would have fought, those that were fought and decided: `brought` what
    they brought in truth, won amounts less the fees of the lost ones and the work."""

    cases: int
    won: int
    brought: Sequence[Money]


class WhatIf(msgspec.Struct, frozen=True, kw_only=True):
    """`cases` of `of` have a chance that was kept. `fights`: how many would have been fought, by
    oneself or by the processor; `expected`: what these were expected to bring beside accepting."""

    cases: int
    of: int
    verdicts: Mapping[str, int]
    fights: int
    expected: Sequence[Money]
    staked: Sequence[Money]
    came: Came


def closed(disputes: Iterable[Measured]) -> list[Closed]:
    found = (one.closed() for one in disputes if not one.question)
    return [one for one in found if one is not None]


def moved(before: Sequence[Measured], now: Sequence[Measured]) -> list[Change]:
    """Won of fought, from the period before to this one, by reason, brand and issuer."""
    return told(closed(before), closed(now))


def reliable(disputes: Iterable[Measured]) -> Reliability:
    return reliability(closed(one for one in disputes if one.shown and one.answered))


def expected(disputes: Iterable[Measured], now: int, zone: ZoneInfo) -> Expected:
    waiting = [one for one in disputes if GROUPS["awaited"](one)]
    return Expected(
        months=forecast([awaited(one) for one in waiting], now, zone),
        cases=len(waiting),
        general=sum(one.chance is None for one in waiting),
        undated=sum(one.answered_at is None for one in waiting),
    )


def awaited(one: Measured) -> Open:
    """A case with the bank, with what stands in for what is not known. Its day is enough: what a
    bank decides comes weeks later."""
    general = RULES.reason(one.reason).start * PERCENT
    sent = one.answered_at or one.due_by or one.created + USUAL_S
    return Open(
        amount=one.amount,
        currency=one.currency,
        p_ppm=general if one.chance is None else one.chance,
        sent=sent - sent % DAY_S,
    )


def what_if(
    disputes: Sequence[Measured],
    countries: Mapping[str, str | None],
    choices: Choices,
    fee: Money | None,
    rate: Rate,
) -> WhatIf:
    """`fee`: what an answer costs, in place of what it does cost."""
    cases = [(one, priced(one, countries.get(one.connection_id), fee)) for one in disputes]
    known = [(one, case) for one, case in cases if case.barred != NO_SCORE]
    told = [outlook([case], choices, rate) for _, case in known]
    verdicts = {name: sum(one.verdicts[name] for one in told) for name in NAMES}
    fights = [
        (*case, one)
        for case, one in zip(known, told, strict=True)
        if one.verdicts[FIGHTS] or one.verdicts[FIGHTS_SMART]
    ]
    return WhatIf(
        cases=len(known),
        of=len(disputes),
        verdicts=verdicts,
        fights=len(fights),
        expected=totals(one for *_, told in fights for one in _sums(told.gains)),
        staked=totals(one for *_, told in fights for one in _sums(told.stakes)),
        came=_came([(one, case) for one, case, _ in fights], choices, rate),
    )


def priced(one: Measured, country: str | None, fee: Money | None) -> Priced:
    """As it was when it opened: what the account's own balance shows of fees is not looked at."""
    fees = fees_of(country, one.currency, one.network, one.created, one.case_type)
    if fee is not None:
        fees = _with(fees, fee)
    barred = None if one.contestable else BARRED
    if one.contestable and one.chance is None:
        barred = NO_SCORE
    return Priced(
        stake=Stake(
            amount=one.amount,
            currency=one.currency,
            fees=fees,
            inquiry=one.question,
        ),
        p_ppm=one.chance,
        due_by=one.due_by,
        at=one.created,
        barred=barred,
    )


def _with(fees: Fees, fee: Money) -> Fees:
    own = Fee(amount=fee.amount, currency=fee.currency, by=BY_HAND, source=BY_HAND)
    countered = own if fees.countered.amount else fees.countered
    return msgspec.structs.replace(fees, countered=countered)


def _came(fights: Sequence[tuple[Measured, Priced]], choices: Choices, rate: Rate) -> Came:
    decided = [(one, case) for one, case in fights if one.fought]
    brought: list[Money] = []
    for one, case in decided:
        won = one.outcome == "won"
        lost = case.stake.fees.countered
        costs = [] if won else [Money(lost.amount, lost.currency)]
        costs += [choices.labour] if choices.labour is not None else []
        brought += [Money(one.amount, one.currency)] if won else []
        for cost in costs:
            there = converted(cost, one.currency, rate)
            brought.append(cost if there is None else Money(there, one.currency))
            brought[-1] = -brought[-1]
    return Came(
        cases=len(decided),
        won=sum(one.outcome == "won" for one, _ in decided),
        brought=totals(brought),
    )


def _sums(amounts: Mapping[str, int]) -> list[Money]:
    return [Money(amount, currency) for currency, amount in sorted(amounts.items())]

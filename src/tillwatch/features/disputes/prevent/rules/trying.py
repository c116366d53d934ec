"""A rule tried on the past: what it would have done, and what really became of each case. Pure.

Budgets count as they would have: by calendar month of the rule's zone, in the order things
happened. A payment that an
earlier case of the same try would have refunded is not refunded again.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from tillwatch.features.disputes.fees import fees_of
from tillwatch.features.disputes.prevent.happening import fates
from tillwatch.features.disputes.prevent.happening.shapes import Around, Happening
from tillwatch.features.disputes.prevent.pricing.share import MILLION
from tillwatch.features.disputes.prevent.rules.judged import Planned, judged, planned
from tillwatch.features.disputes.prevent.rules.shapes import REFUND, Definition, Rule
from tillwatch.features.disputes.value.exact import Rate, converted, rounded
from tillwatch.kernel.money import Money, totals

WOULD: Final = "would"
LEFT: Final = "left alone"
OVER: Final = "over budget"


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """`outcome`: would, left alone, over budget."""

    do: str
    outcome: str
    amount: Money | None
    says: str


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """`gain`: what refunding would have saved (or cost, below zero), None while it is too early to
    tell or where nothing would have been refunded."""

    happening: Happening
    deeds: list[Deed]
    gain: Money | None
    says: str


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """`looked`: happenings of the kinds it is about; `unknown`: left alone because something it
    asks for was not told, by what. `refunded`, `gain` by currency, `settled`: of how many the gain
    is known. `saved`, `needless`: how many really became a dispute, and how many nothing."""

    looked: int
    matched: int
    unknown: Mapping[str, int]
    refunds: int
    refunded: list[Money]
    over_budget: int
    left_alone: int
    saved: int
    needless: int
    early: int
    settled: int
    gain: list[Money]
    cases: list[Case]


def month(at: float, zone: str) -> str:
    """The calendar month there, as in 2026-11."""
    return datetime.fromtimestamp(at, ZoneInfo(zone)).strftime("%Y-%m")


def zone_of(rule: Rule | None) -> str:
    """Where the months of its budget begin."""
    return rule.definition.zone if rule else "UTC"


def tried(
    definition: Definition,
    happenings: Sequence[Happening],
    around: Callable[[Happening], Around],
    rate: Rate,
    margin_ppm: int = MILLION,
) -> Outcome:
    """`happenings` oldest first."""
    spent: dict[tuple[str, str], int] = {}
    done: set[tuple[str, str]] = set()
    unknown: dict[str, int] = {}
    cases: list[Case] = []
    looked = 0
    for one in happenings:
        looked += one.kind in definition.when.on
        found = judged(definition.when, one)
        for name in found.unknown:
            unknown[name] = unknown.get(name, 0) + 1
        if not found.holds:
            continue
        deeds = [_deed(definition, plan, one, spent, done) for plan in planned(definition, one)]
        cases.append(_case(one, deeds, around(one), rate, margin_ppm))
    return _summed(looked, unknown, cases)


def _deed(
    definition: Definition,
    plan: Planned,
    one: Happening,
    spent: dict[tuple[str, str], int],
    done: set[tuple[str, str]],
) -> Deed:
    do, why = plan.then.do, plan.why_not
    if do != REFUND:
        return Deed(do=do, outcome=LEFT if why else WOULD, amount=None, says=why)
    amount = Money(plan.amount or 0, one.currency)
    payment = (one.connection_id, one.attempt or "")
    if not why and payment in done:
        why = "An earlier case would have given it back already."
    if why:
        return Deed(do=do, outcome=LEFT, amount=None, says=why)
    place = (one.currency, month(one.at, definition.zone))
    cap = definition.cap(one.currency) or 0
    if spent.get(place, 0) + amount.amount > cap:
        says = f"The budget of {place[1]} would not have been enough."
        return Deed(do=do, outcome=OVER, amount=amount, says=says)
    spent[place] = spent.get(place, 0) + amount.amount
    done.add(payment)
    return Deed(do=do, outcome=WOULD, amount=amount, says="")


def _case(one: Happening, deeds: list[Deed], around: Around, rate: Rate, margin_ppm: int) -> Case:
    back = next((deed for deed in deeds if deed.do == REFUND and deed.outcome == WOULD), None)
    if back is None or back.amount is None:
        return Case(happening=one, deeds=deeds, gain=None, says=came(one))
    lost = Fraction(back.amount.amount * (MILLION if one.shipped else margin_ppm), MILLION)
    really = _really(one, around, lost, rate)
    gain = None if really is None else rounded(really - lost, one.currency)
    money = None if gain is None else Money(gain, one.currency)
    return Case(happening=one, deeds=deeds, gain=money, says=came(one))


def _really(one: Happening, around: Around, lost: Fraction, rate: Rate) -> Fraction | None:
    """What came to be lost without the refund; None while nobody can tell. `lost`: what a refund
    costs."""
    match one.became:
        case fates.NOTHING:
            return Fraction(0)
        case fates.REFUNDED:
            return lost  # the same refund, later
        case fates.DISPUTED:
            return _in_dispute(one, around, rate)
    return None


def _in_dispute(one: Happening, around: Around, rate: Rate) -> Fraction | None:
    """The fee as it was booked; by the table where no entry shows one."""
    total = Fraction(0)
    but = ""  # an inquiry that became a chargeback is itself what it came to
    for _, dispute in fates.chargebacks(around, but=but):
        fees = fees_of(one.country, one.currency, dispute.network, dispute.created, None)
        received = Money(fees.received.amount, fees.received.currency)
        fee = converted(around.fees.get(dispute.id, received), one.currency, rate)
        if fee is None or dispute.status not in ("won", "lost"):
            return None
        total += fee
        if dispute.status == "lost":
            total += dispute.amount
            countered = Money(fees.countered.amount, fees.countered.currency)
            answer = converted(countered, one.currency, rate)
            total += (answer or 0) if dispute.submission_count else 0
    return total


def came(one: Happening) -> str:
    match one.became:
        case fates.DISPUTED:
            return "It became a dispute."
        case fates.REFUNDED:
            return "It was given back later anyway."
        case fates.NOTHING:
            return "Nothing came of it."
        case fates.EARLY:
            return "It is too early to tell what comes of it."
        case "won":
            return "The dispute was won."
        case "lost":
            return "The dispute was lost."
    return "It is not decided yet."


def _summed(looked: int, unknown: dict[str, int], cases: list[Case]) -> Outcome:
    deeds = [deed for case in cases for deed in case.deeds if deed.do == REFUND]
    would = [deed for deed in deeds if deed.outcome == WOULD]
    back = [case for case in cases if _refunds(case)]
    came = [case.happening.became for case in back]
    gains = [case.gain for case in back if case.gain is not None]
    return Outcome(
        looked=looked,
        matched=len(cases),
        unknown=unknown,
        refunds=len(would),
        refunded=totals(deed.amount for deed in would if deed.amount is not None),
        over_budget=sum(1 for deed in deeds if deed.outcome == OVER),
        left_alone=sum(1 for deed in deeds if deed.outcome == LEFT),
        saved=came.count(fates.DISPUTED),
        needless=came.count(fates.NOTHING),
        early=came.count(fates.EARLY),
        settled=len(gains),
        gain=totals(gains),
        cases=cases,
    )


def _refunds(case: Case) -> bool:
    return any(deed.do == REFUND and deed.outcome == WOULD for deed in case.deeds)

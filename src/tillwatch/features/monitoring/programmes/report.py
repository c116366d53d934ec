"""One programme over some accounts of one region: the month asked about, the twelve before it, and
how they divide by account and by name on the statement."""

from collections.abc import Sequence
from typing import Final

import msgspec

from tillwatch.features.monitoring.programmes import fines, judging
from tillwatch.features.monitoring.programmes.counting import NOTHING, Place, Sum, Tally
from tillwatch.features.monitoring.programmes.dollars import of_money
from tillwatch.features.monitoring.programmes.fines import Cost
from tillwatch.features.monitoring.programmes.judging import Figures, State, Verdict
from tillwatch.features.monitoring.programmes.outlook import Outlook
from tillwatch.features.monitoring.programmes.rules import (
    Level,
    Programme,
    Rule,
)

HISTORY: Final = 13


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """`country` None: not known. `accounts`: those it is about."""

    slug: str
    programme: Programme
    month: int
    country: str | None
    accounts: tuple[str, ...]


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One level in the month asked about. `cost`: of this month; where it is not reached, what the
    first month would be."""

    level: Level
    rule: Rule
    verdict: Verdict
    cost: Cost
    more_expected: int | None


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """A month, by the rule of its day. `level`: the highest it reached; `limits` by level."""

    month: int
    figures: Figures
    level: str | None
    limits: dict[str, Rule]


class Slice(msgspec.Struct, frozen=True, kw_only=True):
    """The month's part of one account, or of one name on the statement."""

    connection_id: str | None
    descriptor: str | None
    figures: Figures
    level: str | None
    state: State


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """`state`: the worst of its levels; `level`: the highest reached. `measures`: what was counted
    in the month, and for the sales in theirs. `unconverted`: currencies whose
    amounts are left out, since there is no rate."""

    asked: Asked
    state: State
    level: str | None
    figures: Figures
    measures: dict[str, Sum]
    unconverted: tuple[str, ...]
    steps: tuple[Step, ...]
    outlook: Outlook | None
    history: tuple[Past, ...]
    by_account: tuple[Slice, ...]
    by_descriptor: tuple[Slice, ...]


def report(asked: Asked, tally: Tally, outlook: Outlook | None) -> Report:
    """`tally` by month, of at least these accounts and the months that are looked at."""
    within = [place for place in tally if place.connection_id in asked.accounts]
    history = _history(asked, tally, within)
    sums = totalled(asked.programme, tally, within, asked.month)
    figures = history[-1].figures
    steps = _steps(asked, figures, history, outlook)
    return Report(
        asked=asked,
        state=judging.worst([step.verdict.state for step in steps]),
        level=history[-1].level,
        figures=figures,
        measures=sums,
        unconverted=_unconverted(asked, sums),
        steps=steps,
        outlook=outlook,
        history=history,
        by_account=_slices(asked, tally, within, "connection_id"),
        by_descriptor=_slices(asked, tally, within, "descriptor"),
    )


def totalled(
    programme: Programme, tally: Tally, within: Sequence[Place], month: int
) -> dict[str, Sum]:
    """Each measure, of the months that a month is judged by."""
    found = dict.fromkeys(programme.measures, NOTHING)
    for place in within:
        for slug, one in tally[place].items():
            back = 0 if slug in programme.cases else programme.months_back
            if slug in found and place.part == month - back:
                found[slug] += one
    return found


def figured(programme: Programme, sums: dict[str, Sum]) -> Figures:
    cases = NOTHING
    for slug in programme.cases:
        cases += sums[slug]
    sales = sums[programme.sales]
    return Figures(
        numerator=cases.told if programme.by_value else cases.count,
        denominator=sales.told if programme.by_value else sales.count,
        cases=cases.count,
        sales=sales.count,
        value=cases.told,
        secure=sums[programme.secure].count if programme.secure else None,
    )


def _history(asked: Asked, tally: Tally, within: Sequence[Place]) -> tuple[Past, ...]:
    by_month: dict[int, list[Place]] = {}
    for place in within:
        by_month.setdefault(place.part, []).append(place)
    found = []
    for month in range(asked.month - HISTORY + 1, asked.month + 1):
        near = [*by_month.get(month - 1, ()), *by_month.get(month, ())]
        figures = figured(asked.programme, totalled(asked.programme, tally, near, month))
        found.append(
            Past(
                month=month,
                figures=figures,
                level=_level(asked, figures, month),
                limits={level.slug: rule for level, rule in _rules(asked, month)},
            )
        )
    return tuple(found)


def _rules(asked: Asked, month: int) -> list[tuple[Level, Rule]]:
    found = [(level, level.rule(month, asked.country)) for level in asked.programme.levels]
    return [(level, rule) for level, rule in found if rule is not None]


def _level(asked: Asked, figures: Figures, month: int) -> str | None:
    """The highest level reached, by the rules of that month."""
    reached = [
        level.slug
        for level, rule in _rules(asked, month)
        if _verdict(asked, rule, figures).state == "over"
    ]
    return reached[-1] if reached else None


def _verdict(asked: Asked, rule: Rule, figures: Figures, *, crosses: bool = False) -> Verdict:
    if not asked.programme.cases:
        return judging.unmeasured(rule, figures)
    return judging.judged(rule, figures, by_value=asked.programme.by_value, crosses=crosses)


def _steps(
    asked: Asked, figures: Figures, history: Sequence[Past], outlook: Outlook | None
) -> tuple[Step, ...]:
    slugs = [level.slug for level in asked.programme.levels]
    found = []
    for level, rule in _rules(asked, asked.month):
        crosses = outlook is not None and outlook.reaches(rule, asked.programme)
        verdict = _verdict(asked, rule, figures, crosses=crosses)
        at_least = slugs[slugs.index(level.slug) :]
        above = fines.months_above([past.level in at_least for past in history])
        found.append(
            Step(
                level=level,
                rule=rule,
                verdict=verdict,
                cost=fines.cost(rule, asked.month, above or 1, figures.cases),
                more_expected=outlook.more(rule, figures.cases) if outlook is not None else None,
            )
        )
    return tuple(found)


def _slices(asked: Asked, tally: Tally, within: Sequence[Place], by: str) -> tuple[Slice, ...]:
    """Those with the most cases first."""
    apart: dict[str, list[Place]] = {}
    for place in within:
        apart.setdefault(getattr(place, by), []).append(place)
    found = []
    for key, places in apart.items():
        figures = figured(asked.programme, totalled(asked.programme, tally, places, asked.month))
        if not figures.cases and not figures.sales:
            continue
        verdicts = [_verdict(asked, rule, figures).state for _, rule in _rules(asked, asked.month)]
        found.append(
            Slice(
                connection_id=key if by == "connection_id" else None,
                descriptor=key if by == "descriptor" else None,
                figures=figures,
                level=_level(asked, figures, asked.month),
                state=judging.worst(verdicts),
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.figures.cases, -one.figures.sales)))


def _unconverted(asked: Asked, sums: dict[str, Sum]) -> tuple[str, ...]:
    """Where money counts: currencies that there is no rate for."""
    without = (sums[slug].without for slug in of_money(asked.programme))
    return tuple(sorted({currency for one in without for currency in one}))

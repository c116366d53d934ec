"""Asks the lake for what all programmes need, and makes a report for each.

Accounts are judged together where the same rules hold for them (a network looks at a merchant
within one region), else apart. A programme that holds for none of the accounts is named with the
reason.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from tillwatch.features.monitoring.answering import Made
from tillwatch.features.monitoring.programmes import counting, dollars, months
from tillwatch.features.monitoring.programmes.counting import Plan, Tally
from tillwatch.features.monitoring.programmes.outlook import Days, Outlook, outlook, window
from tillwatch.features.monitoring.programmes.report import (
    HISTORY,
    Asked,
    Report,
    figured,
    report,
    totalled,
)
from tillwatch.features.monitoring.programmes.rules import BOOK, Programme, region
from tillwatch.features.monitoring.rates import Loading, Used
from tillwatch.kernel import errors
from tillwatch.kernel.times import Period
from tillwatch.lake.asking import Lake
from tillwatch.lake.facts import Source

Countries = Mapping[str, str | None]
"""Where each account asked about is; None: not known."""


class LeftOut(msgspec.Struct, frozen=True):
    """A programme that has no rule for those accounts in that month."""

    slug: str
    programme: Programme
    accounts: tuple[str, ...]


class Programmes(msgspec.Struct, frozen=True, kw_only=True):
    """`running`: the month is not over. `made`: how the lake was asked. `rates`: those that amounts
    were converted with, from `source`."""

    month: int
    running: bool
    reports: tuple[Report, ...]
    left_out: tuple[LeftOut, ...]
    made: tuple[Made, ...]
    source: str = ""
    rates: tuple[Used, ...] = ()


async def programmes(
    lake: Lake, countries: Countries, month: int, now: float, loading: Loading | None = None
) -> Programmes:
    """All of them, for the accounts in `countries`, which are of one mode. `loading`: of rates to
    the rules' currency; without it amounts in others are left out."""
    made: list[Made] = []
    running = month == months.of(now)
    accounts = tuple(countries)
    period = Period(months.period(month - HISTORY).start, months.period(month).end)
    counted = await _tally(lake, accounts, period, made, by_day=False)
    monthly, book = await dollars.converted(counted, loading, now)
    daily = await _tally(lake, accounts, window(now), made, by_day=True) if running else {}
    reports, left_out = [], []
    for slug, programme in BOOK.programmes.items():
        for place, within in _groups(programme, countries, month):
            if place is None:
                left_out.append(LeftOut(slug, programme, within))
                continue
            asked = Asked(
                slug=slug, programme=programme, month=month, country=place[0], accounts=within
            )
            expected = _outlook(asked, monthly, daily, now) if running else None
            reports.append(report(asked, monthly, expected))
    return Programmes(
        month=month,
        running=running,
        reports=tuple(reports),
        left_out=tuple(left_out),
        made=tuple(made),
        source=book.source if book else "",
        rates=tuple(book.used()) if book else (),
    )


async def _tally(
    lake: Lake, accounts: Sequence[str], period: Period, made: list[Made], *, by_day: bool
) -> Tally:
    found = []
    for plan in counting.plans():
        rows = await _asked(lake, plan, accounts, period, made, by_day=by_day)
        found.append(counting.read(plan, rows))
    return counting.merged(found)


async def _asked(
    lake: Lake,
    plan: Plan,
    accounts: Sequence[str],
    period: Period,
    made: list[Made],
    *,
    by_day: bool,
) -> list[tuple[Any, ...]]:
    def over(source: Source) -> Any:
        return counting.statement(plan, period, accounts, source, by_day=by_day)

    found = await lake.ask(over)
    made.append(
        Made(
            fact=plan.fact,
            source=found.source,
            behind_s=found.behind_s,
            took_ms=found.took_ms,
            statement=found.statement,
        )
    )
    if len(found.rows) >= counting.GROUPS_MAX:
        sentence = "There are too many different names on statements: ask about fewer accounts"
        raise errors.BadInput(sentence, connection_id=sentence)
    return found.rows


def _groups(
    programme: Programme, countries: Countries, month: int
) -> list[tuple[tuple[str | None] | None, tuple[str, ...]]]:
    """Accounts for which the same rules hold, each with a country of theirs; None: no rule."""
    apart: dict[Any, list[str]] = {}
    for account, country in countries.items():
        rules = tuple(level.rule(month, country) for level in programme.levels)
        known = tuple(r.source + r.since.isoformat() + str(r.ratio) if r else "" for r in rules)
        narrow = any(r is not None and (r.regions or r.countries) for r in rules)
        key = (known, region(country) if narrow else "") if any(rules) else None
        apart.setdefault(key, []).append(account)
    return [
        (None if key is None else (countries[within[0]],), tuple(within))
        for key, within in apart.items()
    ]


def _outlook(asked: Asked, monthly: Tally, daily: Tally, now: float) -> Outlook | None:
    programme = asked.programme
    if not programme.cases:
        return None
    within = [place for place in monthly if place.connection_id in asked.accounts]
    figures = figured(programme, totalled(programme, monthly, within, asked.month))
    cases = _days(daily, asked, programme.cases)
    return outlook(programme, figures, cases, _days(daily, asked, (programme.sales,)), now)


def _days(daily: Tally, asked: Asked, measures: Sequence[str]) -> Days:
    found: dict[int, int] = {}
    for place, sums in daily.items():
        if place.connection_id in asked.accounts:
            for slug in measures:
                if slug in sums:
                    found[place.part] = found.get(place.part, 0) + sums[slug].count
    return found

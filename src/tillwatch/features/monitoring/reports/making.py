"""Makes reports: when somebody asks, and by the clock, once for each plan and period."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from tillwatch.features.monitoring import choices, rates
from tillwatch.features.monitoring.again import each_minute
from tillwatch.features.monitoring.choices import Choices
from tillwatch.features.monitoring.rates import Loading
from tillwatch.features.monitoring.reports import gather, html, kept
from tillwatch.features.monitoring.reports.drawing import drawn
from tillwatch.features.monitoring.reports.gather import Asked
from tillwatch.features.monitoring.reports.kept import Made, Report
from tillwatch.features.monitoring.reports.plan import Plan, last
from tillwatch.kernel import errors, ids
from tillwatch.kernel.clock import Clock
from tillwatch.kernel.times import Period
from tillwatch.lake.asking import Lake
from tillwatch.ledger.questions import scope
from tillwatch.processors.words import Words
from tillwatch.store.engine import Store

SETTLES_S: Final = 1800
"""After a period's end: what comes late is in it then."""
LATE_S: Final = 3 * 86_400
"""A report that could not be made for so long is not made any more."""

Home = Callable[[Sequence[str]], Awaitable[str | None]]
log = logging.getLogger(__name__)


class Desk(NamedTuple):
    """What reports are made with. `words`: how the processor explains its codes; `home`: the
    currency that accounts are settled in, where it is one."""

    store: Store
    lake: Lake
    clock: Clock
    words: Words | None = None
    home: Home | None = None


async def make(
    desk: Desk,
    plan: Plan,
    *,
    livemode: bool | None,
    period: Period | None = None,
    report_id: str | None = None,
    by: str | None = None,
) -> Made:
    """About the period that ended last, without one. What cannot be answered is kept as its
    problem; `Unavailable` when it cannot be made now."""
    now = int(desk.clock.now())
    about = period or last(plan.each, now, ZoneInfo(plan.zone))
    within, mode = await scope.one_mode(desk.store, plan.connections, livemode)
    connections = within.each()
    id_ = ids.new("made")
    cause = f"{report_id}:{about.start}:{about.end}" if by is None else id_
    row: dict[str, Any] = {
        "id": id_,
        "report_id": report_id,
        "cause": cause,
        "title": plan.title,
        "since": about.start,
        "until": about.end,
        "connections": list(connections),
        "livemode": mode,
        "by": by,
        "at": now,
        "problem": None,
        "pdf": None,
        "html": None,
    }
    chosen = await choices.kept(desk.store)
    asked = Asked(
        plan=plan,
        period=about,
        connections=connections,
        names=dict(within.names),
        livemode=mode,
        now=now,
        home=await desk.home(connections) if desk.home else None,
        words=desk.words,
        chosen=chosen,
        loading=_loading(desk, chosen, connections),
    )
    try:
        sheet = await gather.gather(desk.lake, asked)
        made = await drawn(msgspec.json.encode(sheet))
        row |= {"pdf": made.pdf, "html": html.page(sheet, made.charts)}
    except errors.BadInput as problem:
        row["problem"] = str(problem)
    await desk.store.write(lambda tx: kept.put(desk.store, tx, row))
    names = set(Made.__struct_fields__)
    return msgspec.convert({n: v for n, v in row.items() if n in names}, Made, strict=False)


def _loading(desk: Desk, chosen: Choices, connections: tuple[str, ...]) -> Loading | None:
    """The rates of the currency that was chosen, where one was."""
    if chosen.currency is None:
        return None
    return rates.loading(desk.store, desk.lake, chosen.rates, chosen.currency, connections)


async def due(desk: Desk) -> list[tuple[Report, Period]]:
    """Plans whose last period has ended, settled, and was not reported on."""
    now = int(desk.clock.now())
    found = []
    for one in await kept.plans(desk.store):
        if not one.enabled or one.plan.each == "never":
            continue
        period = last(one.plan.each, now, ZoneInfo(one.plan.zone))
        ripe = period.end + SETTLES_S <= now < period.end + LATE_S
        if ripe and period.end > one.created:
            found.append((one, period))
    causes = {f"{one.id}:{p.start}:{p.end}": (one, p) for one, p in found}
    there = await kept.has(desk.store, sorted(causes))
    return [pair for cause, pair in causes.items() if cause not in there]


async def once(desk: Desk) -> int:
    """Make what is due; how many."""
    waiting = await due(desk)
    made = 0
    for one, period in waiting:
        try:
            await make(desk, one.plan, livemode=one.livemode, period=period, report_id=one.id)
            made += 1
        except errors.Unavailable as problem:
            log.warning("The report “%s” will be tried again: %s", one.plan.title, problem)
    return made


async def keep(desk: Desk, goes_on: Callable[[], bool]) -> None:
    """Look each minute as long as it `goes_on`."""
    await each_minute(partial(once, desk), goes_on, "Reports could not be made")

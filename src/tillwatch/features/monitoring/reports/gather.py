"""Asks for the numbers of a report and puts them into words: a sheet, ready to be drawn."""

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from tillwatch.features.monitoring import answering, catalogue
from tillwatch.features.monitoring.answering import Answer
from tillwatch.features.monitoring.asked import Question, checked
from tillwatch.features.monitoring.asked.question import Sort
from tillwatch.features.monitoring.catalogue import Metric
from tillwatch.features.monitoring.choices import Choices, named
from tillwatch.features.monitoring.rates import Loading, Used
from tillwatch.features.monitoring.reports import currencies, lines, words
from tillwatch.features.monitoring.reports.plan import Plan, Section, before
from tillwatch.features.monitoring.reports.sheet import Figure, Meaning, Sheet, Shown
from tillwatch.features.monitoring.wording.told import Wording
from tillwatch.kernel.times import DAY, Period
from tillwatch.lake.asking import Lake
from tillwatch.processors.words import Words

HOURS_UP_TO: Final = 2 * DAY


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a report is made with. `names`: of the accounts, by id; `home`: the currency they are
    settled in, where it is one; `words`: the processor's; `loading`: the rates of the currency that
    was chosen; `order`: of currencies that are told each by itself."""

    plan: Plan
    period: Period
    connections: tuple[str, ...]
    names: dict[str, str]
    livemode: bool
    now: int
    home: str | None = None
    words: Words | None = None
    chosen: Choices = Choices()
    loading: Loading | None = None
    order: tuple[str, ...] = ()


async def gather(lake: Lake, asked: Asked) -> Sheet:
    """`BadInput` where a section cannot be answered."""
    zone = ZoneInfo(asked.plan.zone)
    last = before(asked.plan.each, asked.period, zone)
    order = await currencies.by_use(lake, asked.period, zone, asked.connections, asked.home)
    asked = msgspec.structs.replace(asked, order=order)
    sections: list[Shown] = []
    used: set[Used] = set()
    for section in asked.plan.sections:
        sections += await _section(lake, asked, section, zone, last, used)
    some = ", ".join(asked.names[id_] for id_ in asked.connections if id_ in asked.names)
    return Sheet(
        title=asked.plan.title,
        accounts=(some or "No account") + ("" if asked.livemode else " (test mode)"),
        period=_span(asked.period, zone),
        compared=_span(last, zone),
        made=datetime.fromtimestamp(asked.now, zone).strftime("%-d %B %Y, %H:%M"),
        sections=sections,
        zone=asked.plan.zone,
        meanings=[
            *_meanings(asked.plan, asked.chosen.terms),
            *currencies.rates(used, asked.chosen),
        ],
    )


def _meanings(plan: Plan, terms: str) -> list[Meaning]:
    """Of each number once."""
    slugs = dict.fromkeys(slug for section in plan.sections for slug in section.metrics)
    metrics = [catalogue.metric(slug) for slug in slugs]
    return [Meaning(name=named(one, terms), says=_meaning(one)) for one in metrics]


def _meaning(metric: Metric) -> str:
    out = metric.leaves_out
    left_out = f"Left out: {out[:1].lower()}{out[1:]}" if out else ""
    return " ".join(filter(None, (metric.question, left_out, metric.note)))


async def _section(
    lake: Lake, asked: Asked, section: Section, zone: ZoneInfo, last: Period, used: set[Used]
) -> list[Shown]:
    """`used`: takes the rates that money was converted by."""
    line, terms = section.kind == "line", asked.chosen.terms
    short = asked.period.end - asked.period.start <= HOURS_UP_TO
    question = Question(
        metrics=section.metrics,
        period=asked.period,
        zone=zone,
        connections=asked.connections,
        dimensions=(section.dimension,) if section.dimension else (),
        grain=("hour" if short else "day") if line else None,
        compare="own" if section.kind == "figures" else "none",
        other=last if section.kind == "figures" else None,
        sort=Sort(by=section.metrics[0]) if section.dimension else None,
        limit=section.rows,
        ranges=asked.chosen.amount_ranges,
        dispute_ranges=asked.chosen.dispute_ranges,
        convert=asked.chosen.currency if asked.loading else None,
    )
    found = await answering.answer(lake, checked(question), asked.loading)
    used.update(found.rates)
    if line:
        names = {slug: named(catalogue.metric(slug), terms) for slug in section.metrics}
        return lines.charts(section, found, zone, asked.home, names)
    if section.dimension:
        return [_table(section, found, asked)]
    return [_figures(section, found, asked)]


def _figures(section: Section, found: Answer, asked: Asked) -> Shown:
    figures = []
    for slug in section.metrics:
        metric, now = catalogue.metric(slug), found.totals[slug]
        old = (found.totals_before or {}).get(slug, ())
        said = words.change(now, old)
        figures.append(
            Figure(
                name=named(metric, asked.chosen.terms),
                told=words.few(words.told(metric, now, asked.order)),
                change=said,
                tone=_tone(said, metric.good),
            )
        )
    return Shown(title=section.title, kind=section.kind, figures=figures)


def _tone(change: str, good: str) -> str:
    unmoved = not change.strip("+−0. %points")
    if good not in ("up", "down") or unmoved:
        return "plain"
    return "good" if (change[0] == "+") == (good == "up") else "bad"


def _table(section: Section, found: Answer, asked: Asked) -> Shown:
    assert section.dimension is not None
    metrics = [catalogue.metric(slug) for slug in section.metrics]
    base = catalogue.metric(catalogue.bases(section.metrics[0])[0]).made
    fact: str = getattr(base, "fact", "")
    chosen = asked.chosen
    ranges = chosen.dispute_ranges if fact == "dispute" else chosen.amount_ranges
    wording = Wording(fact=fact, accounts=asked.names, ranges=ranges, words=asked.words)
    names = [named(metric, chosen.terms) for metric in metrics]
    head = [catalogue.DIMENSIONS[section.dimension].name, *names]
    lines = [
        [
            wording.label(section.dimension, row.dimensions[0]),
            *(
                "\n".join(words.few(words.told(metric, row.values[metric.slug], asked.order)))
                for metric in metrics
            ),
        ]
        for row in found.rows
    ]
    more = found.rows_total - len(found.rows)
    note = f"and {words.count(more)} more" if more > 0 else ""
    return Shown(title=section.title, kind=section.kind, head=head, lines=lines, note=note)


def _span(period: Period, zone: ZoneInfo) -> str:
    first = datetime.fromtimestamp(period.start, UTC).astimezone(zone)
    last = datetime.fromtimestamp(period.end - 1, UTC).astimezone(zone)
    if first.date() == last.date():
        return first.strftime("%-d %B %Y")
    ends = (last + timedelta(days=1)).day == 1
    if first.day == 1 and ends and first.month == last.month and first.year == last.year:
        return first.strftime("%B %Y")
    return f"{first.strftime('%-d %B %Y')} – {last.strftime('%-d %B %Y')}"

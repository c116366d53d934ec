"""Asks for the numbers of a report and puts them into words: a sheet, ready to be drawn."""

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from tillwatch.features.monitoring import answering, catalogue
from tillwatch.features.monitoring.answering import Answer, Part, Value
from tillwatch.features.monitoring.asked import Question, checked
from tillwatch.features.monitoring.asked.question import Sort
from tillwatch.features.monitoring.reports import words
from tillwatch.features.monitoring.reports.plan import Plan, Section, before
from tillwatch.features.monitoring.wording.told import Wording
from tillwatch.kernel.money import Money
from tillwatch.kernel.times import DAY, Period
from tillwatch.lake.asking import Lake
from tillwatch.processors.words import Words

HOURS_UP_TO: Final = 2 * DAY
COUNTRIES: Final = ("issuer_country", "billing_country")


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """`told`: one line a currency; `change` against the period before; empty where unsaid."""

    name: str
    told: list[str]
    change: str
    tone: str


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """`at`: RFC 3339, of the zone's wall clock. `value` for the eye only; None: no data."""

    at: str
    line: str
    value: float | None


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A section: figures, or a chart's points with what its height means, or a table's lines with
    a head. `note` says what one has to know, such as which currency is drawn."""

    title: str
    kind: str
    figures: list[Figure] = []
    points: list[Point] = []
    unit: str = ""
    head: list[str] = []
    lines: list[list[str]] = []
    note: str = ""


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A report in words."""

    title: str
    accounts: str
    period: str
    compared: str
    made: str
    sections: list[Shown]


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a report is made with. `names`: of the accounts, by id; `home`: the currency they are
    settled in, where it is one; `words`: the processor's."""

    plan: Plan
    period: Period
    connections: tuple[str, ...]
    names: dict[str, str]
    livemode: bool
    now: int
    home: str | None = None
    words: Words | None = None


async def gather(lake: Lake, asked: Asked) -> Sheet:
    """`BadInput` where a section cannot be answered."""
    zone = ZoneInfo(asked.plan.zone)
    last = before(asked.plan.each, asked.period, zone)
    sections = [await _section(lake, asked, section, zone, last) for section in asked.plan.sections]
    some = ", ".join(asked.names[id_] for id_ in asked.connections if id_ in asked.names)
    return Sheet(
        title=asked.plan.title,
        accounts=(some or "No account") + ("" if asked.livemode else " (test mode)"),
        period=_span(asked.period, zone),
        compared=_span(last, zone),
        made=datetime.fromtimestamp(asked.now, zone).strftime("%-d %B %Y, %H:%M"),
        sections=sections,
    )


async def _section(
    lake: Lake, asked: Asked, section: Section, zone: ZoneInfo, last: Period
) -> Shown:
    line = section.kind == "line"
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
    )
    found = await answering.answer(lake, checked(question))
    if line:
        return _line(section, found, zone, asked.home)
    return (
        _table(section, found, asked) if section.dimension else _figures(section, found, asked.home)
    )


def _figures(section: Section, found: Answer, home: str | None) -> Shown:
    figures = []
    for slug in section.metrics:
        metric, now = catalogue.metric(slug), found.totals[slug]
        old = (found.totals_before or {}).get(slug, ())
        said = words.change(now, old)
        figures.append(
            Figure(
                name=metric.name,
                told=words.told(metric, now, home),
                change=said,
                tone=_tone(said, metric.good),
            )
        )
    return Shown(title=section.title, kind=section.kind, figures=figures)


def _tone(change: str, good: str) -> str:
    unmoved = not change.strip("+-0. %points")
    if good not in ("up", "down") or unmoved:
        return "plain"
    return "good" if (change[0] == "+") == (good == "up") else "bad"


def _line(section: Section, found: Answer, zone: ZoneInfo, home: str | None) -> Shown:
    """Of money, one currency: that of the accounts, or of which there is most."""
    points, note, unit = [], "", ""
    for slug in section.metrics:
        metric = catalogue.metric(slug)
        currency = _drawn_in(found.totals[slug], home)
        if currency is not None:
            unit, note = currency.upper(), f"Drawn in {currency.upper()}"
        elif metric.unit in ("rate", "share"):
            unit = "%"
        for row in found.rows:
            at = datetime.fromtimestamp(row.start or 0, zone).replace(tzinfo=None).isoformat()
            value = _height(row.values[slug], currency, percent=unit == "%")
            points.append(Point(at=at, line=metric.name, value=value))
    return Shown(title=section.title, kind=section.kind, points=points, unit=unit, note=note)


def _drawn_in(value: Value, home: str | None) -> str | None:
    known = [part for part in value if part.currency is not None]
    if not known:
        return None
    if any(part.currency == home for part in known):
        return home
    return max(known, key=lambda part: abs(part.numerator)).currency


def _height(value: Value, currency: str | None, *, percent: bool) -> float | None:
    parts = [part for part in value if part.currency == currency]
    if not parts:
        return None if percent else 0.0
    return _drawn(parts[0], percent=percent)


def _drawn(part: Part, *, percent: bool) -> float | None:
    if part.denominator is not None:
        if part.denominator == 0:
            return None
        return part.numerator / part.denominator * (100 if percent else 1)
    if part.currency is None:
        return float(part.numerator)
    return float(Money(part.numerator, part.currency).major())


def _table(section: Section, found: Answer, asked: Asked) -> Shown:
    assert section.dimension is not None
    metrics = [catalogue.metric(slug) for slug in section.metrics]
    base = catalogue.metric(catalogue.bases(section.metrics[0])[0]).made
    fact: str = getattr(base, "fact", "")
    wording = Wording(fact=fact, accounts=asked.names, words=asked.words)
    head = [catalogue.DIMENSIONS[section.dimension].name, *(metric.name for metric in metrics)]
    lines = [
        [
            _label(wording, section.dimension, row.dimensions[0]),
            *(
                "\n".join(words.told(metric, row.values[metric.slug], asked.home))
                for metric in metrics
            ),
        ]
        for row in found.rows
    ]
    more = found.rows_total - len(found.rows)
    note = f"and {words.count(more)} more" if more > 0 else ""
    return Shown(title=section.title, kind=section.kind, head=head, lines=lines, note=note)


def _label(wording: Wording, dimension: str, value: str | None) -> str:
    if value is not None and dimension in COUNTRIES:
        return words.country(value)
    return wording.label(dimension, value)


def _span(period: Period, zone: ZoneInfo) -> str:
    first = datetime.fromtimestamp(period.start, UTC).astimezone(zone)
    last = datetime.fromtimestamp(period.end - 1, UTC).astimezone(zone)
    if first.date() == last.date():
        return first.strftime("%-d %B %Y")
    ends = (last + timedelta(days=1)).day == 1
    if first.day == 1 and ends and first.month == last.month and first.year == last.year:
        return first.strftime("%B %Y")
    return f"{first.strftime('%-d %B %Y')} – {last.strftime('%-d %B %Y')}"

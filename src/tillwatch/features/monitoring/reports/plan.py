"""What is in a report, and when it is made."""

from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from tillwatch.features.monitoring import catalogue
from tillwatch.kernel import errors
from tillwatch.kernel.times import Period, midnight, today

KINDS: Final = ("figures", "line", "table")
EACH: Final = ("never", "day", "week", "month")
SECTIONS_MAX: Final = 20
METRICS_MAX: Final = 12
ROWS_MAX: Final = 25
TITLE_MAX: Final = 120


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`kind`: figures (each beside the period before), line (by day, or by hour of a day), table
    (by `dimension`, the first `rows` by the first metric)."""

    title: str
    kind: str
    metrics: tuple[str, ...]
    dimension: str | None = None
    rows: int = 10


class Plan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`each`: after each day, week or month it is about that; never: only when asked for, and then
    about a month. `zone`: days begin at its midnight. `connections`: the accounts it is about;
    empty: all of one mode."""

    title: str
    each: str
    sections: tuple[Section, ...]
    zone: str = "UTC"
    connections: tuple[str, ...] = ()


def checked(plan: Plan) -> Plan:
    """`BadInput` where it cannot be made."""
    if not plan.title.strip() or len(plan.title) > TITLE_MAX:
        raise _cannot("title", f"Give it a title of at most {TITLE_MAX} characters")
    if plan.each not in EACH:
        raise _cannot("each", f"It is made after each: {', '.join(EACH)}")
    if not 1 <= len(plan.sections) <= SECTIONS_MAX:
        raise _cannot("sections", f"A report has 1 to {SECTIONS_MAX} sections")
    for section in plan.sections:
        _check(section)
    return plan


def _check(section: Section) -> None:
    if section.kind not in KINDS:
        raise _cannot("sections", f"A section is one of {', '.join(KINDS)}")
    if not section.title.strip() or len(section.title) > TITLE_MAX:
        raise _cannot("sections", f"Give each section a title of at most {TITLE_MAX} characters")
    if not 1 <= len(section.metrics) <= METRICS_MAX:
        raise _cannot("sections", f"A section has 1 to {METRICS_MAX} metrics")
    if not 1 <= section.rows <= ROWS_MAX:
        raise _cannot("sections", f"A table has 1 to {ROWS_MAX} rows")
    if (section.kind == "table") != (section.dimension is not None):
        raise _cannot("sections", "A table, and only a table, is by a dimension")
    for slug in section.metrics:
        name = catalogue.metric(slug).name
        if section.dimension and section.dimension not in catalogue.dimensions_of(slug):
            raise _cannot("sections", f"“{name}” cannot be divided by {section.dimension}")


def last(each: str, now: float, zone: ZoneInfo) -> Period:
    """The day, week (from Monday) or month that ended last; a month for a report made by hand."""
    here = today(now, zone)
    if each == "day":
        return _days(here - timedelta(days=1), here, zone)
    if each == "week":
        monday = here - timedelta(days=here.weekday())
        return _days(monday - timedelta(days=7), monday, zone)
    first = here.replace(day=1)
    return _days((first - timedelta(days=1)).replace(day=1), first, zone)


def before(each: str, period: Period, zone: ZoneInfo) -> Period:
    """The day, week or month before."""
    return last(each, period.start, zone)


def _days(first: date, after: date, zone: ZoneInfo) -> Period:
    return Period(midnight(first, zone), midnight(after, zone))


def _cannot(field: str, sentence: str) -> errors.BadInput:
    return errors.BadInput(sentence, **{field: sentence})

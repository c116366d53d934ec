"""A report's plan as a request says it."""

from typing import Annotated, Literal

from pydantic import Field

from tillwatch.faces.api.parameters import NO_ZERO, ConnectionId, Moment
from tillwatch.faces.api.shapes import Body
from tillwatch.features.monitoring.reports.plan import (
    METRICS_MAX,
    ROWS_MAX,
    SECTIONS_MAX,
    TITLE_MAX,
    Plan,
    Section,
)
from tillwatch.kernel import errors, times
from tillwatch.kernel.times import Period

Line = Annotated[str, Field(min_length=1, max_length=TITLE_MAX, pattern=NO_ZERO)]


class SectionAsked(Body):
    """`kind`: figures, line or table; a table is by a `dimension`, and has at most `rows` rows."""

    title: Line
    kind: Literal["figures", "line", "table"]
    metrics: list[Line] = Field(min_length=1, max_length=METRICS_MAX)
    dimension: Line | None = None
    rows: int = Field(10, ge=1, le=ROWS_MAX)


class PlanAsked(Body):
    """`each`: it is made after each day, week or month, about that; never: when asked for.
    `connection_id`: the accounts it is about; none named: all of the mode."""

    title: Line
    each: Literal["never", "day", "week", "month"]
    sections: list[SectionAsked] = Field(min_length=1, max_length=SECTIONS_MAX)
    tz: Line = "UTC"
    connection_id: list[ConnectionId] = Field([], max_length=200)

    def plan(self) -> Plan:
        times.zone(self.tz)
        return Plan(
            title=self.title,
            each=self.each,
            sections=tuple(
                Section(
                    title=one.title,
                    kind=one.kind,
                    metrics=tuple(one.metrics),
                    dimension=one.dimension,
                    rows=one.rows,
                )
                for one in self.sections
            ),
            zone=self.tz,
            connections=tuple(self.connection_id),
        )


class ReportAsked(Body):
    """`enabled`: it is made by the clock. `livemode`: about live accounts, or about test ones."""

    plan: PlanAsked
    enabled: bool = True
    livemode: bool


class MakeAsked(Body):
    """Make one now: of a kept report by `report_id`, or of a `plan`. Without a period: about the
    one that ended last."""

    report_id: Line | None = None
    plan: PlanAsked | None = None
    livemode: bool | None = None
    period_from: Moment | None = None
    period_until: Moment | None = None

    def period(self) -> Period | None:
        first, last = self.period_from, self.period_until
        if first is None and last is None:
            return None
        if first is None or last is None or times.parse(last) <= times.parse(first):
            sentence = "Give both ends of the period, the later one last"
            raise errors.BadInput(sentence, period_until=sentence)
        return Period(times.parse(first), times.parse(last))

"""A question as a request says it: read strictly, then checked by the rules of the room that
answers (`features.monitoring.asked`)."""

from typing import Annotated, Any

import msgspec
from pydantic import Field, JsonValue

from tillwatch.faces.api.parameters import NO_ZERO, ConnectionId, Moment
from tillwatch.faces.api.shapes import Body
from tillwatch.features.monitoring.asked import Filter, Question, Sort, checked
from tillwatch.features.monitoring.asked.question import (
    DIMENSIONS_MAX,
    METRICS_MAX,
    ROWS_MAX,
)
from tillwatch.kernel import errors, times
from tillwatch.kernel.times import Period
from tillwatch.ledger.questions.scope import Scope

Word = Annotated[str, Field(min_length=1, max_length=100, pattern=NO_ZERO)]
SAID_MAX = 200
DEEPEST = 40
"""Levels of JSON; a filter may have fewer, and says so."""


class Span(Body):
    """Half-open: `from` belongs to it, `until` does not."""

    begin: Moment = Field(alias="from")
    until: Moment

    def period(self) -> Period:
        return Period(times.parse(self.begin), times.parse(self.until))


class Order(Body):
    """`by`: one of the question's metrics or dimensions, or `time`."""

    by: Word
    descending: bool = True


class Asked(Body):
    """A question: metrics, by dimensions, of the rows that fit `filter`, over `period`.

    `filter` is one of `{"all": [...]}`, `{"any": [...]}`, or a test of a dimension: `{"dimension":
    "scheme", "is": ["visa"]}`, `is_not`, `{"exists": true}`, `{"at_least": 1000, "below": 5000}`.
    `grain`: hour, day, week, month, quarter or year; the period as one without it. `compare`: none,
    previous, year, or own (with `other`). `limit`: how many rows; with a grain, how many
    combinations of dimensions, each with all its points. `convert`: the currency money is told in.
    """

    metrics: list[Word] = Field(max_length=METRICS_MAX, min_length=1)
    dimensions: list[Word] = Field([], max_length=DIMENSIONS_MAX)
    filter: JsonValue = None
    period: Span
    date_base: Word = "created"
    tz: Word = "UTC"
    grain: Word | None = None
    compare: Word = "none"
    other: Span | None = None
    sort: Order | None = None
    limit: int = Field(100, ge=1, le=ROWS_MAX)
    convert: Word | None = None
    connection_id: list[ConnectionId] = Field([], max_length=200)
    livemode: bool | None = None

    def question(self, within: Scope) -> Question:
        """`BadInput` where it cannot be answered."""
        return checked(
            Question(
                metrics=tuple(self.metrics),
                dimensions=tuple(self.dimensions),
                filter=_filter(self.filter),
                period=self.period.period(),
                zone=times.zone(self.tz),
                date_base=self.date_base,
                grain=self.grain,
                compare=self.compare,
                other=self.other.period() if self.other else None,
                sort=Sort(by=self.sort.by, descending=self.sort.descending) if self.sort else None,
                limit=self.limit,
                convert=self.convert,
                connections=within.ids,
            )
        )


def _filter(given: Any) -> Filter | None:
    if given is None:
        return None
    sentence = "A filter is one of: all, any, or a dimension with a test"
    if _depth(given) > DEEPEST:
        raise errors.BadInput(sentence, filter=sentence)
    try:
        return msgspec.convert(given, Filter, strict=True)
    except (msgspec.ValidationError, RecursionError) as problem:
        said = ascii(str(problem))[1:SAID_MAX]
        raise errors.BadInput(f"{sentence} ({said})", filter=sentence) from None


def _depth(value: Any, deep: int = 0) -> int:
    if deep > DEEPEST:
        return deep
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return max((_depth(one, deep + 1) for one in inner), default=deep)

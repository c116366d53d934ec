"""A question as a request says it: read strictly, then checked by the rules of the room that
answers (`features.monitoring.asked`)."""

from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

import msgspec
from pydantic import ConfigDict, Field, JsonValue

from tillwatch.faces.api.parameters import NO_ZERO, ConnectionId, Moment
from tillwatch.faces.api.shapes import Body
from tillwatch.features.monitoring.asked import Filter, Question, Sort, checked
from tillwatch.features.monitoring.asked.question import (
    CASES_MAX,
    COMPARISONS,
    DATE_BASES,
    DIMENSIONS_MAX,
    GRAINS,
    METRICS_MAX,
    ROWS_MAX,
)
from tillwatch.features.monitoring.choices import Choices
from tillwatch.features.monitoring.rates import SOURCES
from tillwatch.kernel import errors, times
from tillwatch.kernel.times import Period
from tillwatch.ledger.questions.scope import Scope

SAID_MAX: Final = 200
DEEPEST: Final = 40
"""Levels of JSON; a filter may have fewer, and says so."""


def one_of(*words: str) -> dict[str, Any]:
    """For the description: the words that are known. Others are refused in a sentence."""
    return {"pattern": f"^({'|'.join(words)})$"}


Word = Annotated[str, Field(min_length=1, max_length=100, pattern=NO_ZERO)]
Slug = Annotated[Word, Field(json_schema_extra={"pattern": "^[a-z][a-z0-9_]*$"})]
Based = Annotated[Word, Field(json_schema_extra=one_of(*DATE_BASES))]
Grain = Annotated[Word, Field(json_schema_extra=one_of(*GRAINS))]
Comparison = Annotated[Word, Field(json_schema_extra=one_of(*COMPARISONS))]
Source = Annotated[Word, Field(json_schema_extra=one_of(*SOURCES))]
Currency = Annotated[Word, Field(json_schema_extra={"pattern": "^[a-z]{3}$"})]
Zone = Annotated[Word, Field(examples=["UTC", "Europe/Berlin", "America/New_York"])]

EXAMPLE: Final[dict[str, Any]] = {
    "metrics": ["sales_volume", "authorization_rate"],
    "dimensions": ["scheme"],
    "filter": {"all": [{"dimension": "issuer_country", "is": ["DE", "FR"]}]},
    "period": {"from": "2026-10-01", "until": "2026-11-01"},
    "tz": "Europe/Berlin",
    "grain": "week",
    "compare": "previous",
    "sort": {"by": "sales_volume", "descending": True},
    "limit": 10,
}


class Span(Body):
    """Half-open: `from` belongs to it, `until` does not. A bare day begins at midnight of `tz`."""

    begin: Moment = Field(alias="from")
    until: Moment

    def period(self, zone: ZoneInfo) -> Period:
        return Period(times.parse(self.begin, zone), times.parse(self.until, zone))


class Order(Body):
    """`by`: one of the question's metrics or dimensions, or `time`."""

    by: Slug
    descending: bool = True


class Conversion(Body):
    """Money is told in `currency`. `rates`: balance (those that Stripe used), own or ecb (those
    that were uploaded)."""

    currency: Currency
    rates: Source = "balance"


class Narrowed(Body):
    """`filter` is one of `{"all": [...]}`, `{"any": [...]}`, or a test of a dimension:
    `{"dimension": "scheme", "is": ["visa"]}`, `is_not`, `{"exists": true}`, or, of `amount`,
    `{"at_least": 1000, "below": 5000}` in minor units. `tz`: where days begin at midnight."""

    filter: JsonValue = None
    period: Span
    date_base: Based = "created"
    tz: Zone = "UTC"
    connection_id: list[ConnectionId] = Field([], max_length=200)
    livemode: bool | None = None

    def narrowing(self) -> Filter | None:
        """`BadInput` for what is no filter."""
        return narrowing(self.filter)


class Asked(Narrowed):
    """A question: metrics, by dimensions, of the rows that fit `filter`, over `period`.

    `filter` is one of `{"all": [...]}`, `{"any": [...]}`, or a test of a dimension: `{"dimension":
    "scheme", "is": ["visa"]}`, `is_not`, `{"exists": true}`, or, of `amount`, `{"at_least": 1000,
    "below": 5000}`. `grain`: hour, day, week, month, quarter or year; the period as one without it.
    `compare`: none, previous, year, or own (with `other`). `limit`: how many rows; with a grain,
    how many combinations of dimensions, each with all its points. `at_least`: combinations with
    fewer cases are left out: of the metric they are ordered by, or the first that counts any, what
    it is a rate of, or itself. `convert`: told in one currency, by rates of each day.
    """

    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})

    metrics: list[Slug] = Field(
        max_length=METRICS_MAX, min_length=1, examples=[["sales_volume"], ["authorization_rate"]]
    )
    dimensions: list[Slug] = Field([], max_length=DIMENSIONS_MAX, examples=[["scheme"], []])
    grain: Grain | None = None
    compare: Comparison = "none"
    other: Span | None = None
    sort: Order | None = None
    limit: int = Field(100, ge=1, le=ROWS_MAX)
    at_least: int = Field(0, ge=0, le=CASES_MAX)
    convert: Conversion | None = None

    def question(self, within: Scope, choices: Choices | None = None) -> Question:
        """`BadInput` where it cannot be answered."""
        chosen, zone = choices or Choices(), times.zone(self.tz)
        return checked(
            Question(
                metrics=tuple(self.metrics),
                dimensions=tuple(self.dimensions),
                filter=self.narrowing(),
                period=self.period.period(zone),
                zone=zone,
                date_base=self.date_base,
                grain=self.grain,
                compare=self.compare,
                other=self.other.period(zone) if self.other else None,
                sort=Sort(by=self.sort.by, descending=self.sort.descending) if self.sort else None,
                limit=self.limit,
                at_least=self.at_least,
                convert=self.convert.currency if self.convert else None,
                connections=within.ids,
                ranges=chosen.amount_ranges,
                dispute_ranges=chosen.dispute_ranges,
            )
        )


def narrowing(given: Any) -> Filter | None:
    """A filter as JSON; `BadInput` for what is none."""
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

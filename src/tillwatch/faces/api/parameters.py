"""What requests may ask: checked strictly, unknown parameters refused.

A filter that is misspelt must not silently give everything.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, get_origin

from fastapi import Path, Request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, create_model

from tillwatch.kernel import errors, times
from tillwatch.ledger.questions import scope
from tillwatch.ledger.questions.finding.filters import FILTERS
from tillwatch.ledger.questions.finding.question import Question
from tillwatch.ledger.questions.finding.ways import SEARCHED
from tillwatch.ledger.questions.finding.words import AMOUNT_MAX
from tillwatch.ledger.questions.scope import Scope
from tillwatch.store.engine import Store

NO_ZERO = r"^[^\x00]+$"
Text = Annotated[str, Field(min_length=1, max_length=255, pattern=NO_ZERO)]
ConnectionId = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_]+$")]
Id = Annotated[str, Path(min_length=1, max_length=255, pattern=NO_ZERO)]
Flag = Literal["true", "false"]


def _a_moment(text: str) -> str:
    times.parse(text)
    return text


Moment = Annotated[
    str,
    Field(max_length=40, json_schema_extra={"format": "date-time"}),
    AfterValidator(_a_moment),
]


class Asked(BaseModel):
    """Which accounts: all when none is named; live and test when `livemode` is left out."""

    model_config = ConfigDict(extra="forbid")

    connection_id: list[ConnectionId] = Field([], max_length=200)
    livemode: Flag | None = None

    async def scope(self, store: Store) -> Scope:
        return await scope.scope(store, self.connection_id, flag(self.livemode))


async def once(request: Request) -> None:
    """`BadInput` when a parameter that takes one value is given two: one would silently not count.

    The parameters of a route are the fields of its one model. A coroutine, as `desk.desk` is.
    """
    given = Counter(name for name, _ in request.query_params.multi_items())
    several = {name for name, times_given in given.items() if times_given > 1}
    for parameter in request.scope["route"].dependant.query_params if several else ():
        fields = parameter.field_info.annotation.model_fields
        for name in sorted(several & fields.keys()):
            if get_origin(fields[name].annotation) is not list:
                sentence = "takes one value, and is given several"
                raise errors.BadInput(f"{name}: {sentence}", **{name: sentence})


class Cut(BaseModel):
    """`cursor`: `next_cursor` of the answer before."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(25, ge=1, le=100)
    cursor: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$", max_length=500)] | None = None


class Created(Asked):
    """Half-open: `created_from` belongs to the answer, `created_until` does not."""

    created_from: Moment | None = None
    created_until: Moment | None = None

    def since(self) -> int | None:
        return None if self.created_from is None else times.parse(self.created_from)

    def until(self) -> int | None:
        return None if self.created_until is None else times.parse(self.created_until)


class ListAsked(Created, Cut):
    pass


class SheetAsked(Created):
    """`tz`: an IANA zone; moments in the sheet are told in it."""

    tz: Text = "UTC"


class OneAsked(BaseModel):
    """`raw`: the processor's own object beside the row."""

    model_config = ConfigDict(extra="forbid")

    raw: Flag | None = None


ASKED: Final[Mapping[str, Any]] = {
    "text": (list[Text], Field([], max_length=20)),
    "flag": (Flag | None, None),
    "number": (Annotated[int, Field(ge=-AMOUNT_MAX, le=AMOUNT_MAX)] | None, None),
    "moment": (Moment | None, None),
}
"""How a filter of each kind is asked."""


def narrowing(table: str, base: type[Created], name: str) -> type[Created]:
    """The parameters of questions about one kind of row: those of `base`, its filters, and `q`
    where it can be searched."""
    fields: dict[str, Any] = {one.name: ASKED[one.kind] for one in FILTERS[table]}
    if table in SEARCHED:
        fields["q"] = (Text | None, None)
    return create_model(f"{table.title().replace('_', '')}{name}", __base__=base, **fields)


async def question(asked: Created, table: str, store: Store) -> Question:
    """What was asked of one kind of row."""
    given: dict[str, Any] = {}
    for one in FILTERS[table]:
        value = getattr(asked, one.name)
        if value is None or value == []:
            continue
        given[one.name] = _read(one.kind, value)
    return Question(
        table=table,
        scope=await asked.scope(store),
        filters=given,
        typed=getattr(asked, "q", None),
        since=asked.since(),
        until=asked.until(),
    )


def _read(kind: str, value: Any) -> Any:
    if kind == "flag":
        return flag(value)
    return times.parse(value) if kind == "moment" else value


def flag(text: str | None) -> bool | None:
    return None if text is None else text == "true"

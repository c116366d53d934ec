"""What requests may ask: checked strictly, unknown parameters refused.

A filter that is misspelt must not silently give everything.
"""

from typing import Annotated, Any, Literal

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field, create_model

from tillwatch.kernel import times
from tillwatch.ledger.questions import lists, scope
from tillwatch.ledger.questions.scope import Scope
from tillwatch.store.engine import Store

NO_ZERO = r"^[^\x00]+$"
Text = Annotated[str, Field(min_length=1, max_length=255, pattern=NO_ZERO)]
ConnectionId = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_]+$")]
Id = Annotated[str, Path(min_length=1, max_length=255, pattern=NO_ZERO)]
Flag = Literal["true", "false"]
Moment = Annotated[
    str,
    Field(max_length=40, json_schema_extra={"format": "date-time"}),
]


class Asked(BaseModel):
    """Which accounts: all when none is named; live and test when `livemode` is left out."""

    model_config = ConfigDict(extra="forbid")

    connection_id: list[ConnectionId] = Field([], max_length=200)
    livemode: Flag | None = None

    async def scope(self, store: Store) -> Scope:
        return await scope.scope(store, self.connection_id, flag(self.livemode))


class Cut(BaseModel):
    """`cursor`: `next_cursor` of the answer before."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(25, ge=1, le=100)
    cursor: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$", max_length=500)] | None = None


class PageAsked(Asked, Cut):
    pass


class ListAsked(PageAsked):
    """Half-open: `created_from` belongs to the answer, `created_until` does not."""

    created_from: Moment | None = None
    created_until: Moment | None = None

    def since(self) -> int | None:
        return None if self.created_from is None else times.parse(self.created_from)

    def until(self) -> int | None:
        return None if self.created_until is None else times.parse(self.created_until)

    def equal(self, table: str) -> dict[str, list[Any]]:
        """The filters given, as `lists.page` takes them."""
        found: dict[str, list[Any]] = {}
        for name, kind in lists.filter_types(table).items():
            value = getattr(self, name)
            if value:
                found[name] = [flag(value)] if kind is bool else value
        return found


class OneAsked(BaseModel):
    """`raw`: the processor's own object beside the row."""

    model_config = ConfigDict(extra="forbid")

    raw: Flag | None = None


def list_asked(table: str) -> type[ListAsked]:
    """The parameters of the list of one kind of row: the common ones and its filters."""
    fields: dict[str, Any] = {}
    for name, kind in lists.filter_types(table).items():
        if kind is bool:
            fields[name] = (Flag | None, None)
        else:
            fields[name] = (list[Text], Field([], max_length=20))
    return create_model(f"{table.title().replace('_', '')}Asked", __base__=ListAsked, **fields)


def flag(text: str | None) -> bool | None:
    return None if text is None else text == "true"

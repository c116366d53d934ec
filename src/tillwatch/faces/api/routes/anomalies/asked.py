"""What requests may ask of anomalies and of series."""

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from tillwatch.faces.api.parameters import ConnectionId, Cut, Flag, Moment, Text
from tillwatch.faces.api.shapes import Body
from tillwatch.features.monitoring.anomalies.noticing.tries import ALL, DIMENSIONS, Slice
from tillwatch.features.monitoring.anomalies.sensing import BUDGETS
from tillwatch.kernel import errors, times
from tillwatch.kernel.times import Period

KNOWN: Final[dict[str, Any]] = {"enum": list(DIMENSIONS)}
WORDS_MAX: Final = 8


class Narrowed(BaseModel):
    """Which ones. `kind`: declines (failed payments), silence (sales) or drift (slow). `standing`:
    open, unread (open, and not read by whoever asks), snoozed, resolved or all. Half-open: those
    that lasted between `created_from` and `created_until`. `q`: words in title or sentence."""

    model_config = ConfigDict(extra="forbid")

    connection_id: list[ConnectionId] = Field([], max_length=200)
    livemode: Flag | None = None
    standing: Literal["open", "unread", "snoozed", "resolved", "all"] = "all"
    kind: list[Literal["declines", "silence", "drift"]] = Field(
        [], max_length=3, description="Of failed payments, of sales that are missing, or slow ones."
    )
    severity: Literal["critical", "warning"] | None = None
    created_from: Moment | None = None
    created_until: Moment | None = None
    q: Text | None = Field(None, description="Words that stand in title or sentence.")
    sort: Literal["found", "impact"] = "found"

    def since(self) -> int | None:
        return None if self.created_from is None else times.parse(self.created_from)

    def until(self) -> int | None:
        return None if self.created_until is None else times.parse(self.created_until)

    def words(self) -> tuple[str, ...]:
        return tuple((self.q or "").split()[:WORDS_MAX])


class AnomaliesAsked(Narrowed, Cut):
    """`sort`: the latest found first, or those that cost most."""


class SheetAsked(Narrowed):
    """`tz`: an IANA zone; moments in the sheet are told in it."""

    tz: Text = "UTC"


class SlicesAsked(BaseModel):
    """Of one account. `measure`: payments, failed (payments), or sales."""

    model_config = ConfigDict(extra="forbid")

    connection_id: ConnectionId
    measure: Literal["payments", "failed", "sales"] = "failed"
    created_from: Moment
    created_until: Moment

    def period(self, now: float) -> Period:
        """As far as it has passed: what is still to come is not missing."""
        until = min(times.parse(self.created_until), int(now))
        found = Period(times.parse(self.created_from), until)
        if found.end <= found.start:
            sentence = "The period ends before it begins, or is still to come"
            raise errors.BadInput(sentence, created_until=sentence)
        return found


class SeriesAsked(SlicesAsked):
    """`dimension` and `value`: of one slice; of all tries without them."""

    dimension: Text | None = Field(None, json_schema_extra=KNOWN)
    value: Text | None = None

    def piece(self) -> Slice:
        if (self.dimension is None) != (self.value is None):
            sentence = "Give both dimension and value, or neither"
            raise errors.BadInput(sentence, dimension=sentence)
        if self.dimension is None:
            return ALL
        if self.dimension not in DIMENSIONS:
            sentence = f"dimension is one of {', '.join(DIMENSIONS)}"
            raise errors.BadInput(sentence, dimension=sentence)
        return self.dimension, self.value or ""


class WatchedAsked(BaseModel):
    model_config = ConfigDict(extra="forbid")

    livemode: Flag | None = None


class SensitivityTriedAsked(BaseModel):
    model_config = ConfigDict(extra="forbid")

    connection_id: ConnectionId


class SensitivityAsked(Body):
    """How much it takes until something is told."""

    sensitivity: Annotated[
        str, Field(max_length=20, json_schema_extra={"pattern": f"^({'|'.join(BUDGETS)})$"})
    ]

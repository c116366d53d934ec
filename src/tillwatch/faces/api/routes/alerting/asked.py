"""What requests say of rules, read strictly; the rules' own checks come after."""

from typing import Annotated, Any, Literal

import msgspec
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from tillwatch.faces.api.parameters import NO_ZERO, ConnectionId, Cut, Flag, Moment, Text
from tillwatch.faces.api.shapes import Body
from tillwatch.features.monitoring.alerts.ruled import Definition, checked
from tillwatch.features.monitoring.alerts.trying import DAYS_MAX
from tillwatch.kernel import errors

Word = Annotated[str, Field(min_length=1, max_length=100, pattern=NO_ZERO)]
Name = Annotated[str, Field(min_length=1, max_length=120, pattern=NO_ZERO)]
About = Annotated[str, Field(max_length=1000, pattern=r"^[^\x00]*$")]
AlertId = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_]+$")]
DEEPEST = 40


class RuleWanted(Body):
    """A rule. `kind`: metric, or a detector (silence, card_testing, duplicate, invoice,
    payout_failed, payout_late, negative_balance, dispute_opened, fraud_warning, new_fee, programme,
    webhook, expiring_cards).

    `definition` of a metric rule: `tests` (`metric`; `op`: above or below a `limit`, or rises or
    falls by a `change` against a `baseline`, with `points` by so many hundredths of a percentage
    point; limits of ratios and changes in ten-thousandths, money in minor units of `currency`),
    `join` all or any, `frame` (`unit` hour, day, week, month; `calendar`; `zone`), `dimensions`
    (each combination is judged by itself), `filter` (as in a question), `connections`, `minimum`,
    `minimum_of`, `buyers` (different cards at least), `in_a_row`, `quiet` (`begin`, `until`: hours;
    `zone`), `severity` critical, warning or note, `grouping` each or one. Of a detector:
    `parameters`, `connections`, `quiet`, `severity`.
    """

    name: Name
    description: About = ""
    kind: Word = "metric"
    definition: dict[str, JsonValue]
    enabled: bool = True

    def made(self) -> Definition:
        """`BadInput` where nothing can be judged by it."""
        return read(self.kind, self.definition)


class RuleTried(Body):
    """A rule to try on the last `days`. Without `livemode`: live if any account asked about is
    live, else test."""

    kind: Word = "metric"
    definition: dict[str, JsonValue]
    name: Name = "This rule"
    days: int = Field(90, ge=1, le=DAYS_MAX)
    livemode: bool | None = None

    def made(self) -> Definition:
        return read(self.kind, self.definition)


class Switched(Body):
    """Whether the rule is judged."""

    enabled: bool


class Narrowed(BaseModel):
    """`standing`: waiting (for whoever asks: it still is so, or they have not read it), open (it
    still is so), snoozed, resolved, all. `unread`: only what they have not read. `q`: in what is
    said, or in the rule's name."""

    model_config = ConfigDict(extra="forbid")

    connection_id: list[ConnectionId] = Field([], max_length=200)
    livemode: Flag | None = None
    standing: Literal["waiting", "open", "snoozed", "resolved", "all"] = "waiting"
    severity: Literal["critical", "warning", "note"] | None = None
    rule_id: AlertId | None = None
    unread: Flag | None = None
    q: Text | None = None


class AlertsAsked(Narrowed, Cut):
    """A page of them."""


class AlertSheetAsked(Narrowed):
    """`tz`: an IANA zone; moments in the sheet are told in it."""

    tz: Text = "UTC"


class CountsAsked(BaseModel):
    model_config = ConfigDict(extra="forbid")

    livemode: Flag | None = None


class ReadAsked(Body):
    """Which alerts; `read` false marks them as unread again."""

    ids: list[AlertId] = Field(min_length=1, max_length=200)
    read: bool = True


class SnoozeAsked(Body):
    """Not shown before that moment."""

    until: Moment


def read(kind: str, given: dict[str, Any]) -> Definition:
    """`BadInput` for what is no definition."""
    sentence = "The definition of this rule cannot be read"
    if _depth(given) > DEEPEST:
        raise errors.BadInput(sentence, definition=sentence)
    try:
        made = msgspec.convert(given, Definition, strict=True)
    except (msgspec.ValidationError, RecursionError) as problem:
        raise errors.BadInput(f"{sentence}: {problem}", definition=str(problem)) from None
    return checked(kind, made)


def _depth(value: Any, deep: int = 0) -> int:
    if deep > DEEPEST:
        return deep
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return max((_depth(one, deep + 1) for one in inner), default=deep)

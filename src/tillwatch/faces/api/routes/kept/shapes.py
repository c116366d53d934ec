"""How what people keep becomes JSON, and how it is asked."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, JsonValue

from tillwatch.faces.api.parameters import NO_ZERO, ConnectionId
from tillwatch.faces.api.parameters import Moment as MomentAsked
from tillwatch.faces.api.shapes import Body, Model, Moment, moment
from tillwatch.features.monitoring.kept.annotations import Annotation
from tillwatch.features.monitoring.kept.boards import Board
from tillwatch.features.monitoring.kept.grid import Place
from tillwatch.features.monitoring.kept.views import View
from tillwatch.features.monitoring.kept.widgets import Widget
from tillwatch.kernel import errors
from tillwatch.ledger.questions.scope import Record


def _a_day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise errors.BadInput(f"“{text}” is no day: write it like 2026-10-31") from None


Day = Annotated[str, Field(max_length=10), AfterValidator(_a_day)]
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=NO_ZERO)]
Prose = Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")]
ScreenName = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[a-z][a-z0-9/_-]*$")]
Parameter = Annotated[str, Field(min_length=1, max_length=40, pattern=NO_ZERO)]
Value = Annotated[str, Field(max_length=8000, pattern=r"^[^\x00]*$")]
State = Annotated[
    dict[Parameter, Annotated[list[Value], Field(max_length=100)]], Field(max_length=60)
]
Chart = Literal["figure", "line", "bars", "stacked", "table"]


class ViewShown(Model):
    """`screen`: what it is a view of. `state`: what the screen's address says, by name. `first`:
    the screen opens with it for whoever asks. `changeable`: by whoever asks."""

    id: str
    screen: str
    name: str
    description: str
    state: dict[str, list[str]]
    shared: bool
    first: bool
    changeable: bool
    created: Moment
    changed: Moment


class ViewPage(Model):
    data: list[ViewShown]
    next_cursor: None


class ViewAsked(Body):
    screen: ScreenName
    name: Name
    description: Prose = ""
    state: State = Field(default_factory=dict)
    shared: bool = False


class ViewChanged(Body):
    """What is left out stays."""

    name: Name | None = None
    description: Prose | None = None
    state: State | None = None
    shared: bool | None = None


class FirstView(Body):
    """`view_id` null: the screen opens without one."""

    screen: ScreenName
    view_id: Name | None


class NamedPeriod(Body):
    """A period that moves with the day: today, 7d, 30d, 90d, month, last-month, year, all."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,20}$")]


class DaysPeriod(Body):
    """Days, both inside."""

    begin: Day = Field(alias="from")
    until: Day


PeriodAsked = NamedPeriod | DaysPeriod


class PlaceAsked(Body):
    """On a grid of twelve columns, counted from 0 at the top left."""

    x: int
    y: int
    width: int
    height: int

    def place(self) -> Place:
        return Place(x=self.x, y=self.y, width=self.width, height=self.height).checked()


class PlaceShown(Model):
    x: int
    y: int
    width: int
    height: int


class WidgetShown(Model):
    """`question`: the body of `POST /metrics/query` without period, zone and mode. `period`: its
    own; null: its board's."""

    id: str
    board_id: str
    name: str
    description: str
    question: dict[str, Any]
    chart: str
    place: PlaceShown
    period: dict[str, str] | None
    created: Moment
    changed: Moment


class WidgetAsked(Body):
    """`place` null: below all others. `period` null: the board's."""

    name: Name
    description: Prose = ""
    question: dict[str, JsonValue]
    chart: Chart
    place: PlaceAsked | None = None
    period: PeriodAsked | None = None


class WidgetChanged(Body):
    """What is left out stays. `period` null: the board's from now on."""

    name: Name | None = None
    description: Prose | None = None
    question: dict[str, JsonValue] | None = None
    chart: Chart | None = None
    place: PlaceAsked | None = None
    period: PeriodAsked | None = None


class BoardShown(Model):
    """`period`: named, or days `from` and `until`, both inside. `widgets`: how many."""

    id: str
    name: str
    description: str
    period: dict[str, str]
    shared: bool
    changeable: bool
    widgets: int
    created: Moment
    changed: Moment


class BoardPage(Model):
    data: list[BoardShown]
    next_cursor: None


class BoardWhole(Model):
    """`hidden`: how many widgets are about accounts that whoever asks may not see."""

    board: BoardShown
    widgets: list[WidgetShown]
    hidden: int


class BoardAsked(Body):
    """`template`: one of `/board-templates`; its name, period and widgets where none are given."""

    name: Name | None = None
    description: Prose = ""
    period: PeriodAsked | None = None
    shared: bool = False
    template: Name | None = None
    widgets: list[WidgetAsked] = Field([], max_length=40)


class BoardChanged(Body):
    """What is left out stays."""

    name: Name | None = None
    description: Prose | None = None
    period: PeriodAsked | None = None
    shared: bool | None = None


class BoardOrder(Body):
    """Ids of boards, the first one first."""

    boards: Annotated[list[Name], Field(max_length=400)]


class Places(Body):
    """By the id of the widget."""

    places: Annotated[dict[Name, PlaceAsked], Field(min_length=1, max_length=40)]


class AnnotationShown(Model):
    """`kind`: campaign, outage, change, note. `until` null: a moment. `connection_id` null: of all
    accounts."""

    id: str
    kind: str
    text: str
    since: Moment
    until: Moment | None
    connection_id: str | None
    created: Moment


class AnnotationPage(Model):
    data: list[AnnotationShown]
    next_cursor: None


class AnnotationAsked(Body):
    """The whole of it. `until` null: a moment. `connection_id` null: of all accounts."""

    kind: Annotated[str, Field(max_length=20)]
    text: Prose
    since: MomentAsked
    until: MomentAsked | None = None
    connection_id: ConnectionId | None = None


def period(asked: NamedPeriod | DaysPeriod) -> dict[str, str]:
    return asked.model_dump(by_alias=True)


def view(one: View) -> Record:
    kept = ("id", "screen", "name", "description", "state", "shared", "first", "changeable")
    return {**{name: getattr(one, name) for name in kept}, **_moments(one)}


def board(one: Board) -> Record:
    kept = ("id", "name", "description", "period", "shared", "changeable", "widgets")
    return {**{name: getattr(one, name) for name in kept}, **_moments(one)}


def widget(one: Widget) -> Record:
    kept = ("id", "board_id", "name", "description", "question", "chart", "place", "period")
    return {**{name: getattr(one, name) for name in kept}, **_moments(one)}


def annotation(one: Annotation) -> Record:
    return {
        "id": one.id,
        "kind": one.kind,
        "text": one.text,
        "since": moment(one.since),
        "until": moment(one.until),
        "connection_id": one.connection_id,
        "created": moment(one.created),
    }


def _moments(one: View | Board | Widget) -> Record:
    return {"created": moment(one.created), "changed": moment(one.changed)}

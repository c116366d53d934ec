"""Events as they came in, and Activity: the same events as sentences for a person."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query
from pydantic import Field
from starlette.responses import Response

from tillwatch.faces.api import raw, shapes
from tillwatch.faces.api.desk import TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import Id, ListAsked, OneAsked, Text, flag
from tillwatch.faces.api.routes.stories import Links, asking
from tillwatch.faces.api.shapes import Model, Moment, Money
from tillwatch.ledger.questions import events, scope
from tillwatch.ledger.questions.scope import Record, Scope
from tillwatch.processors.port import Sentence

router = APIRouter(dependencies=[Depends(may("ledger.read"))])


class ActivityAsked(ListAsked):
    type: list[Text] = Field([], max_length=50)


class EventsAsked(ActivityAsked):
    """`q`: the id of an event, or of an object that events mention."""

    q: Text | None = None


class About(Model):
    """The object an event is about, by the processor's own name of its kind."""

    kind: str
    id: str


class Said(Model):
    """`text` is a sentence without its subject, `who`. `tone`: plain, bad, warn, info."""

    icon: str
    tone: str
    who: str | None
    text: str
    amount: Money | None


class Event(Model):
    """The processor's id once, however many API versions told it; `source`: webhook or poll, by
    which it came first. `thin`: it carries no object and was kept only. `says`: what happened
    to its object, in words. `sentence`: what a person reads in the feed; null for most, and for
    what is not the connection's own: of the other mode, another account, or thin."""

    id: str
    connection_id: str
    livemode: bool | None
    created: Moment
    received_at: Moment
    type: str
    source: str
    account: str | None
    thin: bool
    object: About | None
    says: str | None
    sentence: Said | None


class Delivery(Model):
    """The first time an event came in one API version; `repeats`: how often it came again so."""

    api_version: str
    source: str
    received_at: Moment
    repeats: int


class EventPage(Model):
    data: list[Event]
    next_cursor: str | None


class EventSingle(Event):
    """`links.stripe`: its page at the processor, null where it has none. `body_kept`: whether its
    body is still here, or was dropped by its age. `raw_hidden`: the body is asked for and not
    shown, because it holds personal data."""

    body_kept: bool
    deliveries: list[Delivery]
    links: Links
    raw: Any = None
    raw_hidden: bool = False


class Deed(Said):
    """An event that has a sentence. `payment`: the id of the payment that its object belongs to."""

    event_id: str
    connection_id: str
    livemode: bool | None
    created: Moment
    received_at: Moment
    source: str
    type: str
    object: About
    payment: str | None


class DeedPage(Model):
    data: list[Deed]
    next_cursor: str | None


@router.get("/events", response_model=EventPage, tags=["events"])
async def list_events(desk: TheDesk, asked: Annotated[EventsAsked, Query()]) -> Response:
    within = await asked.scope(desk.house.store)
    found = await events.page(
        desk.house.store,
        desk.house.processors.get,
        within,
        types=asked.type,
        about=asked.q,
        livemode=flag(asked.livemode),
        since=asked.since(),
        until=asked.until(),
        cursor=asked.cursor,
        limit=asked.limit,
    )
    data = [_event(row, within) for row in found.rows]
    return answer({"data": data, "next_cursor": found.next_cursor})


@router.get("/events/{connection_id}/{id}", response_model=EventSingle, tags=["events"])
async def one_event(
    desk: TheDesk, connection_id: Id, id: Id, asked: Annotated[OneAsked, Query()]
) -> Response:
    """`raw=true`: the body as it came, in the newest API version it came in; null when it is no
    longer kept."""
    store = desk.house.store
    row = await events.one(store, desk.house.processors.get, connection_id, id)
    shown = _event(row, await scope.scope(store))
    shown["body_kept"] = bool(row["body"])
    shown["deliveries"] = [_delivery(one) for one in row["deliveries"]]
    shown["links"] = {"stripe": (await asking(desk, connection_id)).page("event", id)}

    async def body() -> msgspec.Raw | None:
        return msgspec.Raw(row["body"]) if row["body"] else None

    return answer(await raw.beside(shown, asked, body))


@router.get("/activity", response_model=DeedPage, tags=["events"])
async def activity(desk: TheDesk, asked: Annotated[ActivityAsked, Query()]) -> Response:
    """Events worth a sentence, newest first. A page may be short before the end: go on with
    `next_cursor` while there is one."""
    within = await asked.scope(desk.house.store)
    found = await events.sentences(
        desk.house.store,
        desk.house.processors.get,
        within,
        types=asked.type,
        livemode=flag(asked.livemode),
        since=asked.since(),
        until=asked.until(),
        cursor=asked.cursor,
        limit=asked.limit,
    )
    data = [_deed(row, within) for row in found.rows]
    return answer({"data": data, "next_cursor": found.next_cursor})


def _event(row: Record, within: Scope) -> Record:
    about = {"kind": row["kind"], "id": row["object_id"]} if row["kind"] else None
    said = row["sentence"]
    return {
        "id": row["id"],
        **_common(row, within),
        "account": row["account"],
        "thin": row["thin"],
        "object": about,
        "says": row["says"],
        "sentence": said and _said(said),
    }


def _deed(row: Record, within: Scope) -> Record:
    said: Sentence = row["sentence"]
    about = {"kind": said.kind, "id": said.id}
    own = {"event_id": row["id"], "object": about, "payment": said.payment}
    return {**own, **_common(row, within), **_said(said)}


def _common(row: Record, within: Scope) -> Record:
    return {
        "connection_id": row["connection_id"],
        "livemode": within.livemode(row["connection_id"], row["livemode"]),
        "created": shapes.moment(row["created"]),
        "received_at": shapes.moment(row["received_ms"] / 1000),
        "type": row["type"],
        "source": row["source"],
    }


def _said(said: Sentence) -> Record:
    return {
        "icon": said.icon,
        "tone": said.tone,
        "who": said.who,
        "text": said.text,
        "amount": shapes.money(said.amount.amount, said.amount.currency) if said.amount else None,
    }


def _delivery(row: Record) -> Record:
    return {
        "api_version": row["api_version"],
        "source": row["source"],
        "received_at": shapes.moment(row["received_ms"] / 1000),
        "repeats": row["repeats"],
    }

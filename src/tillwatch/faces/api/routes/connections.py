"""Connections: what is connected, what each key may do, how far its import is."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from tillwatch.faces.api.connected import Connected, ConnectedPage, shown
from tillwatch.faces.api.desk import Desk, TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.imports import Import, ImportPlan, import_of, import_plan_of
from tillwatch.faces.api.parameters import NO_ZERO, Cut, Id, Moment, Text
from tillwatch.faces.api.routes.access import origin
from tillwatch.faces.api.shapes import Body
from tillwatch.intake import backfill, connections
from tillwatch.intake.connections import Connection
from tillwatch.kernel import times
from tillwatch.ledger.questions import lists
from tillwatch.ledger.questions.scope import Record
from tillwatch.people import audit
from tillwatch.people.tokens import Person

router = APIRouter(prefix="/connections", tags=["connections"])
reading = [Depends(may("connections.read"))]
Writer = Annotated[Person, Depends(may("connections.write"))]
Importer = Annotated[Person, Depends(may("import.run"))]
Credential = Annotated[str, Field(max_length=5000)]
Wants = Annotated[list[Text], Field(max_length=20)]


class ConnectAsked(Body):
    """A key, a signing secret, or both. `mode` is learned when left out. `want`: what it is for.
    `import` later: the history waits until it is asked for; `import_since`: how far back it is
    read, a day or a moment, all of it when left out."""

    processor: str = "stripe"
    name: str = Field(max_length=200, pattern=NO_ZERO)
    key: Credential | None = None
    secret: Credential | None = None
    mode: str | None = None
    want: Wants = Field([])
    import_: Literal["start", "later"] = Field("start", alias="import")
    import_since: Moment | None = None


class ChangeAsked(Body):
    """What is left out stays. A replaced secret still counts for 24 hours."""

    name: str | None = Field(None, max_length=200, pattern=NO_ZERO)
    key: Credential | None = None
    secret: Credential | None = None
    want: Wants | None = None


class ImportAsked(Body):
    """`since`: how far back `start` reads, a day or a moment; as before when left out."""

    action: Literal["start", "cancel"]
    since: Moment | None = None


class SinceAsked(BaseModel):
    """How far back, a day or a moment; as the connection says when left out."""

    model_config = ConfigDict(extra="forbid")

    since: Moment | None = None


class LeaveAsked(BaseModel):
    model_config = ConfigDict(extra="forbid")

    data: Literal["delete", "keep"]


@router.get("", response_model=ConnectedPage, dependencies=reading)
async def list_connections(
    request: Request, desk: TheDesk, asked: Annotated[Cut, Query()]
) -> Response:
    found = await connections.everything(desk.house.store)
    rows = [{"created": c.created, "id": c.id, "connection_id": c.id, "of": c} for c in found]
    page = lists.page_of(rows, asked.cursor, asked.limit)
    data = await shown(desk.house, [row["of"] for row in page.rows], origin(request, desk))
    return answer({"data": data, "next_cursor": page.next_cursor})


@router.post("", response_model=Connected, status_code=201)
async def connect(request: Request, desk: TheDesk, asked: ConnectAsked, person: Writer) -> Response:
    """Nothing is stored when the processor refuses the key or does not answer."""
    made = await connections.connect(
        desk.house,
        processor=asked.processor,
        name=asked.name,
        key=asked.key,
        secret=asked.secret,
        mode=asked.mode,
        wants=asked.want,
        import_later=asked.import_ == "later",
        import_since=_moment(asked.import_since),
    )
    await desk.noted(person, "connection.connect", made.id, after=_told(made))
    return await _one(request, desk, made, 201)


@router.get("/{id}", response_model=Connected, dependencies=reading)
async def one_connection(request: Request, desk: TheDesk, id: Id) -> Response:
    return await _one(request, desk, await connections.one(desk.house.store, id))


@router.patch("/{id}", response_model=Connected)
async def change_connection(
    request: Request, desk: TheDesk, id: Id, asked: ChangeAsked, person: Writer
) -> Response:
    before = _told(await connections.one(desk.house.store, id))
    changed = await connections.change(
        desk.house, id, name=asked.name, key=asked.key, secret=asked.secret, wants=asked.want
    )
    after = _told(changed)
    if asked.secret is not None:
        after |= {"secret": "a new one"}
    old, new = audit.differing(before, after)
    await desk.noted(person, "connection.change", id, before=old, after=new)
    return await _one(request, desk, changed)


@router.delete("/{id}", status_code=204, response_class=Response)
async def disconnect(
    desk: TheDesk, id: Id, asked: Annotated[LeaveAsked, Query()], person: Writer
) -> Response:
    """`data=delete` takes everything that came from the account away with it."""
    before = _told(await connections.one(desk.house.store, id, disconnected=True))
    await connections.disconnect(desk.house, id, delete_data=asked.data == "delete")
    after = {"data": asked.data}
    await desk.noted(person, "connection.disconnect", id, before=before, after=after)
    return Response(status_code=204)


@router.post("/{id}/check", response_model=Connected)
async def check_connection(request: Request, desk: TheDesk, id: Id, person: Writer) -> Response:
    """Tries every permission again."""
    checked = await connections.check(desk.house, id)
    await desk.noted(person, "connection.check", id)
    return await _one(request, desk, checked)


@router.post("/{id}/pause", response_model=Connected)
async def pause_connection(request: Request, desk: TheDesk, id: Id, person: Writer) -> Response:
    paused = await connections.pause(desk.house, id)
    await desk.noted(person, "connection.pause", id)
    return await _one(request, desk, paused)


@router.post("/{id}/resume", response_model=Connected)
async def resume_connection(request: Request, desk: TheDesk, id: Id, person: Writer) -> Response:
    resumed = await connections.resume(desk.house, id)
    await desk.noted(person, "connection.resume", id)
    return await _one(request, desk, resumed)


@router.get(
    "/{id}/import/plan", response_model=ImportPlan, dependencies=[Depends(may("import.run"))]
)
async def plan_import(desk: TheDesk, id: Id, asked: Annotated[SinceAsked, Query()]) -> Response:
    """Which kinds an import would read, how far back, about how many objects and how long."""
    found = await desk.estimates.of(desk.house, id, _moment(asked.since))
    return answer(import_plan_of(found))


@router.get("/{id}/import", response_model=Import, dependencies=reading)
async def progress_of_import(desk: TheDesk, id: Id) -> Response:
    await connections.one(desk.house.store, id)
    return answer(import_of(await backfill.progress(desk.house, id)))


@router.post("/{id}/import", response_model=Import, status_code=202)
async def steer_import(desk: TheDesk, id: Id, asked: ImportAsked, person: Importer) -> Response:
    """`start` joins one under way and goes on with one that was stopped."""
    if asked.action == "start":
        await backfill.start(desk.house, id, since=_moment(asked.since))
        await desk.noted(person, "import.start", id, after={"since": asked.since})
    else:
        await backfill.cancel(desk.house, id)
        await desk.noted(person, "import.cancel", id)
    return answer(import_of(await backfill.progress(desk.house, id)), 202)


def _moment(text: str | None) -> int | None:
    return None if text is None else times.parse(text)


def _told(one: Connection) -> Record:
    """For the log of deeds."""
    return {
        "name": one.name,
        "mode": one.mode,
        "key": one.key_hint,
        "secret": "kept" if one.has_secret else None,
        "want": one.wants,
    }


async def _one(request: Request, desk: Desk, found: Connection, status: int = 200) -> Response:
    (told,) = await shown(desk.house, [found], origin(request, desk))
    return answer(told, status)

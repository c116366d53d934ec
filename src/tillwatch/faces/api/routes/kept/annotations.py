"""Annotations: what happened when, on the time axis of every chart."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from tillwatch.faces.api.desk import Desk, TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import ConnectionId, Id, Moment
from tillwatch.faces.api.routes.kept import shapes
from tillwatch.faces.api.routes.kept.shapes import (
    AnnotationAsked,
    AnnotationPage,
    AnnotationShown,
)
from tillwatch.features.monitoring.kept import annotations
from tillwatch.features.monitoring.kept.annotations import Mark
from tillwatch.kernel import times
from tillwatch.kernel.times import Period
from tillwatch.ledger.questions import scope
from tillwatch.people.tokens import Person

router = APIRouter(tags=["annotations"])
Reader = Annotated[Person, Depends(may("ledger.read"))]
Writer = Annotated[Person, Depends(may("monitoring.write"))]


class Touching(BaseModel):
    model_config = ConfigDict(extra="forbid")

    begin: Moment | None = Field(None, alias="from")
    until: Moment | None = None
    connection_id: list[ConnectionId] = Field([], max_length=200)

    def period(self) -> Period | None:
        if self.begin is None and self.until is None:
            return None
        start = times.parse(self.begin) if self.begin is not None else 0
        return Period(start, times.parse(self.until) if self.until else times.LATEST)


@router.get("/annotations", response_model=AnnotationPage)
async def list_annotations(
    desk: TheDesk, _asker: Reader, asked: Annotated[Touching, Query()]
) -> Response:
    """Those that touch the period, newest first. Of the accounts named and of all accounts; at most
    500."""
    store = desk.house.store
    await scope.scope(store, asked.connection_id)
    found = await annotations.within(store, asked.period(), asked.connection_id)
    return answer({"data": [shapes.annotation(one) for one in found], "next_cursor": None})


@router.post("/annotations", response_model=AnnotationShown, status_code=201)
async def make_annotation(desk: TheDesk, asker: Writer, asked: AnnotationAsked) -> Response:
    """Mark the time axis. A moment, or a span that ends before `until`."""
    mark = await _mark(desk, asked)
    id_ = await annotations.make(desk.house.store, desk.house.clock, mark, by=asker)
    return await _shown(desk, id_, 201)


@router.put("/annotations/{id}", response_model=AnnotationShown)
async def change_annotation(
    desk: TheDesk, id: Id, asker: Writer, asked: AnnotationAsked
) -> Response:
    """Change an annotation. What is said replaces all of it."""
    mark = await _mark(desk, asked)
    await annotations.change(desk.house.store, desk.house.clock, id, mark, by=asker)
    return await _shown(desk, id)


@router.delete("/annotations/{id}", status_code=204, response_class=Response)
async def delete_annotation(desk: TheDesk, id: Id, asker: Writer) -> Response:
    """Take an annotation away. It can be put back for thirty days."""
    await annotations.take_away(desk.house.store, desk.house.clock, id, by=asker)
    return Response(status_code=204)


@router.post("/annotations/{id}/restore", response_model=AnnotationShown)
async def restore_annotation(desk: TheDesk, id: Id, asker: Writer) -> Response:
    """Put an annotation back."""
    await annotations.put_back(desk.house.store, desk.house.clock, id, by=asker)
    return await _shown(desk, id)


async def _mark(desk: Desk, asked: AnnotationAsked) -> Mark:
    if asked.connection_id is not None:
        await scope.scope(desk.house.store, [asked.connection_id])
    return Mark(
        kind=asked.kind,
        text=asked.text,
        since=times.parse(asked.since),
        until=times.parse(asked.until) if asked.until else None,
        connection_id=asked.connection_id,
    )


async def _shown(desk: Desk, id_: str, status: int = 200) -> Response:
    return answer(shapes.annotation(await annotations.one(desk.house.store, id_)), status)

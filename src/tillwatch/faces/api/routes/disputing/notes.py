"""Notes on a case: written, taken away, put back."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from tillwatch.faces.api.desk import Desk, TheDesk
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import Id
from tillwatch.faces.api.routes.disputing import case, here
from tillwatch.faces.api.routes.disputing.asked import NoteWritten
from tillwatch.faces.api.routes.disputing.shapes import DisputeCaseShown
from tillwatch.features.disputes.told import cases
from tillwatch.features.disputes.told.cases import Note
from tillwatch.kernel import ids
from tillwatch.people import audit
from tillwatch.people.tokens import Person

router = APIRouter(prefix="/disputes/{connection_id}/{id}/notes", tags=["disputes"])
Writer = Annotated[Person, Depends(may("disputes.write"))]


@router.post("", response_model=DisputeCaseShown, status_code=201)
async def write_note(
    desk: TheDesk, connection_id: Id, id: Id, asker: Writer, asked: NoteWritten
) -> Response:
    """For whoever else works on the case; nothing of it is sent."""
    await here.case(desk, connection_id, id)
    note = Note(
        id=ids.new("not"),
        by=asker.name,
        person_id=asker.person_id,
        text=asked.text,
        at=int(desk.house.clock.now()),
    )
    async with desk.house.store.writing() as tx:
        await cases.write_note(tx, connection_id, id, note)
        await audit.write(tx, desk.house.clock, asker.name, "dispute.note", id)
    return await case.shown(desk, connection_id, id, asker, 201)


@router.delete("/{note_id}", response_model=DisputeCaseShown)
async def take_note_away(
    desk: TheDesk, connection_id: Id, id: Id, note_id: Id, asker: Writer
) -> Response:
    """Take a note away; it can be put back."""
    now = int(desk.house.clock.now())
    return await _put(desk, (connection_id, id, note_id), asker, now, "dispute.note_removed")


@router.post("/{note_id}/restore", response_model=DisputeCaseShown)
async def put_note_back(
    desk: TheDesk, connection_id: Id, id: Id, note_id: Id, asker: Writer
) -> Response:
    """Put a note back."""
    return await _put(desk, (connection_id, id, note_id), asker, None, "dispute.note_restore")


async def _put(
    desk: Desk, key: tuple[str, str, str], asker: Person, at: int | None, what: str
) -> Response:
    connection_id, id_, note_id = key
    await here.case(desk, connection_id, id_)
    async with desk.house.store.writing() as tx:
        await cases.take_note_away(tx, connection_id, id_, note_id, at)
        await audit.write(tx, desk.house.clock, asker.name, what, id_)
    return await case.shown(desk, connection_id, id_, asker)

"""Files of a case: brought, shown, put in another field, taken away and back."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from tillwatch.faces.api.desk import Desk, TheDesk
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import Id
from tillwatch.faces.api.routes.disputing import case, here
from tillwatch.faces.api.routes.disputing.asked import FileBrought, FileChanged
from tillwatch.faces.api.routes.disputing.shapes import DisputeCaseShown
from tillwatch.features.disputes.case.known import Upload
from tillwatch.features.disputes.evidence.book import FIELDS, FILE
from tillwatch.features.disputes.told import files
from tillwatch.features.disputes.told.files import Brought
from tillwatch.features.disputes.uploads import judged, tame
from tillwatch.kernel import errors, ids
from tillwatch.people import audit
from tillwatch.people.tokens import Person

router = APIRouter(prefix="/disputes/{connection_id}/{id}/files", tags=["disputes"])
Reader = Annotated[Person, Depends(may("ledger.read"))]
Writer = Annotated[Person, Depends(may("disputes.write"))]
BINARY: Final[dict[str, Any]] = {"schema": {"type": "string", "format": "binary"}}
TAKES: Final[dict[str, Any]] = {
    "requestBody": {"required": True, "content": {"application/octet-stream": BINARY}},
}
TYPES: Final = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}
GIVES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": dict.fromkeys(TYPES.values(), BINARY), "description": "The file"},
}


@router.post("", response_model=DisputeCaseShown, status_code=201, openapi_extra=TAKES)
async def bring_file(
    request: Request,
    desk: TheDesk,
    connection_id: Id,
    id: Id,
    asker: Writer,
    asked: Annotated[FileBrought, Query()],
) -> Response:
    """A PDF or a picture up to 25 MB, as its bytes say: what is kept is made anew of what it shows,
    and `notes` says what was changed."""
    await here.case(desk, connection_id, id)
    _is_for_files(asked.field)
    body = await request.body()
    async with desk.press:
        tamed = await tame(body, asked.name)
    upload = Upload(
        id=ids.new("fil"),
        field=asked.field,
        name=judged.called(asked.name),
        caption=asked.caption,
        kind=tamed.kind,
        pages=tamed.pages,
        size=tamed.size,
        width=tamed.width,
        height=tamed.height,
        digest=tamed.digest,
    )
    now, clock = int(desk.house.clock.now()), desk.house.clock
    one = Brought(upload=upload, notes=tamed.notes, by=asker.name, at=now)
    async with desk.house.store.writing() as tx:
        await files.keep(tx, (connection_id, id), one, tamed.body)
        after = {"field": asked.field, "digest": tamed.digest}
        await audit.write(tx, clock, asker.name, "dispute.file", id, after=after)
    await here.again(desk, connection_id, id)
    return await case.shown(desk, connection_id, id, asker, 201)


@router.get("/{file_id}", response_class=Response, responses=GIVES)
async def show_file(
    desk: TheDesk, connection_id: Id, id: Id, file_id: Id, asker: Reader
) -> Response:
    """The file as it is kept, and as it would be sent."""
    here.only_personal()
    found = await here.case(desk, connection_id, id)
    for upload in found.judged.case.uploads:
        if upload.id == file_id:
            body = await files.body(desk.house.store, connection_id, id, file_id)
            await desk.noted(asker, "dispute.file_seen", id)
            return Response(
                body,
                media_type=TYPES[upload.kind],
                headers={"Content-Disposition": "inline", "Content-Security-Policy": "sandbox"},
            )
    raise errors.NotFound("There is no such file in this case (any more)")


@router.patch("/{file_id}", response_model=DisputeCaseShown)
async def change_file(
    desk: TheDesk, connection_id: Id, id: Id, file_id: Id, asker: Writer, asked: FileChanged
) -> Response:
    """Which field it belongs to, and its caption in the evidence document."""
    await here.case(desk, connection_id, id)
    given = asked.model_dump(include=asked.model_fields_set, exclude_none=True)
    if "field" in given:
        _is_for_files(given["field"])
    if given:
        async with desk.house.store.writing() as tx:
            await files.rename(tx, (connection_id, id), file_id, **given)
            clock = desk.house.clock
            await audit.write(tx, clock, asker.name, "dispute.file_change", id)
    await here.again(desk, connection_id, id)
    return await case.shown(desk, connection_id, id, asker)


@router.delete("/{file_id}", response_model=DisputeCaseShown)
async def take_file_out(
    desk: TheDesk, connection_id: Id, id: Id, file_id: Id, asker: Writer
) -> Response:
    """Take a file out; it can be put back."""
    now = int(desk.house.clock.now())
    return await _put(desk, (connection_id, id, file_id), asker, now, "dispute.file_removed")


@router.post("/{file_id}/restore", response_model=DisputeCaseShown)
async def put_file_back(
    desk: TheDesk, connection_id: Id, id: Id, file_id: Id, asker: Writer
) -> Response:
    """Put a file back that was taken out."""
    return await _put(desk, (connection_id, id, file_id), asker, None, "dispute.file_restore")


async def _put(
    desk: Desk, key: tuple[str, str, str], asker: Person, at: int | None, what: str
) -> Response:
    connection_id, id_, file_id = key
    await here.case(desk, connection_id, id_)
    async with desk.house.store.writing() as tx:
        await files.take_away(tx, (connection_id, id_), file_id, at)
        await audit.write(tx, desk.house.clock, asker.name, what, id_)
    await here.again(desk, connection_id, id_)
    return await case.shown(desk, connection_id, id_, asker)


def _is_for_files(field: str) -> None:
    rule = FIELDS.get(field)
    if rule is None or rule.kind != FILE:
        known = ", ".join(name for name, one in FIELDS.items() if one.kind == FILE)
        sentence = f"“{field}” takes no file: choose among {known}"
        raise errors.BadInput(sentence, field=sentence)

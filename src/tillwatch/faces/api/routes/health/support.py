"""A support bundle to download."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends
from starlette.responses import Response

from tillwatch.faces.api.desk import TheDesk
from tillwatch.faces.api.guard import may
from tillwatch.intake.disclosure.bundle import bundle
from tillwatch.people.tokens import Person

ZIP: Final = "application/zip"
FILE: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The zip",
        "content": {ZIP: {"schema": {"type": "string", "format": "binary"}}},
    }
}

router = APIRouter(tags=["support"])
Asker = Annotated[Person, Depends(may("support.read"))]


@router.get("/support-bundle", response_class=Response, responses=FILE)
async def support_bundle(desk: TheDesk, person: Asker) -> Response:
    """How this installation runs, without secrets, names or anything of the business."""
    made = await bundle(desk.house)
    await desk.noted(person, "support.bundle")
    name = 'attachment; filename="tillwatch-support.zip"'
    headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
    return Response(made, media_type=ZIP, headers=headers)

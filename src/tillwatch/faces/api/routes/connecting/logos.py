"""The picture a connection is known by: given, shown, taken away."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tillwatch.faces.api.desk import TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import Id
from tillwatch.faces.api.routes.connecting.shapes import LogoKept
from tillwatch.intake.connections import logos
from tillwatch.people.tokens import Person

router = APIRouter(prefix="/connections", tags=["connecting"])
reading = [Depends(may("connections.read"))]
Writer = Annotated[Person, Depends(may("connections.write"))]

PICTURE: Final[dict[str, Any]] = {"schema": {"type": "string", "format": "binary"}}
TAKES: Final[dict[str, Any]] = {
    "requestBody": {"required": True, "content": {"image/*": PICTURE}},
}
GIVES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"image/*": PICTURE}, "description": "The picture"},
    304: {"description": "The same as the one that was shown before"},
}


@router.put("/{id}/logo", response_model=LogoKept, openapi_extra=TAKES)
async def give_logo(request: Request, desk: TheDesk, id: Id, person: Writer) -> Response:
    """PNG, JPEG, GIF or ICO, at most 256 KiB and 2048 pixels a side, as its bytes say."""
    kept = await logos.keep(desk.house, id, await request.body())
    await desk.noted(person, "connection.logo", id)
    return answer(
        {
            "url": f"{request.url.path}?v={kept.digest[:12]}",
            "type": kept.type,
            "width": kept.width,
            "height": kept.height,
        }
    )


@router.get("/{id}/logo", response_class=Response, responses=GIVES, dependencies=reading)
async def show_logo(request: Request, desk: TheDesk, id: Id) -> Response:
    found = await logos.find(desk.house, id)
    mark = f'"{found.digest}"'
    headers = {"ETag": mark, "Cache-Control": "private, no-cache"}
    if request.headers.get("if-none-match") == mark:
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = "inline"
    return Response(found.body, media_type=found.type, headers=headers)


@router.delete("/{id}/logo", status_code=204, response_class=Response)
async def take_logo(desk: TheDesk, id: Id, person: Writer) -> Response:
    await logos.forget(desk.house, id)
    await desk.noted(person, "connection.logo_removed", id)
    return Response(status_code=204)

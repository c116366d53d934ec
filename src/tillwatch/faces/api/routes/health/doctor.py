"""Check this installation."""

import os
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tillwatch.faces.api.desk import TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.routes.access import origin
from tillwatch.faces.api.shapes import Body, Model
from tillwatch.intake import doctor
from tillwatch.people.tokens import Person

router = APIRouter(tags=["support"])
Asker = Annotated[Person, Depends(may("support.read"))]


class DoctorAsked(Body):
    """`online`: ask each account's processor too, and the public address."""

    online: bool = False


class FindingShown(Model):
    """`area`: what it is about, or an account's name; `about`: what was looked at; `says`: how it
    is and what that means; `to_do`: null where nothing is."""

    area: str
    about: str
    state: Literal["ok", "warning", "wrong"]
    says: str
    to_do: str | None
    connection_id: str | None


class DoctorShown(Model):
    """`state`: the worst of the findings."""

    state: Literal["ok", "warning", "wrong"]
    findings: list[FindingShown]


@router.post("/doctor", response_model=DoctorShown)
async def examine(request: Request, desk: TheDesk, asked: DoctorAsked, person: Asker) -> Response:
    """Looks at settings, permissions, disk, store, processes, clock and accounts; changes nothing.
    Takes a few seconds."""
    found = await doctor.examine(
        desk.house, os.environ, public_url=origin(request, desk), online=asked.online
    )
    return answer({"state": doctor.worst(found), "findings": found})

"""What the roles may, in a person's words."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from tillwatch.faces.api.desk import answer
from tillwatch.faces.api.guard import signed_in
from tillwatch.faces.api.shapes import Model
from tillwatch.people import roles
from tillwatch.people.tokens import Person

router = APIRouter(tags=["people"])


class PermissionShown(Model):
    """`limitable`: can be kept to some accounts."""

    name: str
    about: str
    limitable: bool


class RoleShown(Model):
    """`permissions`: their names. `for_people`: a person can have it. `limitable`: whoever has it
    can be kept to some accounts. `yours_to_give`: it may no more than you."""

    name: str
    title: str
    about: str
    permissions: list[str]
    for_people: bool
    limitable: bool
    yours_to_give: bool


class RolePage(Model):
    data: list[RoleShown]
    permissions: list[PermissionShown]
    next_cursor: None


@router.get("/roles", response_model=RolePage)
async def list_roles(person: Annotated[Person, Depends(signed_in)]) -> Response:
    """The roles, from the one that may most, and each permission in words."""
    data = [
        {
            "name": name,
            "title": role.name,
            "about": role.about,
            "permissions": [one for one in roles.PERMISSIONS if one in role.permissions],
            "for_people": name in roles.FOR_PEOPLE,
            "limitable": name in roles.FOR_PEOPLE and name not in (roles.OWNER, roles.ADMIN),
            "yours_to_give": role.permissions <= person.permissions,
        }
        for name, role in roles.TABLE.items()
    ]
    permissions = [
        {"name": name, "about": about, "limitable": name in roles.LIMITABLE}
        for name, about in roles.PERMISSIONS.items()
    ]
    return answer({"data": data, "permissions": permissions, "next_cursor": None})

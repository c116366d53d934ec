"""What a route takes. Every route has exactly one of these among its dependencies, which a test
walks (`tests/api/test_matrix.py`), and the description says it (`x-permission`).

    may("ledger.read")                 who has the permission
    may("tokens.write", confirm=True)  …and has shown a moment ago who they are
    signed_in                          anybody who is signed in, whatever their role
    half_signed_in                     even who still has to make the owner, or set something up
    freshly_signed_in                  the same, and has shown a moment ago who they are
    Everybody("why")                   nobody need be signed in
"""

from typing import Annotated, Final

from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from tillwatch.faces.api.guard.cookies import address
from tillwatch.faces.api.guard.who import Guard
from tillwatch.kernel import errors
from tillwatch.people import tokens
from tillwatch.people.tokens import Person
from tillwatch.people.tries import network

bearer = HTTPBearer(auto_error=False, description="An access token: `tillwatch token create`")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
OF_CONNECTIONS: Final = "/connections/{id}"


class Permit:
    """A dependency: the person who asks; `NotAllowed` when they may not. `permission` None: it
    takes none but being signed in. `half_way`: who still has to set a second factor up may too."""

    def __init__(
        self, permission: str | None, *, confirm: bool = False, half_way: bool = False
    ) -> None:
        self.permission = permission
        self.confirm = confirm
        self.half_way = half_way

    async def __call__(self, request: Request, shown: Credentials) -> Person | None:
        person = await permitted(request, shown, self.permission, half_way=self.half_way)
        if self.confirm:
            confirmed(request, person)
        return person


class Everybody:
    """A dependency that asks for nothing; `why` nobody need be signed in for this."""

    def __init__(self, why: str) -> None:
        self.why = why

    async def __call__(self, request: Request) -> None:
        guard: Guard = request.app.state.desk.guard
        guard.pace.take(network(address(request)))


def permit_of(dependant: Dependant) -> Permit | Everybody | None:
    """The first among a route's dependencies, and theirs."""
    for one in dependant.dependencies:
        found = one.call if isinstance(one.call, Permit | Everybody) else permit_of(one)
        if found is not None:
            return found
    return None


def may(permission: str, *, confirm: bool = False) -> Permit:
    """Who has `permission`. `confirm`: and, in a browser, has shown a moment ago who they are:
    for what sends money or evidence, shows a secret, or takes personal data out."""
    return Permit(permission, confirm=confirm)


signed_in = Permit(None)
half_signed_in = Permit(None, half_way=True)
freshly_signed_in = Permit(None, confirm=True, half_way=True)


async def permitted(
    request: Request,
    shown: HTTPAuthorizationCredentials | None,
    permission: str | None,
    *,
    half_way: bool = False,
) -> Person:
    """Who asks, if they have `permission`; `NotAllowed` otherwise, and `NotFound` for an account
    that does not exist for them."""
    guard: Guard = request.app.state.desk.guard
    person = await guard.person(request, shown, half_way=half_way)
    if person.kind != tokens.LOCAL:
        guard.pace.take(person.id)
    if permission is not None and not person.may(permission):
        raise errors.NotAllowed(
            f"The role {person.role} does not include this ({permission}): ask an admin",
            permission=permission,
        )
    asked = _connection(request)
    if asked is not None and person.connections is not None and asked not in person.connections:
        raise errors.NotFound(f"There is no connection {asked}", connection_id="not found")
    return person


def confirmed(request: Request, person: Person) -> None:
    """`NotAllowed` (confirm_needed) for a person who has not shown for a while who they are. A
    program cannot, and a token is given what it may."""
    guard: Guard = request.app.state.desk.guard
    if person.kind == tokens.SESSION and guard.must_confirm(person):
        raise errors.NotAllowed("Confirm that it is you, then try again", code="confirm_needed")


def _connection(request: Request) -> str | None:
    """The account a request names in its path."""
    named: str | None = request.path_params.get("connection_id")
    if named is None and OF_CONNECTIONS in request.scope["route"].path:
        named = request.path_params.get("id")
    return named

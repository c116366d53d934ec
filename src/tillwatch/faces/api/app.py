"""Puts the API together: routes under /api/v1, sign-in links and the watch addresses beside it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from fastapi import APIRouter, Depends, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from tillwatch import __version__
from tillwatch.faces.api import describing, problems
from tillwatch.faces.api.desk import Desk
from tillwatch.faces.api.guard import Everybody, Guard, Pace, Permit, permit_of
from tillwatch.faces.api.parameters import once
from tillwatch.faces.api.routes import (
    access,
    alerting,
    anomalies,
    asking,
    connections,
    disputing,
    drafting,
    entering,
    erasures,
    events,
    factors,
    kept,
    logbook,
    measuring,
    overview,
    people,
    preventing,
    programmes,
    queueing,
    reporting,
    risk,
    rows,
    status,
    stories,
    stream,
    team,
    work,
)
from tillwatch.faces.api.routes.connecting import logos, offers, reach
from tillwatch.faces.api.routes.health import doctor, privacy, running, support, telling
from tillwatch.faces.api.runs import Runs
from tillwatch.faces.api.shell import shell
from tillwatch.faces.api.tries import Tries
from tillwatch.faces.front import Application
from tillwatch.intake.house import House
from tillwatch.kernel import addresses
from tillwatch.lake.asking import Lake
from tillwatch.lake.serving.frames import PURPOSE
from tillwatch.ledger.questions.proof import Proof
from tillwatch.people.door import Door
from tillwatch.people.factors.proofs import Proofs
from tillwatch.people.logbook import seal
from tillwatch.people.logbook.checked import Checked

if TYPE_CHECKING:
    from tillwatch.people.provider.door import ProviderDoor

V1: Final = "/api/v1"
ROUTERS: Final = (
    offers.router,
    connections.router,
    reach.router,
    logos.router,
    telling.router,
    running.router,
    privacy.router,
    erasures.router,
    support.router,
    doctor.router,
    work.router,
    *measuring.ROUTERS,
    *rows.ROUTERS,
    stories.router,
    events.router,
    overview.router,
    *asking.ROUTERS,
    *alerting.ROUTERS,
    *anomalies.ROUTERS,
    *programmes.ROUTERS,
    *risk.ROUTERS,
    *reporting.ROUTERS,
    *queueing.ROUTERS,
    *disputing.ROUTERS,
    *drafting.ROUTERS,
    *preventing.ROUTERS,
    *kept.ROUTERS,
    stream.router,
    access.router,
    logbook.router,
    logbook.sheets,
    people.router,
    *factors.ROUTERS,
    *team.ROUTERS,
    *entering.ROUTERS,
)
"""Those under `V1`."""
DOORS: Final = (access.doors, entering.DOORS, status.router)
"""Those beside."""
OPENAPI: Final = "/api/openapi.json"
ABOUT: Final = (
    "Money is an object of `amount` in minor units and `currency`; moments are RFC 3339 in UTC; "
    "lists are newest first, and `next_cursor` of one answer is `cursor` of the next request. "
    "Enumerations are open: expect values that are not named here."
)


def api(
    house: House,
    *,
    public_url: str | None = None,
    simulator_url: str | None = None,
    closing: asyncio.Event | None = None,
) -> Application:
    """The API as an ASGI application. `public_url`: where this installation is reached, for
    webhook addresses and links; None: where each request came to. `simulator_url`: the demo's.
    `closing`: set by whoever stops the server, before it waits for open requests."""
    return shell(
        framework(house, public_url=public_url, simulator_url=simulator_url, closing=closing),
        addresses.networks(house.settings.trusted_proxies),
    )


def framework(
    house: House,
    *,
    public_url: str | None = None,
    simulator_url: str | None = None,
    closing: asyncio.Event | None = None,
) -> FastAPI:
    """The same without its shell."""
    desk = Desk(
        house=house,
        guard=Guard(
            house.store,
            house.clock,
            Pace(house.clock, house.settings.api_rate, house.settings.api_burst),
            demo=simulator_url is not None,
            key=house.vault.derived("pseudonyms"),
        ),
        door=Door(house.store, house.clock),
        proofs=Proofs(house.store, house.vault, house.clock),
        provider=_provider(house),
        lake=Lake(house.store, house.vault.derived(PURPOSE), clock=house.clock, bell=house.bell),
        runs=Runs(house.clock),
        proof=Proof(house.store, house.clock),
        logbook=Checked(house.store, house.clock, house.vault.derived(seal.PURPOSE)),
        public_url=public_url or house.settings.base_url,
        simulator_url=simulator_url,
        tries=Tries(house.clock),
        closing=closing or asyncio.Event(),
    )

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        desk.closing.set()
        await desk.runs.close()
        desk.lake.close()
        await desk.guard.settle()

    app = _routed(lifespan)
    app.state.desk = desk
    return app


def _provider(house: House) -> "ProviderDoor | None":
    """Whom people sign in with beside a password; `BadInput` for settings that cannot be."""
    if (told := house.settings.oidc) is None:
        return None
    from tillwatch.people.provider.door import ProviderDoor  # 0.1 s, and most have no provider

    return ProviderDoor(house.store, house.clock, told)


def description() -> dict[str, Any]:
    """The OpenAPI description, without anything running."""
    return _openapi(_routed(None))


def _routed(lifespan: Any) -> FastAPI:
    app = FastAPI(
        title="Tillwatch",
        version=__version__,
        description=ABOUT,
        openapi_url=OPENAPI,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        responses=_refusals(),
        redirect_slashes=False,
    )
    problems.install(app)
    app.router.routes.extend(_routes())
    # FastAPI's own way to change the description is to replace the method
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]
    return app


@cache
def _routes() -> tuple[BaseRoute, ...]:
    """All of the API's: what each asks for is worked out when a request first goes past it, which
    takes longer than most requests, so they are the same in every application of a process."""
    routed = APIRouter(responses=_refusals(), redirect_slashes=False, dependencies=[Depends(once)])
    routed.include_router(status.router)  # first: a route is made ready when a request goes past it
    for router in ROUTERS:
        routed.include_router(router, prefix=V1)
    routed.include_router(access.doors)
    routed.include_router(entering.DOORS)
    return tuple(routed.routes)


class Operation(NamedTuple):
    """One thing the API can be asked. `permit`: what it takes; None: it says nothing of that,
    which a test finds."""

    method: str
    path: str
    permit: Permit | Everybody | None


def operations() -> list[Operation]:
    """All of them, as the routes declare them."""
    mounted = [(V1, router) for router in ROUTERS] + [("", door) for door in DOORS]
    return [
        Operation(method, prefix + route.path, permit_of(route.dependant))
        for prefix, router in mounted
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in sorted(route.methods or ())
    ]


def _openapi(app: FastAPI) -> dict[str, Any]:
    """The description, completed."""
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes
        )
        made["components"]["schemas"]["Problem"] = problems.SCHEMA
        asks = {(one.method, one.path): _asks(one.permit) for one in operations()}
        describing.complete(made, asks)
        app.openapi_schema = made
    return app.openapi_schema


def _asks(permit: Permit | Everybody | None) -> describing.Asks:
    if isinstance(permit, Permit):
        return describing.Asks(permission=permit.permission, confirm=permit.confirm)
    return describing.Asks(is_open=True)


def _refusals() -> dict[int | str, dict[str, Any]]:
    content = {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        "4XX": {"description": "Refused: the problem says why", "content": content},
        "5XX": {"description": "It did not work: try again", "content": content},
    }

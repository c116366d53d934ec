"""For machines that watch this one: alive, ready, and figures for Prometheus.

The first two are open to all who reach the port: they hold nothing of the business. Figures tell
how much happens, so they want a token, unless who asks is on this machine. A proxy is on this
machine too: where there may be one (a public address is set, or the request says that it was
passed on) a token is asked of everybody.
"""

import ipaddress
from typing import Final
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import PlainTextResponse, Response

from tillwatch import __version__
from tillwatch.faces.api.desk import Desk, TheDesk, answer
from tillwatch.faces.api.guard import Credentials, Everybody
from tillwatch.faces.api.guard.permits import Permit
from tillwatch.faces.api.problems import problem
from tillwatch.faces.api.shapes import Model
from tillwatch.faces.api.shown.prometheus import MEDIA_TYPE, exposition
from tillwatch.intake.watching import accounts, installation, readiness
from tillwatch.kernel import eyes
from tillwatch.people.tokens import Person

PASSED_ON: Final = ("forwarded", "via", "x-real-ip")
AGAIN_S: Final = "5"

router = APIRouter(tags=["status"])
open_to_all = [Depends(Everybody("it tells nothing of the business"))]


class Alive(Model):
    ok: bool
    version: str


class CheckShown(Model):
    """`name`: store, schema, key, inbox, worker or rows; `says`: how it is, and what to do."""

    name: str
    ok: bool
    says: str


class Ready(Model):
    ok: bool
    version: str
    checks: list[CheckShown]


@router.get("/healthz", response_model=Alive, dependencies=open_to_all)
async def alive() -> Response:
    return answer({"ok": True, "version": __version__})


@router.get("/readyz", response_model=Ready, dependencies=open_to_all)
async def ready(desk: TheDesk) -> Response:
    """503 names what is missing in `fields`, and what to do."""
    checks = await readiness(desk.house)
    missing = {one.name: one.says for one in checks if not one.ok}
    if missing:
        detail = f"Not ready: {', '.join(missing)}"
        headers = {"Retry-After": AGAIN_S}
        return problem(503, detail, code="not_ready", fields=missing, headers=headers)
    return answer({"ok": True, "version": __version__, "checks": checks})


class FromHere(Permit):
    """A program on this machine, or who has the permission."""

    async def __call__(self, request: Request, shown: Credentials) -> Person | None:
        if shown is None and _asked_here(request, request.app.state.desk):
            eyes.open_to(eyes.OPEN)
            return None
        return await super().__call__(request, shown)


@router.get(
    "/metrics", response_class=PlainTextResponse, dependencies=[Depends(FromHere("metrics.read"))]
)
async def metrics(desk: TheDesk) -> Response:
    """Prometheus text: of the installation, of each of its processes, of each connection. One
    answer tells of all processes."""
    try:
        told = exposition(await installation(desk.house), await accounts(desk.house))
    except (SQLAlchemyError, OSError):
        return problem(503, "The store does not answer", headers={"Retry-After": AGAIN_S})
    return PlainTextResponse(told, media_type=MEDIA_TYPE)


def _asked_here(request: Request, desk: Desk) -> bool:
    """Whether the request comes straight from a program on this machine."""
    if desk.public_url is not None and not _is_here(urlsplit(desk.public_url).hostname):
        return False
    if any(name in PASSED_ON or name.startswith("x-forwarded-") for name in request.headers):
        return False
    client = request.client.host if request.client else None
    return _is_here(client) and _is_here(request.url.hostname)


def _is_here(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False

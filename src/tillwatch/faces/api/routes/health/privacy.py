"""Privacy and access: what is stored of a connection, what its key can do, what leaves."""

import msgspec
from fastapi import APIRouter
from starlette.responses import Response

from tillwatch.faces.api.desk import TheDesk, answer
from tillwatch.faces.api.parameters import Id
from tillwatch.faces.api.routes.health.telling import reading
from tillwatch.faces.api.shapes import Model
from tillwatch.intake.disclosure import privacy
from tillwatch.kernel import eyes
from tillwatch.ledger.questions.scope import Record

router = APIRouter(tags=["privacy"])


class StoredShown(Model):
    """`more`: there are more rows than were counted. `personal`: what of it is about people."""

    what: str
    rows: int
    more: bool
    personal: list[str]


class CanWriteShown(Model):
    slug: str
    name: str
    purpose: str


class KeyShown(Model):
    """`hint` is what may be shown of the key."""

    hint: str | None
    warning: str | None
    has_webhook_secret: bool
    encrypted: str


class PrivacyShown(Model):
    """`size_bytes`: on disk, of all connections together; null for whoever sees some of them only.
    `reads`, `writes`, `leaves` and
    `retention` are sentences."""

    connection_id: str
    stored: list[StoredShown]
    size_bytes: int | None
    reads: str
    writes: str
    can_write: list[CanWriteShown]
    leaves: list[str]
    key: KeyShown
    retention: list[str]


@router.get("/connections/{id}/privacy", response_model=PrivacyShown, dependencies=reading)
async def privacy_of_one(desk: TheDesk, id: Id) -> Response:
    """Counts of a million and more say that there are more."""
    told: Record = msgspec.to_builtins(await privacy.of(desk.house, id))
    if eyes.now().connections is not None:
        told["size_bytes"] = None
    return answer({"connection_id": id, **told})

"""Policies, kept once for every answer: the documents, and where customers see them."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from tillwatch.faces.api import shapes
from tillwatch.faces.api.desk import Desk, TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import ConnectionId, Text
from tillwatch.faces.api.routes.queueing.asked import OfConnection
from tillwatch.faces.api.shapes import Model, Moment
from tillwatch.features.disputes.evidence.book import FIELDS
from tillwatch.features.disputes.evidence.reasons import matters
from tillwatch.features.disputes.judging import following
from tillwatch.features.disputes.queue import counted
from tillwatch.features.disputes.told import policies
from tillwatch.features.disputes.told.policies import EVERY, Policy
from tillwatch.features.disputes.uploads import tame
from tillwatch.intake import connections
from tillwatch.kernel import bell, errors
from tillwatch.ledger.questions import scope
from tillwatch.ledger.questions.scope import Record
from tillwatch.people.tokens import Person

LONGEST: Final = 20_000
WORDS: Final = "_disclosure"
"""So ends the name of what is said in words."""
TYPES: Final = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}
BINARY: Final[dict[str, Any]] = {"schema": {"type": "string", "format": "binary"}}
TAKES: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/octet-stream": BINARY,
            "text/plain": {"schema": {"type": "string"}},
        },
    },
}
GIVES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": dict.fromkeys(TYPES.values(), BINARY), "description": "The file"},
}
Name = Annotated[
    str, Path(min_length=1, max_length=60, json_schema_extra={"enum": list(policies.NAMES)})
]

router = APIRouter(prefix="/dispute-policies", tags=["dispute-work"])
Writer = Annotated[Person, Depends(may("disputes.write"))]
READS: Final = [Depends(may("ledger.read"))]


class PolicyAsked(BaseModel):
    """`connection_id`: for this account only; left out: for all. `name`: what the file is called,
    for a policy that is one."""

    model_config = ConfigDict(extra="forbid")

    connection_id: ConnectionId | None = None
    name: Text | None = None


class MattersShown(Model):
    """`strength`: decisive, supporting, extra, shown (it may be told, and counts for nothing)."""

    reason: str
    strength: str


class PolicyShown(Model):
    """`is_file`: it is brought as a file, else as words. `there`: it is known. `value`: the words,
    or the file's name. `own`: said of this account, else of all. `reasons`: where it matters;
    `waiting`: how many cases that wait for an answer have one of them."""

    name: str
    label: str
    help: str
    is_file: bool
    there: bool
    value: str | None
    own: bool
    kind: str | None
    pages: int | None
    size: int | None
    by: str | None
    at: Moment | None
    reasons: list[MattersShown]
    waiting: int


class PolicyPage(Model):
    """`got` of `of` are there."""

    data: list[PolicyShown]
    got: int
    of: int


@router.get("", response_model=PolicyPage, dependencies=READS)
async def dispute_policies(desk: TheDesk, asked: Annotated[OfConnection, Query()]) -> Response:
    """What is known of the business's policies, and for which disputes it is missing. With
    `connection_id`: what counts for that account, its own before what is said of all."""
    return await _shown(desk, asked.connection_id)


@router.put("/{id}", response_model=PolicyPage, openapi_extra=TAKES)
async def put_dispute_policy(
    request: Request, desk: TheDesk, id: Name, asker: Writer, asked: Annotated[PolicyAsked, Query()]
) -> Response:
    """The body is the words, or a PDF or picture up to 25 MB with its `name` as parameter: what is
    kept of a file is made anew of what it shows. Open cases are judged anew within seconds."""
    place = await _place(desk, asked.connection_id)
    one, kept = await _made(desk, _known(id), place, asked.name, await request.body(), asker)
    async with desk.house.store.writing() as tx:
        await policies.put_policy(tx, one, kept)
        await following.ask_again(tx)
    after = {"connection_id": asked.connection_id, "kind": one.kind, "digest": one.digest}
    await desk.noted(asker, "disputes.policy", id, after=after)
    desk.house.bell.ring(bell.CHANGES)
    return await _shown(desk, asked.connection_id)


@router.delete("/{id}", status_code=204, response_class=Response)
async def forget_dispute_policy(
    desk: TheDesk, id: Name, asker: Writer, asked: Annotated[OfConnection, Query()]
) -> Response:
    """Cases that are prepared from now on do without it."""
    place = await _place(desk, asked.connection_id)
    async with desk.house.store.writing() as tx:
        await policies.drop_policy(tx, place, _known(id))
        await following.ask_again(tx)
    before = {"connection_id": asked.connection_id}
    await desk.noted(asker, "disputes.policy", id, before=before)
    desk.house.bell.ring(bell.CHANGES)
    return Response(status_code=204)


@router.get("/{id}/file", response_class=Response, responses=GIVES, dependencies=READS)
async def dispute_policy_file(
    desk: TheDesk, id: Name, asked: Annotated[OfConnection, Query()]
) -> Response:
    """The file as it is kept, and as it would be sent."""
    place = await _place(desk, asked.connection_id)
    held = await policies.policies(desk.house.store, place)
    one = held.get(_known(id))
    body = await policies.policy_body(desk.house.store, one) if one else None
    if one is None or one.kind is None or body is None:
        raise errors.NotFound("There is no file of this policy")
    return Response(body, media_type=TYPES.get(one.kind, "application/octet-stream"))


def _known(name: str) -> str:
    if name not in policies.NAMES:
        raise errors.NotFound(f"A policy is one of {', '.join(policies.NAMES)}")
    return name


async def _place(desk: Desk, connection_id: str | None) -> str:
    """`NotFound` for an account that does not exist for whoever asks."""
    if connection_id is None:
        return EVERY
    return (await connections.one(desk.house.store, connection_id, disconnected=True)).id


async def _made(
    desk: Desk, name: str, place: str, called: str | None, body: bytes, asker: Person
) -> tuple[Policy, bytes | None]:
    now = int(desk.house.clock.now())
    if name.endswith(WORDS):
        words = _words(body)
        return Policy(
            connection_id=place, name=name, value=words, kind=None, by=asker.name, at=now
        ), None
    if called is None:
        sentence = "This policy is a file: say what it is called, as the parameter name"
        raise errors.BadInput(sentence, name=sentence)
    async with desk.press:
        tamed = await tame(body, called)
    one = Policy(
        connection_id=place,
        name=name,
        value=called,
        kind=tamed.kind,
        pages=tamed.pages,
        size=tamed.size,
        width=tamed.width,
        height=tamed.height,
        digest=tamed.digest,
        by=asker.name,
        at=now,
    )
    return one, tamed.body


def _words(body: bytes) -> str:
    try:
        words = body.decode("utf-8").strip()
    except UnicodeDecodeError:
        raise errors.BadInput("This policy takes words, as UTF-8: paste its text") from None
    if not words or "\x00" in words or len(words) > LONGEST:
        raise errors.BadInput(f"Say where customers see it, in 1 to {LONGEST:,} characters")
    return words


async def _shown(desk: Desk, connection_id: str | None) -> Response:
    store = desk.house.store
    held = await policies.policies(store, await _place(desk, connection_id))
    within = await scope.scope(store, [connection_id] if connection_id else ())
    waiting = await counted.by_reason(store, within, int(desk.house.clock.now()))
    data = [_policy(name, held.get(name), waiting) for name in policies.NAMES]
    got = sum(1 for one in data if one["there"])
    return answer({"data": data, "got": got, "of": len(data)})


def _policy(name: str, one: Policy | None, waiting: dict[str, int]) -> Record:
    ruled, reasons = FIELDS[name], matters(name)
    return {
        "name": name,
        "label": ruled.label,
        "help": ruled.help,
        "is_file": not name.endswith(WORDS),
        "there": one is not None,
        "value": one.value if one else None,
        "own": one is not None and one.connection_id != EVERY,
        "kind": one.kind if one else None,
        "pages": one.pages if one else None,
        "size": one.size if one else None,
        "by": one.by if one else None,
        "at": shapes.moment(one.at) if one else None,
        "reasons": [{"reason": reason, "strength": how} for reason, how in reasons.items()],
        "waiting": sum(waiting.get(reason, 0) for reason in reasons),
    }

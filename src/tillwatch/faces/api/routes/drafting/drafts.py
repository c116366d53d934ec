"""A draft of the argument: first what would leave, then the draft, then what is taken of it."""

from typing import Annotated, Final

import msgspec
from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from tillwatch.faces.api.desk import Desk, TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import Id
from tillwatch.faces.api.routes.disputing import case, here
from tillwatch.faces.api.routes.disputing.shapes import DisputeCaseShown
from tillwatch.faces.api.routes.drafting.shapes import (
    DisclosureAsked,
    DisclosureShown,
    DraftShown,
    DraftTaken,
    DraftWanted,
)
from tillwatch.features.disputes.drafting import endpoint, guard
from tillwatch.features.disputes.drafting.given import Given, digest, given, restored
from tillwatch.features.disputes.drafting.guard import Sentence
from tillwatch.features.disputes.drafting.taking import taken
from tillwatch.features.disputes.told import cases
from tillwatch.intake import connections
from tillwatch.kernel import errors
from tillwatch.people import audit
from tillwatch.people.tokens import Person
from tillwatch.settings import Drafting

router = APIRouter(prefix="/disputes/{connection_id}/{id}/draft", tags=["disputes"])
Writer = Annotated[Person, Depends(may("disputes.write"))]
NOTHING: Final = "There is no statement to rephrase yet: add facts, and they are said"
NOTHING_LEAVES: Final = {
    "on": False,
    "why_not": endpoint.OFF,
    "host": None,
    "model": None,
    "digest": None,
    "own": False,
    "statements": [],
    "facts": [],
}
"""Where no model is set up: said without gathering the case, for each page of one asks."""
CHANGED: Final = "What would be given changed meanwhile: look at it again, then ask for the draft"


@router.get(
    "/disclosure", response_model=DisclosureShown, dependencies=[Depends(may("disputes.write"))]
)
async def disclose_draft(
    desk: TheDesk, connection_id: Id, id: Id, asked: Annotated[DisclosureAsked, Query()]
) -> Response:
    """What would be given to the language model, and where that is: every statement to the letter,
    and which facts of it are personal. Nothing is sent."""
    here.only_personal()
    told = desk.house.settings.drafting
    if told is None:
        await connections.one(desk.house.store, connection_id, disconnected=True)
        return answer({**NOTHING_LEAVES, "personal": asked.personal})
    found = await here.case(desk, connection_id, id)
    asks = given(found.read.argument, asked.personal)
    body = {
        "on": True,
        "why_not": _why_not(asks),
        "host": told.host,
        "model": told.model,
        "digest": digest(told.host, told.model, asks),
        "personal": asked.personal,
        "own": found.read.own,
        "statements": [{"number": one.number, "text": one.text} for one in asks],
        "facts": [
            {"statement": one.number, **msgspec.structs.asdict(fact)}
            for one in asks
            for fact in one.facts
        ],
    }
    return answer(body)


@router.post("", response_model=DraftShown)
async def make_draft(
    desk: TheDesk, connection_id: Id, id: Id, asker: Writer, asked: DraftWanted
) -> Response:
    """Have the argument rephrased. Each sentence is checked against its statements; one that says
    anything else is thrown away. Nothing is kept, and nothing goes to the bank."""
    here.only_personal()
    told = desk.house.settings.drafting
    found = await here.case(desk, connection_id, id)
    asks = given(found.read.argument, asked.personal)
    if told is None:
        raise errors.Unavailable(endpoint.OFF)
    if why := _why_not(asks):
        raise errors.Unavailable(why)
    if digest(told.host, told.model, asks) != asked.digest:
        raise errors.Conflict(CHANGED)
    await _noted(desk, asker, id, told, asks)
    drafted = await endpoint.drafted(told, asks)
    facts = found.read.argument.statements
    checked = guard.check(facts, [_restored(one, asks) for one in drafted])
    return answer({"host": told.host, "model": told.model, **msgspec.to_builtins(checked)})


@router.post("/take", response_model=DisputeCaseShown)
async def take_draft(
    desk: TheDesk, connection_id: Id, id: Id, asker: Writer, asked: DraftTaken
) -> Response:
    """Make sentences of a draft the words of this case. They are checked again, and keep their
    facts: each follows when a fact changes, and goes when it goes."""
    here.only_personal()
    found = await here.case(desk, connection_id, id)
    sentences = [Sentence(statements=one.statements, text=one.text) for one in asked.sentences]
    words = taken(found.read.template, found.read.argument, sentences)
    now, clock = int(desk.house.clock.now()), desk.house.clock
    async with desk.house.store.writing() as tx:
        await cases.put(tx, connection_id, id, now, template=words)
        after = {"template": True, "drafted": len(sentences)}
        await audit.write(tx, clock, asker.name, "dispute.template", id, after=after)
    await here.again(desk, connection_id, id)
    return await case.shown(desk, connection_id, id, asker)


def _why_not(asks: list[Given]) -> str | None:
    if not endpoint.ready():
        return endpoint.NOT_THERE
    return None if asks else NOTHING


async def _noted(desk: Desk, asker: Person, id_: str, told: Drafting, asks: list[Given]) -> None:
    """Before anything leaves: who asked, where it goes, and how much of it is personal."""
    sent = [fact for one in asks for fact in one.facts if fact.sent]
    after = {
        "host": told.host,
        "model": told.model,
        "statements": len(asks),
        "facts": len({fact.name for fact in sent}),
        "personal": len({fact.name for fact in sent if fact.personal}),
    }
    await desk.noted(asker, "dispute.draft", id_, after=after)


def _restored(one: Sentence, asks: list[Given]) -> Sentence:
    return Sentence(statements=one.statements, text=restored(one.text, asks))

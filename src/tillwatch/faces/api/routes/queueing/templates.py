"""Templates of arguments: ours, and the business's own before them."""

import re
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.responses import Response

from tillwatch.faces.api import shapes
from tillwatch.faces.api.desk import TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import ConnectionId, Id, Text
from tillwatch.faces.api.routes.disputing import here, told
from tillwatch.faces.api.routes.disputing.filled import ArgumentShown
from tillwatch.faces.api.shapes import Body, Model, Moment
from tillwatch.features.disputes import wording
from tillwatch.features.disputes.answering.read import read
from tillwatch.features.disputes.evidence.book import CODES, MATRIX
from tillwatch.features.disputes.told import templates
from tillwatch.features.disputes.told.templates import Own
from tillwatch.features.disputes.wording.facts import label
from tillwatch.kernel import errors, eyes
from tillwatch.ledger.questions.scope import Record
from tillwatch.people.tokens import Person

OF_CODE: Final = re.compile(r"([a-z_]+) [A-Za-z0-9.]{1,20}")
Words = Annotated[str, Field(min_length=1, max_length=20_000, pattern=r"^[^\x00]*$")]

router = APIRouter(prefix="/dispute-templates", tags=["dispute-work"])
Reader = Annotated[Person, Depends(may("ledger.read"))]
Writer = Annotated[Person, Depends(may("disputes.write"))]


class TemplateWanted(Body):
    text: Words


class TemplateTried(Body):
    """`text` in the case that is named."""

    text: Words
    connection_id: ConnectionId
    id: Text


class ArgumentTemplate(Model):
    """`name`: a network and its code (`visa 13.1`), or a reason. `text`: what counts; `own`: it is
    the business's own, by `by` at `at`; `ours`: what comes with Tillwatch, null where nothing
    does. `statements`: how many it has. `problem`: why an own one can no longer be read."""

    name: str
    title: str
    text: str
    own: bool
    ours: str | None
    statements: int
    problem: str | None
    by: str | None
    at: Moment | None


class TellableShown(Model):
    """What can stand in braces or behind an arrow. `kind`: text, long, date, file (behind an arrow
    only)."""

    name: str
    label: str
    kind: str


class ArgumentTemplates(Model):
    data: list[ArgumentTemplate]
    facts: list[TellableShown]


@router.get("", response_model=ArgumentTemplates, dependencies=[Depends(may("ledger.read"))])
async def dispute_templates(desk: TheDesk) -> Response:
    """All arguments, by network and code or by reason, and the facts they can tell."""
    own = {one.name: one for one in await templates.kept(desk.house.store)}
    names = [*wording.SHELF, *(name for name in own if name not in wording.SHELF)]
    facts = [
        {"name": name, "label": label(name), "kind": kind}
        for name, kind in wording.CATALOGUE.items()
    ]
    return answer({"data": [_shown(name, own.get(name)) for name in names], "facts": facts})


@router.post("/try", response_model=ArgumentShown)
async def try_dispute_template(desk: TheDesk, _asker: Reader, asked: TemplateTried) -> Response:
    """What a template would say in a case: each statement with what it rests on, and those that
    cannot be made. Nothing is kept. What is wrong with the text is told with its line."""
    wording.parse(asked.text, wording.CATALOGUE)
    found = await here.case(desk, asked.connection_id, asked.id)
    with here.whole():
        said = told.argument(read(found.judged.case, {}, asked.text))
    return answer(said if eyes.now().personal else _veiled(said))


@router.put("/{id}", response_model=ArgumentTemplate)
async def put_dispute_template(
    desk: TheDesk, id: Id, asker: Writer, asked: TemplateWanted
) -> Response:
    """It counts before ours from now on, in cases without words of their own."""
    _known(id)
    wording.parse(asked.text, wording.CATALOGUE)
    house, now = desk.house, int(desk.house.clock.now())
    before = (await templates.everything(house.store)).get(id)
    async with house.store.writing() as tx:
        await templates.put(tx, id, asked.text, by=asker.name, at=now)
    after = {"text": asked.text}
    await desk.noted(asker, "disputes.template", id, before={"text": before}, after=after)
    return answer(_shown(id, Own(name=id, text=asked.text, by=asker.name, at=now)))


@router.delete("/{id}", status_code=204, response_class=Response)
async def forget_dispute_template(desk: TheDesk, id: Id, asker: Writer) -> Response:
    """Ours counts again."""
    _known(id)
    before = (await templates.everything(desk.house.store)).get(id)
    async with desk.house.store.writing() as tx:
        await templates.drop(tx, id)
    await desk.noted(asker, "disputes.template", id, before={"text": before})
    return Response(status_code=204)


def _known(name: str) -> None:
    """`NotFound` for what no dispute would ever be answered by."""
    found = OF_CODE.fullmatch(name)
    if name in wording.SHELF or name in MATRIX or (found and found[1] in CODES):
        return
    raise errors.NotFound(
        "A template is called by a card network and its code, as “visa 13.1”, or by a reason, as "
        "“fraudulent”"
    )


def _shown(name: str, own: Own | None) -> Record:
    ours = wording.SHELF.get(name)
    text = own.text if own else ours or ""
    parsed, problem = _parsed(text)
    return {
        "name": name,
        "title": parsed.title if parsed else name,
        "text": text,
        "own": own is not None,
        "ours": ours,
        "statements": len(parsed.statements) if parsed else 0,
        "problem": problem,
        "by": own.by if own else None,
        "at": shapes.moment(own.at) if own else None,
    }


def _parsed(text: str) -> tuple[wording.Template | None, str | None]:
    """An own one may tell a fact that a later version no longer knows."""
    try:
        return wording.parse(text, wording.CATALOGUE), None
    except errors.BadInput as problem:
        return None, problem.message


def _veiled(said: Record) -> Record:
    """Words of a customer stand in it."""
    statements = [
        {
            **one,
            "text": eyes.HIDDEN,
            "sources": [{**source, "value": eyes.HIDDEN} for source in one["sources"]],
        }
        for one in said["statements"]
    ]
    return {**said, "statements": statements}

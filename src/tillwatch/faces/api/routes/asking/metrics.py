"""The catalogue of numbers, and questions to it."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from tillwatch.faces.api.desk import Desk, TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.routes.asking import definitions, sheets, told
from tillwatch.faces.api.routes.asking.asked import Asked
from tillwatch.faces.api.routes.asking.background import Background, background
from tillwatch.faces.api.routes.asking.definitions import CatalogueShown
from tillwatch.faces.api.routes.asking.told import AnswerShown
from tillwatch.features.monitoring import answering, choices
from tillwatch.features.monitoring.answering import Answer
from tillwatch.features.monitoring.asked import Question
from tillwatch.ledger.questions import scope
from tillwatch.people.tokens import Person

router = APIRouter(tags=["metrics"])
READS = may("ledger.read")
Reader = Annotated[Person, Depends(READS)]


@router.get("/metrics", response_model=CatalogueShown, dependencies=[Depends(READS)])
async def metrics_catalogue(desk: TheDesk) -> Response:
    """Every number there is: what it answers, how it is made, what it leaves out, by what it can be
    divided; and the facts whose rows can be listed, with their columns."""
    chosen = await choices.kept(desk.house.store)
    return answer(definitions.everything(chosen.terms))


@router.post("/metrics/query", response_model=AnswerShown, dependencies=[Depends(READS)])
async def metrics_query(desk: TheDesk, asked: Asked) -> Response:
    """Metrics by dimensions over a period, with their totals, what they mean and how they were
    made. Without `livemode`: live if any account asked about is live, else test."""
    question, found, behind, livemode = await _asked(desk, asked)
    return answer(told.told(found, question, behind, livemode=livemode))


@router.post("/metrics/query.csv", response_class=Response, responses=sheets.GIVES)
async def metrics_sheet(desk: TheDesk, asked: Asked, person: Reader) -> Response:
    """The same answer as a sheet: a line for each row, and for each currency where money is not
    told in one; ratios as numerator and denominator."""
    question, found, behind, livemode = await _asked(desk, asked)
    sheet = sheets.of_answer(found, question, behind, livemode=livemode)
    await desk.noted(person, "list.export", "metrics", after={"rows": len(found.rows)})
    return sheets.response(sheet, "metrics", desk.house.clock.now(), question.zone)


async def _asked(desk: Desk, asked: Asked) -> tuple[Question, Answer, Background, bool]:
    within, livemode = await scope.one_mode(desk.house.store, asked.connection_id, asked.livemode)
    behind = await background(desk, within, asked.convert)
    question = asked.question(within, behind.choices)
    found = await answering.answer(desk.lake, question, behind.loading, behind.weighing)
    return question, found, behind, livemode

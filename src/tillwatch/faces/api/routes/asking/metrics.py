"""The catalogue of numbers, and questions to it."""

from fastapi import APIRouter, Depends
from starlette.responses import Response

from tillwatch.faces.api.desk import TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.routes.asking import told
from tillwatch.faces.api.routes.asking.asked import Asked
from tillwatch.faces.api.routes.asking.told import AnswerShown, CatalogueShown
from tillwatch.features.monitoring import answering, catalogue
from tillwatch.ledger.questions import scope

router = APIRouter(tags=["metrics"], dependencies=[Depends(may("ledger.read"))])


@router.get("/metrics", response_model=CatalogueShown)
async def metrics_catalogue() -> Response:
    """Every number there is: what it answers, how it is made, what it leaves out, by what it can be
    divided."""
    return answer(
        {
            "metrics": [told.definition(one) for one in catalogue.METRICS.values()],
            "dimensions": [
                {"slug": d.slug, "name": d.name, "about": d.about, "missing": d.missing}
                for d in catalogue.DIMENSIONS.values()
            ],
        }
    )


@router.post("/metrics/query", response_model=AnswerShown)
async def metrics_query(desk: TheDesk, asked: Asked) -> Response:
    """Metrics by dimensions over a period, with their totals, what they mean and how they were
    made. Without `livemode`: live if any account asked about is live, else test."""
    within, livemode = await scope.one_mode(desk.house.store, asked.connection_id, asked.livemode)
    question = asked.question(within)
    found = await answering.answer(desk.lake, question)
    return answer(told.told(found, question, livemode=livemode))

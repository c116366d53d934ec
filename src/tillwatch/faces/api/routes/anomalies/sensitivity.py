"""How much it takes until something is told: shown, tried on the past, chosen."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from tillwatch.faces.api.desk import TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.routes.anomalies.asked import SensitivityAsked, SensitivityTriedAsked
from tillwatch.faces.api.routes.anomalies.told import SensitivityShown, SensitivityTried
from tillwatch.features.monitoring.anomalies import passing, sensing
from tillwatch.kernel.times import DAY
from tillwatch.ledger.questions import scope
from tillwatch.people.tokens import Person

router = APIRouter(prefix="/anomalies/sensitivity", tags=["anomalies"])
Writer = Annotated[Person, Depends(may("monitoring.write"))]
DAYS: Final = passing.BACK_S // DAY


@router.get("", response_model=SensitivityShown, dependencies=[Depends(may("ledger.read"))])
async def anomaly_sensitivity(desk: TheDesk) -> Response:
    """How much it takes until something is told, and what else there is to choose."""
    return answer(_told(await sensing.chosen(desk.house.store)))


@router.get("/tried", response_model=SensitivityTried, dependencies=[Depends(may("ledger.read"))])
async def try_anomaly_sensitivity(
    desk: TheDesk, asked: Annotated[SensitivityTriedAsked, Query()]
) -> Response:
    """How many anomalies of failed payments and of sales each choice would have told of an account
    in the last three months. Null where there is too much, or too little, to try."""
    await scope.scope(desk.house.store, [asked.connection_id])
    now = int(desk.house.clock.now())
    found = await passing.tried(desk.lake, asked.connection_id, now - now % 60)
    return answer({"days": DAYS, "found": found})


@router.put("", response_model=SensitivityShown)
async def choose_anomaly_sensitivity(
    desk: TheDesk, asked: SensitivityAsked, person: Writer
) -> Response:
    """Choose how much it takes. The last three months are judged again within minutes: what nobody
    has read and would not have been told is taken out of the list."""
    house = desk.house
    sensing.budget(asked.sensitivity)
    before = await sensing.chosen(house.store)
    async with house.store.writing() as tx:
        await sensing.choose(house.store, tx, asked.sensitivity, house.clock.now())
    changes = {"before": {"sensitivity": before}, "after": {"sensitivity": asked.sensitivity}}
    await desk.noted(person, "anomalies.sense", "anomalies", **changes)
    return answer(_told(asked.sensitivity))


def _told(chosen: str) -> dict[str, object]:
    days = {name: round(1 / budget) for name, budget in sensing.BUDGETS.items()}
    return {"sensitivity": chosen, "days_between": days}

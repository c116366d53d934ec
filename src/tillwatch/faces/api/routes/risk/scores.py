"""Scores of orders, the borders of the tiers, and what was learned from an account's own orders."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends
from starlette.responses import Response

from tillwatch.faces.api.desk import TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import Id
from tillwatch.faces.api.routes.risk.asked import RiskAsked, TiersAsked
from tillwatch.faces.api.shapes import Model
from tillwatch.faces.api.shown.described import Described
from tillwatch.features.monitoring.risk import asked as asking
from tillwatch.features.monitoring.risk import kept
from tillwatch.features.monitoring.risk.kept import LearnedDay
from tillwatch.features.monitoring.risk.known import NOTHING
from tillwatch.features.monitoring.risk.learn import Learned
from tillwatch.features.monitoring.risk.score import Scored, Tiers
from tillwatch.kernel import errors
from tillwatch.ledger.questions import scope
from tillwatch.people.tokens import Person

router = APIRouter(tags=["risk"])
described = Described()
# models made at run time are no types to the checker
ScoredShown: Any = described.model(Scored)
TiersShown: Any = described.model(Tiers)
LearnedShown: Any = described.model(Learned)
DayShown: Any = described.model(LearnedDay)


class RiskDays(Model):
    data: list[DayShown]


READS: Final = may("ledger.read")
WRITES: Final = may("monitoring.write")


@router.post("/risk/score", response_model=ScoredShown, dependencies=[Depends(READS)])
async def risk_score(desk: TheDesk, asked: RiskAsked) -> Response:
    """How risky an order is, from 0 to 1, with a finding in words for each signal. What is not
    known is `unknown` and changes nothing."""
    store = desk.house.store
    await scope.scope(store, [asked.connection_id])
    given = asked.extras.given() if asked.extras else NOTHING
    if (asked.payment is None) == (asked.order is None):
        sentence = "Name either a payment or an order"
        raise errors.BadInput(sentence, payment=sentence)
    if asked.payment is not None:
        found = await asking.of_payment(store, asked.connection_id, asked.payment, given)
    else:
        assert asked.order is not None
        this = asked.order.tried(desk.house.clock.now())
        found = await asking.of_order(store, asked.connection_id, this, given)
    return answer(described.shown(found))


@router.get("/risk/tiers", response_model=TiersShown, dependencies=[Depends(READS)])
async def risk_tiers(desk: TheDesk) -> Response:
    """From which score on an order is medium, high or critical."""
    async with desk.house.store.reading() as tx:
        return answer(described.shown(await kept.tiers(tx)))


@router.put("/risk/tiers", response_model=TiersShown)
async def set_risk_tiers(
    desk: TheDesk, asked: TiersAsked, person: Annotated[Person, Depends(WRITES)]
) -> Response:
    """The borders must rise, and are at most 1."""
    store = desk.house.store
    async with store.reading() as tx:
        before = await kept.tiers(tx)
    found = await kept.set_tiers(store, desk.house.clock, asked.tiers())
    told = {"before": described.shown(before), "after": described.shown(found)}
    await desk.noted(person, "risk.tiers", **told)
    return answer(described.shown(found))


@router.get(
    "/connections/{connection_id}/risk", response_model=LearnedShown, dependencies=[Depends(READS)]
)
async def risk_learned(desk: TheDesk, connection_id: Id) -> Response:
    """What was learned from this account's own orders, measured on later ones: `own` and `general`
    are null where too few went bad to say anything. `cut` null: nothing was learned yet."""
    await scope.scope(desk.house.store, [connection_id])
    return answer(described.shown(await kept.of_account(desk.house.store, connection_id)))


@router.get(
    "/connections/{connection_id}/risk/days",
    response_model=RiskDays,
    dependencies=[Depends(READS)],
)
async def risk_days(desk: TheDesk, connection_id: Id) -> Response:
    """What was learned on each day, and how well it did on later orders; the newest day first, at
    most 400."""
    await scope.scope(desk.house.store, [connection_id])
    found = await kept.days(desk.house.store, connection_id)
    return answer({"data": [described.shown(one) for one in found]})


@router.post("/connections/{connection_id}/risk/learn", response_model=LearnedShown)
async def learn_risk(
    desk: TheDesk, connection_id: Id, person: Annotated[Person, Depends(WRITES)]
) -> Response:
    """Look at what became of the account's orders, and use what they teach if it would have been
    better on the later ones."""
    await scope.scope(desk.house.store, [connection_id])
    found = await kept.learn(desk.house.store, desk.house.clock, connection_id)
    after = {"used": found.used, "orders": found.model.orders, "bad": found.model.bad}
    await desk.noted(person, "risk.learn", connection_id, after=after)
    return answer(described.shown(found))

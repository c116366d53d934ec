"""What the owners require of everybody who signs in."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.responses import Response

from tillwatch.faces.api import shapes
from tillwatch.faces.api.desk import TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.shapes import Body, Model, Moment
from tillwatch.ledger.questions.scope import Record
from tillwatch.people.factors import rule
from tillwatch.people.factors.rule import Rule
from tillwatch.people.tokens import Person

router = APIRouter(tags=["people"])


class SignInRules(Model):
    """`second_factor_required`: of everybody, from `second_factor_from` on. `without`: how many
    people who may come in have none yet."""

    second_factor_required: bool
    second_factor_from: Moment | None
    without: int


class SignInRulesChanged(Body):
    """`grace_days`: how long people have to set one up."""

    second_factor_required: bool
    grace_days: int = Field(14, ge=0, le=rule.GRACE_DAYS_MAX)


@router.get(
    "/sign-in-rules", response_model=SignInRules, dependencies=[Depends(may("people.read"))]
)
async def read_sign_in_rules(desk: TheDesk) -> Response:
    return answer(await _told(desk, await rule.read(desk.house.store)))


@router.put("/sign-in-rules", response_model=SignInRules)
async def change_sign_in_rules(
    desk: TheDesk,
    asked: SignInRulesChanged,
    person: Annotated[Person, Depends(may("owners.write", confirm=True))],
) -> Response:
    """409 `second_factor_first` for an owner who has none."""
    now = await rule.change(
        desk.house.store,
        desk.house.clock,
        person,
        required=asked.second_factor_required,
        grace_days=asked.grace_days,
    )
    desk.guard.forget()
    return answer(await _told(desk, now))


async def _told(desk: TheDesk, now: Rule) -> Record:
    return {
        "second_factor_required": now.required,
        "second_factor_from": shapes.moment(now.from_) if now.required else None,
        "without": await rule.without(desk.house.store),
    }

"""Recovery codes, made again."""

from fastapi import APIRouter
from starlette.responses import Response

from tillwatch.faces.api.desk import TheDesk, answer
from tillwatch.faces.api.routes.factors.shapes import Confirmed, RecoveryCodes
from tillwatch.kernel import errors
from tillwatch.people import audit
from tillwatch.people.factors import recovery
from tillwatch.people.factors.held import held

router = APIRouter(tags=["people"])


@router.post("/me/recovery-codes", response_model=RecoveryCodes, status_code=201)
async def make_recovery_codes(desk: TheDesk, person: Confirmed) -> Response:
    """Ten new ones; those before end. 409 for who has no second factor."""
    id_ = str(person.person_id)
    async with desk.house.store.writing() as tx:
        if not (await held(tx, id_)).any:
            sentence = "Set up a code app or a passkey first: recovery codes stand in for them"
            raise errors.Conflict(sentence, code="no_second_factor")
        made = await recovery.make(tx, id_)
        await audit.write(tx, desk.house.clock, person.name, "recovery_code.make", id_)
    return answer({"codes": made}, 201)

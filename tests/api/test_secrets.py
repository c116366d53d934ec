"""Whatever goes wrong, no secret comes back in an answer, or stands in the log of deeds."""

import httpx
import pytest
from pydantic import ValidationError

from tests.cli.test_logs import PLANTED, SECRETS
from tillwatch.faces.api import problems
from tillwatch.faces.api.routes.connections import ConnectAsked
from tillwatch.intake.house import House
from tillwatch.kernel import errors
from tillwatch.people import audit

CERTAIN = [one for one in SECRETS if one.startswith(("sk_", "rk_", "whsec_", "tw_", "pi_", "post"))]
KEY = "sk_live_51QAbcdEFgh0123456789"


@pytest.mark.parametrize("secret", CERTAIN)
def test_an_error_that_quotes_one_is_answered_without_it(secret: str) -> None:
    told = errors.BadInput(f"The key {secret} is no key", key=f"{secret} is none")
    said = bytes(problems.of_error(told).body).decode()
    assert [one for one in PLANTED if one in said] == []
    assert "is no key" in said


def test_what_is_no_secret_is_answered_as_it_is() -> None:
    said = "password: string should have at most 1000 characters; token: is required; sk_live_…a1b2"
    assert bytes(problems.of_error(errors.BadInput(said)).body).decode().count(said) == 1


@pytest.mark.parametrize("secret", CERTAIN)
async def test_the_log_of_deeds_is_given_none(house: House, secret: str) -> None:
    async with house.store.writing() as tx:
        told = {"keys": [secret], "note": {"said": f"it is {secret}"}}
        await audit.write(tx, house.clock, "ada", "connection.change", secret, after=told)
    said = str(await audit.newest(house.store))
    assert [one for one in PLANTED if one in said] == []


def test_what_was_sent_is_not_printed() -> None:
    asked = ConnectAsked.model_validate({"name": "Shop", "key": KEY})
    assert KEY not in f"{asked} {asked!r}"
    with pytest.raises(ValidationError) as problem:
        ConnectAsked.model_validate({"name": 3, "key": KEY, "what": KEY})
    assert KEY not in str(problem.value)


async def test_a_key_that_is_refused_is_in_no_answer(client: httpx.AsyncClient) -> None:
    public = KEY.replace("sk_", "pk_")
    for body in ({"name": "Shop", "key": public}, {"name": "Shop", "secret": KEY}, {"name": [KEY]}):
        answer = await client.post("/api/v1/connections", json=body)
        assert answer.status_code >= 400
        assert "51QAbcd" not in answer.text

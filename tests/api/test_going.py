"""What is to go says so in every answer, refusals too, and not at short notice."""

from datetime import date

import pytest
from fastapi import Depends, FastAPI

from tests.api.conftest import visiting
from tillwatch.faces.api import problems
from tillwatch.faces.api.describing.going import Going
from tillwatch.faces.api.shell import shell
from tillwatch.kernel import errors

GOING = Going(date(2026, 11, 1), date(2027, 11, 1), "/api/v2/old")


def application() -> FastAPI:
    app = FastAPI()
    problems.install(app)

    @app.get("/old", deprecated=True, dependencies=[Depends(GOING)])
    async def old(fail: bool = False) -> str:
        if fail:
            raise errors.NotFound("There is nothing here")
        return "as ever"

    @app.get("/kept")
    async def kept() -> str:
        return "as ever"

    return app


async def test_what_is_to_go_says_so_in_every_answer() -> None:
    async with visiting(shell(application())) as client:
        for status, path in ((200, "/old"), (404, "/old?fail=true")):
            answer = await client.get(path)
            assert answer.status_code == status
            assert answer.headers["deprecation"] == "@1793491200"
            assert answer.headers["sunset"] == "Mon, 01 Nov 2027 00:00:00 GMT"
            assert answer.headers["link"] == '</api/v2/old>; rel="successor-version"'
        assert "sunset" not in (await client.get("/kept")).headers


def test_it_is_kept_for_a_year_at_least() -> None:
    with pytest.raises(errors.BadInput):
        Going(date(2026, 11, 1), date(2027, 1, 1))

"""Every operation, asked with every role's token and from every role's browser: answered where the
table of roles says so, else refused by the name of what is missing. Nothing is asked that says
nothing of what it takes.

Requests are such that whoever may ask is told what is wrong with them, wherever that can be.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from typing import NamedTuple

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from tests.api import access_page
from tests.api.conftest import alive, visiting
from tests.api.signing import OURS
from tests.tidy import tree
from tillwatch.faces.api import api
from tillwatch.faces.api.app import V1, Operation, operations
from tillwatch.faces.api.guard import Everybody, Permit
from tillwatch.faces.mcp import tools
from tillwatch.intake.house import House
from tillwatch.people import profiles, roles, sessions, tokens

OPERATIONS = operations()
ELSEWHERE = "203.0.113.9"
ENDS_ITSELF = {("DELETE", f"{V1}/me/sessions"), ("DELETE", f"{V1}/session")}
"""What ends the very session it is asked from."""
QUESTIONS = {
    f"{V1}/metrics/query",
    f"{V1}/metrics/query.csv",
    f"{V1}/metrics/rows",
    f"{V1}/metrics/rows.csv",
    f"{V1}/metrics/cohorts",
    f"{V1}/risk/score",
    f"{V1}/reports/made",
    f"{V1}/alert-rules/try",
    f"{V1}/dispute-choices/try",
    f"{V1}/dispute-templates/try",
    f"{V1}/prevention/rules/try",
    f"{V1}/alert-networks/sample",
}
"""What is too long for an address, so it is posted, and only read."""
NOT_OF_A_ROUTE = {
    "personal.read": "what an answer says is hidden without it (kernel.eyes)",
    "personal.export": "what a sheet says is hidden without it (rows.export)",
}


class Asker(NamedTuple):
    role: str
    face: str
    may: frozenset[str]
    headers: dict[str, str]


@pytest.fixture
async def outside(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody on another machine; streams end at once."""
    closing = asyncio.Event()
    closing.set()
    app = api(house, closing=closing)
    async with alive(app), visiting(app, address=ELSEWHERE) as client:
        yield client


async def askers(house: House) -> list[Asker]:
    """A program and a person of each role; the first is the owner, so that nobody is asked to make
    one."""
    found = []
    for role in roles.TABLE:
        may = roles.permissions(role)
        if role in roles.FOR_PEOPLE:
            found.append(Asker(role, "browser", may, await _browser(house, role)))
        token = await tokens.create(house.store, house.clock, role, role)
        found.append(Asker(role, "token", may, {"Authorization": f"Bearer {token}"}))
    return found


async def _browser(house: House, role: str) -> dict[str, str]:
    wishes = profiles.Wishes(name=role, email=f"{role}@example.com", zone="UTC", currency="EUR")
    columns = wishes.checked()
    async with house.store.writing() as tx:
        id_ = await profiles.add(tx, house.clock, columns, role=role, password="none")
        return await _session(tx, house, id_)


async def _session(tx: AsyncConnection, house: House, person_id: str) -> dict[str, str]:
    plain = await sessions.start(tx, house.clock, person_id, "by a test")
    return {"Cookie": f"tillwatch_8787={plain}", **OURS}


def _calm() -> Iterator[Operation]:
    """Those last that end what they are asked with."""
    yield from sorted(OPERATIONS, key=lambda one: (one.method, one.path) in ENDS_ITSELF)


async def ask(client: httpx.AsyncClient, one: Operation, headers: dict[str, str]) -> httpx.Response:
    path = one.path
    for name in ("connection_id", "id", "code"):
        path = path.replace(f"{{{name}}}", "nothing_1")
    body = None if one.method in ("GET", "DELETE") else b"["
    asked = {"nothing": "1"}
    return await client.request(one.method, path, params=asked, headers=headers, content=body)


async def test_every_operation_is_answered_or_refused_as_the_table_of_roles_says(
    house: House, outside: httpx.AsyncClient
) -> None:
    wrong = []
    for asker in await askers(house):
        for one in _calm():
            outside.cookies.clear()
            answer = await ask(outside, one, asker.headers)
            told = answer.json() if "problem" in answer.headers.get("content-type", "") else {}
            missing = told.get("fields", {}).get("permission")
            takes = one.permit.permission if isinstance(one.permit, Permit) else None
            expected = takes if takes is not None and takes not in asker.may else None
            refused = answer.status_code == 403 and missing is not None
            lost = takes is not None and answer.status_code in (401, 500)
            if missing != expected or refused != (expected is not None) or lost:
                wrong.append((asker.role, asker.face, *one[:2], answer.status_code, answer.text))
    assert wrong == []


async def test_who_is_not_signed_in_gets_nothing_but_what_is_open_to_everybody(
    outside: httpx.AsyncClient,
) -> None:
    for one in OPERATIONS:
        answer = await ask(outside, one, OURS)
        refused = "Sign in, or send an access token" in answer.text
        assert refused != isinstance(one.permit, Everybody), one
        assert not refused or answer.status_code == 401, one


def test_nothing_is_described_that_is_not_in_the_list_of_operations() -> None:
    paths = json.loads((tree.ROOT / "frontend" / "openapi.json").read_text())["paths"]
    there = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    assert there <= {one[:2] for one in OPERATIONS}


def test_every_operation_says_what_it_takes() -> None:
    assert [one[:2] for one in OPERATIONS if one.permit is None] == []


def test_who_is_kept_to_some_accounts_changes_nothing_but_what_is_their_own() -> None:
    asked = [one for one in OPERATIONS if one.method != "GET" and one.path not in QUESTIONS]
    changes = [one for one in asked if isinstance(one.permit, Permit)]
    taken = {one.permit.permission for one in changes if isinstance(one.permit, Permit)}
    assert taken & roles.LIMITABLE <= {"tokens.own", "monitoring.own"}


def test_every_permission_is_taken_by_something_and_none_is_made_up() -> None:
    taken = {one.permit.permission for one in OPERATIONS if isinstance(one.permit, Permit)}
    taken |= {one.permission for one in tools.TOOLS.values()}
    assert taken - {None} | NOT_OF_A_ROUTE.keys() == roles.PERMISSIONS.keys()


def test_the_page_about_access_says_the_same() -> None:
    page = access_page.PAGE.read_text()
    assert access_page.permissions() in page, "make it again: python -m tests.api.access_page"
    assert access_page.commands_told(page) == access_page.commands_there_are()

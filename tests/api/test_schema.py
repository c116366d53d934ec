"""Whatever the description allows is answered as it says: schemathesis over every route."""

import copy
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import hypothesis
import pytest
import schemathesis
from schemathesis.checks import load_all_checks
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.generation.hypothesis.builder import MissingPathParameters
from schemathesis.pytest._test_builder import build_operation_test
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi import checks

from tests.api.conftest import PATIENCE_S, Server, browser, serving
from tests.api.told import described
from tillwatch.intake.house import House
from tillwatch.people import roles, tokens

LINE_MAX = 60_000
"""Signs. A longer address is refused before the application sees it, with no word of ours."""
EXAMPLES = min(hypothesis.settings().max_examples // 12, 160)

ALIKE = re.compile(r"^/api/v1/(?!refunds|dispute-facts)([a-z-]+|disputes/queue)(/totals|\.csv)$")
"""Totals and sheets are made from one table and ask what lists ask: those of refunds stand for
all."""
LEFT_OUT = {("GET", "/api/v1/stream"), ("DELETE", "/api/v1/session")}
DESCRIBED = described()
ROUTES = [
    (method, path)
    for path, methods in DESCRIBED["paths"].items()
    for method in map(str.upper, methods)
    if (method, path) not in LEFT_OUT and not ALIKE.match(path)
]

# Left out: a well-formed cursor or moment that means nothing is refused, as it should be; without a
# valid token the answer turns from 401 into 429 (test_access); and a query does not tell
# ["false"] from false, so of a query that breaks its types nothing need be left to refuse
# (test_errors has those that do).
UNFIT: list[Any] = [checks.positive_data_acceptance, checks.ignored_auth]
UNFIT_OF_QUERIES: list[Any] = [*UNFIT, checks.negative_data_rejection]


def test_description_names_every_row() -> None:
    paths = DESCRIBED["paths"]
    assert len([path for path in paths if path.endswith("/{connection_id}/{id}")]) == 15


@pytest.fixture(scope="session")
def described() -> BaseSchema:
    load_all_checks()
    schema = schemathesis.openapi.from_dict(copy.deepcopy(DESCRIBED))
    # The token is ours in every request, so a request without one is none that it could judge.
    schema.config.generation.update(with_security_parameters=False)
    schema.config.update(request_timeout=PATIENCE_S)
    return schema


@pytest.fixture
def asked(path: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    """The server of all, but where one comes in: who guesses so often is not listened to for a
    while, and the clock of these servers stands."""
    if path.endswith("/{code}") or "/sign-in" in path:
        with serving(tmp_path) as of_its_own:
            yield of_its_own
    else:
        server = request.getfixturevalue("server")
        yield server
        known = {"Authorization": f"Bearer {server.token}"}
        at = f"{server.url}/api/v1/session"
        assert httpx.get(at, headers=known, timeout=PATIENCE_S).status_code == 200


@pytest.mark.parametrize(("method", "path"), ROUTES, ids=lambda part: part)
def test_route(method: str, path: str, described: BaseSchema, asked: Server) -> None:
    """Its cases are made here, not when tests are collected, as schemathesis would: each process
    collects, and one runs it."""

    @hypothesis.settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
    def ask(case: schemathesis.Case) -> None:
        hypothesis.assume(len(urlencode(case.query or {}, doseq=True)) < LINE_MAX)
        case.call_and_validate(
            base_url=asked.url,
            headers={"Authorization": f"Bearer {asked.token}"},
            allow_redirects=False,
            excluded_checks=UNFIT_OF_QUERIES if method == "GET" else UNFIT,
        )

    test = build_operation_test(
        config=described.config,
        operation=described[path][method],
        test_func=ask,
        given_kwargs={},
        feedback=FeedbackSources(),
    )
    test()
    assert MissingPathParameters.get(test) is None


ROLES = [name for name in roles.TABLE if name != roles.OWNER]
FEW = 1
"""Examples of a route that every role tries: there are many roles, and the owner tries many."""


@pytest.fixture(scope="session")
def granted(server: Server) -> dict[str, str]:
    """A token of each role but the owner's, who has tried everything above."""
    made: dict[str, str] = {}

    async def grant(house: House) -> None:
        for role in ROLES:
            made[role] = await tokens.create(house.store, house.clock, f"a {role}", role)

    server.do(grant)
    return made


@pytest.mark.parametrize(("method", "path"), ROUTES, ids=lambda part: part)
def test_every_role_is_answered(
    method: str, path: str, described: BaseSchema, asked: Server, granted: dict[str, str]
) -> None:
    """No role meets a mistake of ours, and none is given what it has no permission for, whatever
    it sends."""
    takes = DESCRIBED["paths"][path][method.lower()].get("x-permission")

    @hypothesis.settings(
        max_examples=FEW, deadline=None, derandomize=True, phases=[hypothesis.Phase.generate]
    )
    def ask(case: schemathesis.Case) -> None:
        for role, token in granted.items():
            known = {"Authorization": f"Bearer {token}"}
            answer = case.call(base_url=asked.url, headers=known, allow_redirects=False)
            assert answer.status_code < 500 or path == "/readyz", (role, answer.text)
            if takes is not None and takes not in roles.permissions(role):
                # an unreadable body, and a parameter given twice, are refused before that
                assert answer.status_code >= 400, (role, answer.text)

    build_operation_test(
        config=described.config,
        operation=described[path][method],
        test_func=ask,
        given_kwargs={},
        feedback=FeedbackSources(),
    )()


OPEN = {"/api/v1/door": 200, "/api/v1/sign-in": 403}
"""What answers without a token: the second only our own page."""


async def test_only_what_says_so_is_open(house: House) -> None:
    """What takes a permission, or being signed in, answers nobody else."""
    guarded = [
        (method, re.sub(r"\{\w+\}", "x_1", path))
        for path, methods in DESCRIBED["paths"].items()
        for method, one in methods.items()
        if "x-permission" in one and path != "/metrics"  # alike on this machine (test_watching)
    ]
    assert len(guarded) > 100
    async with browser(house) as nobody:
        answers = [(await nobody.request(*at)).status_code for at in guarded]
        for path, status in OPEN.items():
            method = next(iter(DESCRIBED["paths"][path]))
            assert (await nobody.request(method, path)).status_code == status
    assert set(answers) == {401}, list(zip(guarded, answers, strict=True))

"""Whatever the description allows is answered as it says: schemathesis over every route."""

import os
import re
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
import schemathesis
from schemathesis.checks import load_all_checks
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.generation.hypothesis.builder import MissingPathParameters
from schemathesis.pytest._test_builder import build_operation_test
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi import checks

from tests.api.conftest import Server, browser, serving
from tillwatch.faces.api import description
from tillwatch.intake.house import House

EXAMPLES = 50 if os.environ.get("CI") else 5

ALIKE = re.compile(r"^/api/v1/(?!refunds)[a-z-]+(/totals|\.csv)$")
"""Totals and sheets are made from one table and ask what lists ask: those of refunds stand for
all."""
LEFT_OUT = {("GET", "/api/v1/stream"), ("DELETE", "/api/v1/session")}
ROUTES = [
    (method, path)
    for path, methods in description()["paths"].items()
    for method in map(str.upper, methods)
    if (method, path) not in LEFT_OUT and not ALIKE.match(path)
]

# Left out: a well-formed cursor or moment that means nothing is refused, as it should be; and
# without a valid token the answer turns from 401 into 429 (test_access).
UNFIT: list[Any] = [checks.positive_data_acceptance, checks.ignored_auth]


def test_description_names_every_row() -> None:
    paths = description()["paths"]
    assert len([path for path in paths if path.endswith("/{connection_id}/{id}")]) == 15


@pytest.fixture(scope="session")
def described() -> BaseSchema:
    load_all_checks()
    schema = schemathesis.openapi.from_dict(description())
    # The token is ours in every request, so a request without one is none that it could judge.
    schema.config.generation.update(with_security_parameters=False)
    return schema


@pytest.fixture(scope="session")
def knocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own: it shows `/open/` so many codes that are none that its address is not
    listened to any more."""
    with serving(tmp_path_factory.mktemp("knocked")) as started:
        yield started


@pytest.mark.parametrize(("method", "path"), ROUTES, ids=lambda part: part)
def test_route(method: str, path: str, described: BaseSchema, knocked: Server) -> None:
    """Its cases are made here, not when tests are collected, as schemathesis would: each process
    collects, and one runs it."""

    @hypothesis.settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
    def ask(case: schemathesis.Case) -> None:
        case.call_and_validate(
            base_url=knocked.url,
            headers={"Authorization": f"Bearer {knocked.token}"},
            allow_redirects=False,
            excluded_checks=UNFIT,
        )

    asked = build_operation_test(
        config=described.config,
        operation=described[path][method],
        test_func=ask,
        given_kwargs={},
        feedback=FeedbackSources(),
    )
    asked()
    assert MissingPathParameters.get(asked) is None


OPEN = {"/api/v1/door": 200, "/api/v1/sign-in": 403}
"""What answers without a token: the second only our own page."""


async def test_no_route_is_open(house: House) -> None:
    guarded = [
        (method, path.format(id="x_1", connection_id="con_1"))
        for path, methods in description()["paths"].items()
        for method in methods
        if path.startswith("/api/v1/") and path not in OPEN
    ]
    async with browser(house) as nobody:
        answers = [(await nobody.request(*at)).status_code for at in guarded]
        for path, status in OPEN.items():
            method = next(iter(description()["paths"][path]))
            assert (await nobody.request(method, path)).status_code == status
    assert set(answers) == {401}, list(zip(guarded, answers, strict=True))
